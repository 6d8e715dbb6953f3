import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { findVariable, type Scope } from './scope.ts';

/** True for anything that may throw where it stands. Functions inside it do not run there. */
export function canThrow(evaluator: Evaluator, root: ts.Node, scope: Scope): boolean {
  const { ts } = evaluator;

  function visit(node: ts.Node): boolean {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isPropertyAccessExpression(node))
      return !isDeclaredObject(node.expression) || visit(node.expression);
    if (ts.isCallExpression(node)) return !isPlainDirective(node) || node.arguments.some(visit);
    if (
      ts.isNewExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isYieldExpression(node) ||
      ts.isTaggedTemplateExpression(node) ||
      ts.isElementAccessExpression(node) ||
      ts.isSpreadElement(node) ||
      ts.isForOfStatement(node) ||
      ts.isThrowStatement(node) ||
      ts.isObjectBindingPattern(node) ||
      ts.isArrayBindingPattern(node)
    ) {
      return true;
    }
    return ts.forEachChild(node, (inner) => visit(inner) || undefined) ?? false;
  }

  /** Members of an enum, a class or an import are there. */
  function isDeclaredObject(node: ts.Expression): boolean {
    if (!ts.isIdentifier(node)) return node.kind === ts.SyntaxKind.ThisKeyword;
    const declaration = findVariable(scope, node.text)?.declaration;
    return (
      declaration !== undefined &&
      (ts.isEnumDeclaration(declaration) ||
        ts.isClassDeclaration(declaration) ||
        ts.isImportDeclaration(declaration))
    );
  }

  /** A directive without data has nothing in it that could fail to be JSON. */
  function isPlainDirective(node: ts.CallExpression): boolean {
    if (!ts.isIdentifier(node.expression) || node.arguments.length > 1) return false;
    const variable = findVariable(scope, node.expression.text);
    const [value] = variable && ts.isImportDeclaration(variable.declaration) ? variable.anywhere.force() : [];
    return value?.value.type === 'language' && /^(goto|done|fail)$/.test(value.value.name);
  }

  return visit(root);
}
