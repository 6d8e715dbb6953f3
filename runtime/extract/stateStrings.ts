import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import type { StateTable } from './stateTable.ts';

/** The state that a word of the source stands for, and whether it can stand for nothing else. */
export interface Meaning {
  readonly state: string;
  readonly certain: boolean;
}

/**
 * What a string, or a key of an object, says of the states. It means one where its value went to a place for states,
 * and where its type is one of states alone. A string that is compared inside the workflow may mean one.
 */
export function meaningOf(
  evaluator: Evaluator,
  table: StateTable,
  workflow: ts.Node,
  node: ts.StringLiteralLike | ts.Identifier,
): Meaning | null {
  const { ts } = evaluator;
  const state = table.nameOf({ type: 'literal', value: node.text });
  if (state === null) return null;
  const { parent } = node;
  const answer = (certain: boolean | null): Meaning | null => (certain === null ? null : { state, certain });
  if (table.meant.has(node)) return answer(true);
  if (ts.isPropertyAssignment(parent) && parent.name === node) return answer(isKeyOfStates(parent.parent));
  if (ts.isIdentifier(node)) return null;
  if (ts.isLiteralTypeNode(parent)) return answer(isTypeOfStates(parent));
  const other = comparedWith(node);
  if (other !== null)
    return answer(holdsStates(typeAt(other)) ? true : isInside(workflow, node) ? false : null);
  if (ts.isElementAccessExpression(parent)) return answer(hasKeysOfStates(typeAt(parent.expression)) || null);
  if (ts.isPropertySignature(parent)) return null;
  return answer(holdsStates(evaluator.types.checkerAt(node)?.getContextualType(node)) || null);

  function typeAt(at: ts.Node): ts.Type | undefined {
    return evaluator.types.checkerAt(at)?.getTypeAtLocation(at);
  }

  /** `{ draft: 1, review: 2 }`, where the keys are asked for as states, or are just all of them. */
  function isKeyOfStates(object: ts.ObjectLiteralExpression): true | null {
    const type = evaluator.types.checkerAt(object)?.getContextualType(object);
    if (type !== undefined) return hasKeysOfStates(type) || null;
    const keys = object.properties.map(({ name }) => (name && 'text' in name ? name.text : null));
    return table.names.length > 1 && keys.length === table.names.length && keys.every(isState) ? true : null;
  }

  /** In `'draft' | 'review'` every member must be a state; `'draft'` alone may be one of any type. */
  function isTypeOfStates(of: ts.LiteralTypeNode): boolean | null {
    const union = of.parent;
    if (!ts.isUnionTypeNode(union)) return isInside(workflow, of) ? false : null;
    const members = union.types.map((one) =>
      ts.isLiteralTypeNode(one) && ts.isStringLiteralLike(one.literal) ? one.literal.text : null,
    );
    const strings = members.filter((one) => one !== null);
    return strings.length > 1 && strings.every(isState) ? true : null;
  }

  function comparedWith(at: ts.Expression): ts.Expression | null {
    if (ts.isCaseClause(at.parent)) return at.parent.parent.parent.expression;
    if (!ts.isBinaryExpression(at.parent)) return null;
    const { left, right, operatorToken } = at.parent;
    const { SyntaxKind } = ts;
    const compares =
      operatorToken.kind === SyntaxKind.EqualsEqualsEqualsToken ||
      operatorToken.kind === SyntaxKind.ExclamationEqualsEqualsToken ||
      operatorToken.kind === SyntaxKind.EqualsEqualsToken ||
      operatorToken.kind === SyntaxKind.ExclamationEqualsToken;
    if (!compares) return null;
    return left === at ? right : left;
  }

  function holdsStates(type: ts.Type | undefined): boolean {
    if (type === undefined || !type.isUnion()) return false;
    const empty = ts.TypeFlags.Undefined | ts.TypeFlags.Null;
    const parts = type.types.filter(({ flags }) => (flags & empty) === 0);
    return parts.length > 1 && parts.every((part) => part.isStringLiteral() && isState(part.value));
  }

  function hasKeysOfStates(type: ts.Type | undefined): boolean {
    const keys = type?.getProperties().map(({ name }) => name) ?? [];
    return keys.length > 1 && keys.every(isState);
  }

  function isState(text: string | null): boolean {
    return text !== null && table.nameOf({ type: 'literal', value: text }) !== null;
  }
}

function isInside(outer: ts.Node, node: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}
