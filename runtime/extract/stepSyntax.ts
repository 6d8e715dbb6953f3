import type { ts } from 'ts-morph';
import { compiler } from './compiler.ts';

/** The name of a field of the instance, or of the class such as `Flow.count`; null for anything else. */
export function fieldOf(node: ts.Node, className: string | null): string | null {
  const { ts } = compiler();
  if (!ts.isPropertyAccessExpression(node)) return null;
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return node.name.text;
  const isStatic = ts.isIdentifier(node.expression) && node.expression.text === className;
  return isStatic ? `${className}.${node.name.text}` : null;
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
