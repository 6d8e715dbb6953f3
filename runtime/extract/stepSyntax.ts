import type { ts } from 'ts-morph';
import { compiler } from './compiler.ts';

export function isOwnField(node: ts.Node): node is ts.PropertyAccessExpression {
  const { ts } = compiler();
  const { SyntaxKind } = ts;
  return ts.isPropertyAccessExpression(node) && node.expression.kind === SyntaxKind.ThisKeyword;
}

export function isOwnMethod(callee: ts.Expression): boolean {
  const { ts } = compiler();
  const { SyntaxKind } = ts;
  return (
    ts.isPropertyAccessExpression(callee) &&
    (callee.expression.kind === SyntaxKind.ThisKeyword || callee.expression.kind === SyntaxKind.SuperKeyword)
  );
}

export function isAssignment({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  const { ts } = compiler();
  const { SyntaxKind } = ts;
  return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment;
}

export function isStepping(given: ts.Node): given is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression {
  const { ts } = compiler();
  const { SyntaxKind } = ts;
  if (!ts.isPrefixUnaryExpression(given) && !ts.isPostfixUnaryExpression(given)) return false;
  return given.operator === SyntaxKind.PlusPlusToken || given.operator === SyntaxKind.MinusMinusToken;
}

/** Calls that are known to change nothing. */
export function isReader(call: ts.Node): boolean {
  const { ts } = compiler();
  if (!ts.isCallExpression(call)) return false;
  return /^(JSON\.stringify|structuredClone|Object\.(keys|values|entries)|String|console\.\w+|.*\blog\.\w+)$/.test(
    call.expression.getText(),
  );
}
