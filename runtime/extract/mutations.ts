import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { withoutParentheses } from './parentheses.ts';

/** What the code of one function (or module), the functions inside it included, does to the variables it names. */
interface Mutations {
  /** Names assigned to in the function itself. */
  readonly here: ReadonlySet<string>;
  /** Names assigned to in a function inside it. */
  readonly inside: ReadonlySet<string>;
  /** What is assigned to each name; null where that is no expression of its own, as in `n++`. */
  readonly assigned: ReadonlyMap<string, readonly (ts.Expression | null)[]>;
  /** Property names assigned to, by the name of the object; `*` stands for any. */
  readonly properties: ReadonlyMap<string, ReadonlyMap<string, readonly PropertyChange[]>>;
  /** Names that something else may come to hold as they are: handed to a call, stored, or given another name. */
  readonly escaping: ReadonlySet<string>;
}

export interface PropertyChange {
  readonly node: ts.Node;
  /** What is assigned; null where that is no expression of its own. */
  readonly value: ts.Expression | null;
}

const known = new WeakMap<ts.Node, Mutations>();

const changingMethods: ReadonlySet<string> = new Set([
  'push',
  'pop',
  'shift',
  'unshift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
  'set',
  'delete',
  'clear',
  'add',
]);

export function isChangingMethod(name: string): boolean {
  return changingMethods.has(name);
}

export function changesOf(
  evaluator: Evaluator,
  container: ts.Node,
  name: string,
): 'never' | 'here' | 'inside' {
  const { here, inside } = mutationsOf(evaluator, container);
  if (inside.has(name)) return 'inside';
  return here.has(name) ? 'here' : 'never';
}

export function assignedTo(
  evaluator: Evaluator,
  container: ts.Node,
  name: string,
): readonly (ts.Expression | null)[] {
  return mutationsOf(evaluator, container).assigned.get(name) ?? [];
}

export function changedProperties(
  evaluator: Evaluator,
  container: ts.Node,
  name: string,
): ReadonlyMap<string, readonly PropertyChange[]> {
  return mutationsOf(evaluator, container).properties.get(name) ?? new Map();
}

export function escapes(evaluator: Evaluator, container: ts.Node, name: string): boolean {
  const { escaping, properties } = mutationsOf(evaluator, container);
  return escaping.has(name) || properties.has(name);
}

/** Names assigned to in a part of a function, functions inside it left out. */
export function assignedNames(evaluator: Evaluator, part: ts.Node): ReadonlySet<string> {
  return mutationsOf(evaluator, part).here;
}

function mutationsOf(evaluator: Evaluator, container: ts.Node): Mutations {
  const found = known.get(container);
  if (found) return found;
  const { ts } = evaluator;
  const { SyntaxKind } = ts;
  const here = new Set<string>();
  const inside = new Set<string>();
  const assigned = new Map<string, (ts.Expression | null)[]>();
  const properties = new Map<string, Map<string, PropertyChange[]>>();
  const escaping = new Set<string>();

  function assign(given: ts.Expression, value: ts.Expression | null, depth: number): void {
    const target = withoutParentheses(given);
    if (ts.isIdentifier(target)) {
      (depth === 0 ? here : inside).add(target.text);
      const values = assigned.get(target.text) ?? [];
      assigned.set(target.text, [...values, value]);
    } else if (ts.isPropertyAccessExpression(target)) {
      changeProperty(target.expression, target.name.text, { node: target, value });
    } else if (ts.isElementAccessExpression(target)) {
      const key = target.argumentExpression;
      changeProperty(target.expression, ts.isStringLiteralLike(key) ? key.text : '*', {
        node: target,
        value,
      });
    } else if (ts.isArrayLiteralExpression(target)) {
      for (const element of target.elements) {
        assign(ts.isSpreadElement(element) ? element.expression : element, null, depth);
      }
    } else if (ts.isObjectLiteralExpression(target)) {
      for (const property of target.properties) {
        if (ts.isShorthandPropertyAssignment(property)) assign(property.name, null, depth);
        else if (ts.isPropertyAssignment(property)) assign(property.initializer, null, depth);
        else if (ts.isSpreadAssignment(property)) assign(property.expression, null, depth);
      }
    } else if (ts.isBinaryExpression(target)) {
      assign(target.left, null, depth);
    }
  }

  function changeProperty(object: ts.Expression, property: string, change: PropertyChange): void {
    const target = withoutParentheses(object);
    if (ts.isIdentifier(target)) {
      const changed = properties.get(target.text) ?? new Map<string, PropertyChange[]>();
      properties.set(target.text, changed.set(property, [...(changed.get(property) ?? []), change]));
    } else if (ts.isPropertyAccessExpression(target)) {
      changeProperty(target.expression, target.name.text, { ...change, value: null });
    } else if (ts.isElementAccessExpression(target)) {
      changeProperty(target.expression, '*', { ...change, value: null });
    }
  }

  function visit(node: ts.Node, depth: number): void {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      const plain = node.operatorToken.kind === SyntaxKind.EqualsToken || isLogical(node.operatorToken.kind);
      assign(node.left, plain ? node.right : null, depth);
    } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const { operator } = node;
      if (operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken) {
        assign(node.operand, null, depth);
      }
    } else if (ts.isDeleteExpression(node)) {
      assign(node.expression, null, depth);
    } else if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
      if (!ts.isVariableDeclarationList(node.initializer)) assign(node.initializer, null, depth);
    } else if (ts.isCallExpression(node)) {
      visitCall(node);
    }
    if (ts.isIdentifier(node) && isHandedOn(node)) escaping.add(node.text);
    const deeper = node !== container && (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node));
    ts.forEachChild(node, (inner) => visit(inner, deeper ? depth + 1 : depth));
  }

  function visitCall(node: ts.CallExpression): void {
    const callee = withoutParentheses(node.expression);
    if (ts.isPropertyAccessExpression(callee) && changingMethods.has(callee.name.text)) {
      changeProperty(callee.expression, '*', { node, value: null });
    }
    const [first] = node.arguments;
    if (first && /^Object\.(assign|definePropert)/.test(callee.getText()))
      changeProperty(first, '*', { node, value: null });
  }

  function isHandedOn(node: ts.Identifier): boolean {
    const { parent } = node;
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
    if (ts.isVariableDeclaration(parent)) return parent.initializer === node && ts.isIdentifier(parent.name);
    if (ts.isBinaryExpression(parent))
      return parent.right === node && isAssignment(parent.operatorToken.kind);
    if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
    return (
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      ts.isConditionalExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isSpreadElement(parent)
    );
  }

  function isAssignment(kind: ts.SyntaxKind): boolean {
    return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment;
  }

  function isLogical(kind: ts.SyntaxKind): boolean {
    return (
      kind === SyntaxKind.BarBarEqualsToken ||
      kind === SyntaxKind.AmpersandAmpersandEqualsToken ||
      kind === SyntaxKind.QuestionQuestionEqualsToken
    );
  }

  visit(container, 0);
  const result: Mutations = { here, inside, assigned, properties, escaping };
  known.set(container, result);
  return result;
}
