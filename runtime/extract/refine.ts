import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { guardOf, negationOf } from './guard.ts';
import type { Lazy } from './lazy.ts';
import { memberOf } from './members.ts';
import { escapes } from './mutations.ts';
import { withoutParentheses } from './parentheses.ts';
import { type Flow, findVariable, type Place, type Variable } from './scope.ts';
import { type Alternatives, equal, literal, nullish, truth, type Value } from './value.ts';

/** One way through a condition. */
export interface Branch {
  readonly flow: Flow;
  readonly guard: string;
  /** Without alternatives when nobody can come this way; null when somebody surely can. */
  readonly live: Lazy | null;
  alive(): boolean;
}

export function branchOf(flow: Flow, guard: string, live: Lazy | null): Branch {
  return { flow, guard, live, alive: () => live === null || live.force().length > 0 };
}

/** What a condition tells of the variables in it, when it holds and when not; null for a way that is never taken. */
export function refine(
  evaluator: Evaluator,
  condition: ts.Expression,
  place: Place,
): readonly [Branch | null, Branch | null] {
  const fixed = constantTruth(evaluator, condition, place);
  const before = branchOf(place.flow, '', null);
  return [
    fixed === false
      ? null
      : { ...known(evaluator, condition, true, before, place), guard: guardOf(condition) },
    fixed === true
      ? null
      : { ...known(evaluator, condition, false, before, place), guard: negationOf(condition) },
  ];
}

/** What is known once `subject === other` is known to hold, or not to. */
export function refineEqual(
  evaluator: Evaluator,
  subject: ts.Expression,
  other: ts.Expression,
  wanted: boolean,
  before: Branch,
  place: Place,
): Branch {
  const otherValue = evaluator.lazyAt(other, place);
  return filtered(evaluator, subject, before, place, (value) => {
    const results = otherValue.force().map((one) => equal(value, one.value));
    return results.length === 0 || results.includes(null) || results.includes(wanted);
  });
}

/** True or false where the condition is a constant: a literal, or a `const` that holds one. */
export function constantTruth(evaluator: Evaluator, given: ts.Expression, place: Place): boolean | null {
  const { ts } = evaluator;
  const node = withoutParentheses(given);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isNumericLiteral(node)) return Number(node.text) !== 0;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    const operand = constantTruth(evaluator, node.operand, place);
    return operand === null ? null : !operand;
  }
  if (ts.isIdentifier(node)) {
    const variable = findVariable(place.scope, node.text);
    const declaration = variable?.declaration;
    if (!declaration || variable.changes !== 'never') return null;
    if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return null;
    const value = declaration.initializer;
    return value && !ts.isIdentifier(value) ? constantTruth(evaluator, value, place) : null;
  }
  return null;
}

function known(
  evaluator: Evaluator,
  given: ts.Expression,
  wanted: boolean,
  before: Branch,
  place: Place,
): Branch {
  const { ts } = evaluator;
  const { SyntaxKind } = ts;
  const node = withoutParentheses(given);
  if (ts.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken) {
    return known(evaluator, node.operand, !wanted, before, place);
  }
  if (!ts.isBinaryExpression(node)) {
    return filtered(evaluator, node, before, place, (value) => truth(value) !== !wanted);
  }
  const kind = node.operatorToken.kind;
  if (kind === SyntaxKind.AmpersandAmpersandToken || kind === SyntaxKind.BarBarToken) {
    // Both sides are known only where `&&` holds or `||` does not.
    if (wanted !== (kind === SyntaxKind.AmpersandAmpersandToken)) return before;
    const first = known(evaluator, node.left, wanted, before, place);
    return known(evaluator, node.right, wanted, first, { ...place, flow: first.flow });
  }
  const strict =
    kind === SyntaxKind.EqualsEqualsEqualsToken || kind === SyntaxKind.ExclamationEqualsEqualsToken;
  const loose = kind === SyntaxKind.EqualsEqualsToken || kind === SyntaxKind.ExclamationEqualsToken;
  if (!strict && !loose) return before;
  const positive = kind === SyntaxKind.EqualsEqualsEqualsToken || kind === SyntaxKind.EqualsEqualsToken;
  const same = wanted === positive;
  const [subject, other] = isSubject(evaluator, node.left)
    ? [node.left, node.right]
    : [node.right, node.left];
  if (loose && isNothing(evaluator, other)) {
    return filtered(evaluator, subject, before, place, (value) => nullish(value) !== !same);
  }
  return loose ? before : refineEqual(evaluator, subject, other, same, before, place);
}

function isSubject(evaluator: Evaluator, node: ts.Expression): boolean {
  const { ts } = evaluator;
  if (ts.isIdentifier(node)) return node.text !== 'undefined';
  return ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression);
}

function isNothing(evaluator: Evaluator, node: ts.Expression): boolean {
  const { ts } = evaluator;
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined');
}

/** Leaves out the values of a variable for which the test, of it or of one of its properties, fails for sure. */
function filtered(
  evaluator: Evaluator,
  given: ts.Expression,
  before: Branch,
  place: Place,
  test: (value: Value) => boolean,
): Branch {
  const { ts } = evaluator;
  const subject = withoutParentheses(given);
  if (ts.isIdentifier(subject)) {
    return narrowed(evaluator, subject, before, place, test);
  }
  if (!ts.isPropertyAccessExpression(subject) || !ts.isIdentifier(subject.expression)) return before;
  const name = subject.expression.text;
  // Whoever was handed the object may have changed it.
  if (escapes(evaluator, place.scope.container, name)) return before;
  return narrowed(evaluator, subject.expression, before, place, (value) => {
    if (value.type !== 'object') return true;
    const property = memberOf(evaluator, value, subject.name.text, subject);
    return property.length === 0 || property.some((one) => test(one.value));
  });
}

function narrowed(
  evaluator: Evaluator,
  name: ts.Identifier,
  before: Branch,
  place: Place,
  test: (value: Value) => boolean,
): Branch {
  const variable = findVariable(place.scope, name.text);
  if (!variable) return before;
  const held = variable.scope.container === place.scope.container ? before.flow.get(variable) : undefined;
  if (!held || variable.changes === 'inside') return possible(evaluator, variable, before, test);
  const kept = evaluator.lazy(() => held.force().filter(({ value }) => test(value)));
  const live = evaluator.lazy((): Alternatives => {
    if (!before.alive()) return [];
    return kept.force().length > 0 || held.force().length === 0 ? literal(true) : [];
  });
  return branchOf(withVariable(before.flow, variable, kept), before.guard, live);
}

/** Of a variable that may change at any time only this is known: whether the test can hold at all. */
function possible(
  evaluator: Evaluator,
  variable: Variable,
  before: Branch,
  test: (value: Value) => boolean,
): Branch {
  const live = evaluator.lazy((): Alternatives => {
    if (!before.alive()) return [];
    const values = variable.anywhere.force();
    return values.length === 0 || values.some(({ value }) => test(value)) ? literal(true) : [];
  });
  return branchOf(before.flow, before.guard, live);
}

export function withVariable(flow: Flow, variable: Variable, value: Lazy): Flow {
  return new Map(flow).set(variable, value);
}
