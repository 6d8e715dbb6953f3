import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import type { Lazy } from './lazy.ts';
import { elementOf, memberOf } from './members.ts';
import { withoutParentheses } from './parentheses.ts';
import { findVariable, type Place, type Variable } from './scope.ts';
import { derive, literal, nullish, truth, union, unknown } from './value.ts';

/**
 * Calls `hold` for each variable that an expression assigns to, functions inside it left out. An assignment that only
 * some ways through the expression reach keeps the old value as well.
 */
export function assign(
  evaluator: Evaluator,
  root: ts.Expression,
  place: () => Place,
  hold: (variable: Variable, value: Lazy) => void,
): void {
  const { ts } = evaluator;
  const { SyntaxKind } = ts;

  function visit(node: ts.Node, always: boolean): void {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isConditionalExpression(node)) {
      visit(node.condition, always);
      visit(node.whenTrue, false);
      visit(node.whenFalse, false);
    } else if (ts.isBinaryExpression(node)) {
      visitBinary(node, always);
    } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      const { operator } = node;
      if (operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken) {
        store(node.operand, notKnown(node), always);
      } else visit(node.operand, always);
    } else {
      ts.forEachChild(node, (inner) => visit(inner, always));
    }
  }

  function visitBinary(node: ts.BinaryExpression, always: boolean): void {
    const kind = node.operatorToken.kind;
    const isLogical =
      kind === SyntaxKind.AmpersandAmpersandToken ||
      kind === SyntaxKind.BarBarToken ||
      kind === SyntaxKind.QuestionQuestionToken;
    if (kind < SyntaxKind.FirstAssignment || kind > SyntaxKind.LastAssignment) {
      visit(node.left, always);
      visit(node.right, always && !isLogical);
      return;
    }
    const at = place();
    visit(node.right, always);
    if (kind === SyntaxKind.EqualsToken) store(node.left, evaluator.lazyAt(node.right, at), always);
    else if (kind === SyntaxKind.PlusEqualsToken) store(node.left, notKnown(node), always);
    else if (kind >= SyntaxKind.BarBarEqualsToken && kind <= SyntaxKind.QuestionQuestionEqualsToken) {
      store(node.left, logical(node, kind, at), always);
    } else store(node.left, notKnown(node), always);
  }

  function logical(node: ts.BinaryExpression, kind: ts.SyntaxKind, at: Place): Lazy {
    return evaluator.lazy(() => {
      const left = evaluator.evaluate(node.left, at);
      const kept = left.filter(({ value }) => {
        if (kind === SyntaxKind.QuestionQuestionEqualsToken) return nullish(value) !== true;
        return truth(value) !== (kind !== SyntaxKind.BarBarEqualsToken);
      });
      return kept.length === left.length && left.every(({ value }) => value.type !== 'unknown')
        ? kept
        : union(kept, evaluator.evaluate(node.right, at));
    });
  }

  function store(given: ts.Expression, value: Lazy, always: boolean): void {
    const target = withoutParentheses(given);
    if (ts.isIdentifier(target)) {
      const at = place();
      const variable = findVariable(at.scope, target.text);
      if (!variable) return;
      const before = at.flow.get(variable);
      const both = always || !before ? value : evaluator.lazy(() => union(before.force(), value.force()));
      hold(variable, both);
    } else if (ts.isArrayLiteralExpression(target)) {
      target.elements.forEach((element, index) => {
        const part = evaluator.lazy(() =>
          derive(value.force(), (whole) => elementOf(evaluator, whole, literal(index), element)),
        );
        storePart(element, part, always);
      });
    } else if (ts.isObjectLiteralExpression(target)) {
      for (const property of target.properties) {
        const { name } = property;
        if (!name || ts.isComputedPropertyName(name)) continue;
        const part = evaluator.lazy(() =>
          derive(value.force(), (whole) => memberOf(evaluator, whole, name.text, property)),
        );
        if (ts.isPropertyAssignment(property)) storePart(property.initializer, part, always);
        else if (ts.isIdentifier(name)) store(name, part, always);
      }
    }
  }

  /** A part of a pattern may have a default. */
  function storePart(target: ts.Expression, value: Lazy, always: boolean): void {
    if (!ts.isBinaryExpression(target)) {
      store(target, value, always);
      return;
    }
    const at = place();
    store(
      target.left,
      evaluator.lazy(() => union(value.force(), evaluator.evaluate(target.right, at))),
      always,
    );
  }

  function notKnown(node: ts.Node): Lazy {
    return evaluator.lazy(() => unknown('it is computed as the code runs', node));
  }

  visit(root, true);
}
