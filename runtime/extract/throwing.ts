import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { withoutAssertions } from './parentheses.ts';
import { findVariable, type Scope } from './scope.ts';

/** True for anything that may throw where it stands. Functions inside it do not run there. */
export function canThrow(evaluator: Evaluator, root: ts.Node, scope: Scope): boolean {
  const { ts } = evaluator;

  function visit(node: ts.Node): boolean {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isPropertyAccessExpression(node))
      return !isDeclaredObject(node.expression) || visit(node.expression);
    if (ts.isElementAccessExpression(node)) {
      return !isDeclaredObject(node.expression) || visit(node.argumentExpression);
    }
    if (ts.isCallExpression(node)) return !isPlainDirective(node) || node.arguments.some(visit);
    if (
      ts.isNewExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isYieldExpression(node) ||
      ts.isTaggedTemplateExpression(node) ||
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

  /** Members of an enum, a class, an import or an object written out are there, or undefined. */
  function isDeclaredObject(node: ts.Expression): boolean {
    if (!ts.isIdentifier(node)) return node.kind === ts.SyntaxKind.ThisKeyword;
    const declaration = findVariable(scope, node.text)?.declaration;
    if (!declaration) return false;
    if (ts.isVariableDeclaration(declaration)) {
      const value = declaration.initializer && withoutAssertions(declaration.initializer);
      return (
        value !== undefined && (ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value))
      );
    }
    return (
      ts.isEnumDeclaration(declaration) ||
      ts.isClassDeclaration(declaration) ||
      ts.isImportDeclaration(declaration)
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
