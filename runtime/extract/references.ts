/** Which expressions of a step stand for a part of its context: by their names alone, without running anything. */
import type { ts } from 'ts-morph';
import { compiler } from './compiler.ts';
import { below, itemOf, lookUp, type Names, type Ref } from './contextRef.ts';
import { withoutAssertions } from './parentheses.ts';

/** Methods that give an item, or a list of items, of the array itself. */
const handingOut: ReadonlySet<string> = new Set([
  'find',
  'findLast',
  'at',
  'filter',
  'slice',
  'pop',
  'shift',
]);

export function refOf(given: ts.Expression, names: Names): Ref | null {
  const { ts } = compiler();
  const { SyntaxKind } = ts;
  const node = withoutAssertions(given);
  if (ts.isIdentifier(node)) return lookUp(node.text, names);
  if (ts.isPropertyAccessExpression(node)) {
    const base = refOf(node.expression, names);
    return base && below(base, node.name.text);
  }
  if (ts.isElementAccessExpression(node)) {
    const base = refOf(node.expression, names);
    const key = node.argumentExpression;
    if (!base) return null;
    return ts.isStringLiteralLike(key) ? below(base, key.text) : itemOf(base);
  }
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind === SyntaxKind.QuestionQuestionToken || kind === SyntaxKind.BarBarToken
      ? refOf(node.left, names)
      : null;
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const base = handingOut.has(node.expression.name.text) ? refOf(node.expression.expression, names) : null;
    return base?.root === 'session' && base.path.length > 0 ? itemOf(base) : null;
  }
  return null;
}

/** `{ session, llm }`, as it is handed to helpers. */
export function bagOf(given: ts.Expression, names: Names): Ref | null {
  const { ts } = compiler();
  const node = withoutAssertions(given);
  if (!ts.isObjectLiteralExpression(node)) return null;
  const parts = new Map<string, Ref>();
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const ref = refOf(property.expression, names);
      if (ref?.root === 'context') return ref;
    } else if (ts.isShorthandPropertyAssignment(property) || ts.isPropertyAssignment(property)) {
      const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
      const ref = refOf(value, names);
      if (ref && !ts.isComputedPropertyName(property.name)) parts.set(property.name.text, ref);
    }
  }
  return parts.size > 0 ? { root: 'bag', parts } : null;
}

export function bind(pattern: ts.BindingName, ref: Ref | null, names: Names): void {
  const { ts } = compiler();
  if (ts.isIdentifier(pattern)) {
    names.own.set(pattern.text, ref);
    return;
  }
  for (const element of pattern.elements) {
    if (ts.isOmittedExpression(element)) continue;
    const key = element.propertyName ?? element.name;
    let part: Ref | null = null;
    if (ref && element.dotDotDotToken) part = ref;
    else if (ref && ts.isArrayBindingPattern(pattern)) part = itemOf(ref);
    else if (ref && (ts.isIdentifier(key) || ts.isStringLiteralLike(key))) part = below(ref, key.text);
    bind(element.name, part, names);
  }
}
