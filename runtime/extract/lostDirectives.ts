import type { ts } from 'ts-morph';
import type { Problem } from '../model/graph.ts';
import { memberScope } from './classes.ts';
import type { Evaluator } from './evaluator.ts';
import { text } from './guard.ts';
import { placeIn } from './invoke.ts';
import { isDirective } from './language.ts';
import { problem } from './problem.ts';
import { rangeOf } from './range.ts';
import type { Place } from './scope.ts';
import type { ClassValue } from './value.ts';
import type { MarkedMethod } from './workflowClass.ts';

/** Directives that a step makes and does not return: they do nothing, and mostly a `return` was forgotten. */
export function lostDirectives(
  evaluator: Evaluator,
  { node: method, owner }: MarkedMethod,
  self: ClassValue,
): readonly Problem[] {
  const { ts } = evaluator;
  const place = placeIn(memberScope(owner, self), owner.flow);
  const problems: Problem[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (!ts.isExpressionStatement(node)) return ts.forEachChild(node, visit);
    const call = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression;
    if (!ts.isCallExpression(call)) return;
    const name = directiveName(evaluator, call.expression, method, place);
    if (name === null) return;
    problems.push(
      problem(
        'lost-directive',
        rangeOf(node),
        `${text(call)} does nothing here, since the step does not return it: write return ${name}(…).`,
      ),
    );
  };
  if (method.body) ts.forEachChild(method.body, visit);
  return problems;
}

function directiveName(
  evaluator: Evaluator,
  callee: ts.Expression,
  method: ts.MethodDeclaration,
  place: Place,
): string | null {
  const { ts } = evaluator;
  const root = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
  if (!ts.isIdentifier(root) || bindsName(evaluator, method, root.text)) return null;
  for (const { value } of evaluator.evaluate(callee, place)) {
    if (value.type === 'language' && isDirective(value.name)) return text(callee);
  }
  return null;
}

/** Whether a method has a variable or a parameter of this name, in whatever part of it. */
function bindsName({ ts }: Evaluator, method: ts.MethodDeclaration, name: string): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) && !found)
      found = ts.isIdentifier(node.name) && node.name.text === name;
    if (!found) ts.forEachChild(node, visit);
  };
  ts.forEachChild(method, visit);
  return found;
}
