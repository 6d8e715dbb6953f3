import type { ts } from 'ts-morph';
import { compiler } from './compiler.ts';

const maxLength = 60;

const opposites: { readonly [operator: string]: string } = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '==': '!=',
  '===': '!==',
  '!=': '==',
  '!==': '===',
};

/** Source text on one line, cut where it gets long. */
export function text(node: ts.Node): string {
  return shorten(plainText(node));
}

export function shorten(long: string): string {
  return long.length <= maxLength ? long : `${long.slice(0, maxLength - 1).trimEnd()}…`;
}

/** A condition in words. */
export function guardOf(condition: ts.Expression): string {
  return shorten(words(condition));
}

/** The opposite of a condition in words: a comparison is turned round, anything longer gets a `not`. */
export function negationOf(condition: ts.Expression): string {
  return shorten(negated(condition));
}

function words(given: ts.Expression): string {
  const { ts } = compiler();
  const node = stripped(given);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return negated(node.operand);
  }
  return plainText(node);
}

function negated(given: ts.Expression): string {
  const { ts } = compiler();
  const node = stripped(given);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return words(node.operand);
  }
  if (ts.isBinaryExpression(node)) {
    const opposite = opposites[node.operatorToken.getText()];
    if (opposite === undefined) return `not (${plainText(node)})`;
    return `${plainText(node.left)} ${opposite} ${plainText(node.right)}`;
  }
  return ts.isConditionalExpression(node) ? `not (${plainText(node)})` : `not ${plainText(node)}`;
}

/** Without parentheses, `await` and assertions, which say nothing to a reader of the graph. */
function stripped(given: ts.Expression): ts.Expression {
  const { ts } = compiler();
  let node = given;
  while (
    ts.isParenthesizedExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAsExpression(node)
  ) {
    node = node.expression;
  }
  return node;
}

function plainText(node: ts.Node): string {
  const { ts } = compiler();
  const inner = ts.isExpression(node) ? stripped(node) : node;
  return inner
    .getText()
    .replace(/\s+/g, ' ')
    .replace(/\bawait /g, '')
    .replace(/\bthis\./g, '')
    .trim();
}
