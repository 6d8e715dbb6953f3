import type { ts } from 'ts-morph';
import { compiler } from './compiler.ts';

/** The expression inside any parentheses. */
export function withoutParentheses(given: ts.Expression): ts.Expression {
  const { ts } = compiler();
  let node = given;
  while (ts.isParenthesizedExpression(node)) node = node.expression;
  return node;
}

/** The expression inside any parentheses, assertions and `!`, none of which are left when it runs. */
export function withoutAssertions(given: ts.Expression): ts.Expression {
  const { ts } = compiler();
  let node = given;
  while (
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node)
  ) {
    node = node.expression;
  }
  return node;
}
