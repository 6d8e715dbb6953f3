import type { ts } from 'ts-morph';
import { declareAll, declareVariables } from './declarations.ts';
import type { Evaluator } from './evaluator.ts';
import { loop } from './loops.ts';
import { type Branch, branchOf } from './refine.ts';
import { childScope, emptyFlow, findVariable, type Place, type Scope } from './scope.ts';
import { switched } from './switches.ts';
import { tried } from './tries.ts';
import { type Alternatives, literal, under } from './value.ts';
import {
  declared,
  type Exit,
  effects,
  type JumpTarget,
  join,
  mayThrow,
  placeOf,
  type Walk,
  ways,
} from './walk.ts';

/** The exits of a function body, in the order of the source; the end comes last where it can be reached. */
export function runBody(
  evaluator: Evaluator,
  body: ts.Block,
  container: ts.FunctionLikeDeclaration,
  place: Place,
): readonly Exit[] {
  const walk: Walk = {
    evaluator,
    call: place.call,
    exits: [],
    jumps: [],
    tries: [],
    joins: 0,
    run: (node, state, scope) => run(walk, node, state, scope, null),
    runAll: (statements, state, scope) => runAll(walk, statements, state, scope),
    block: (node, state, scope) => block(walk, node, state, scope),
  };
  hoistVars(evaluator, place.scope, container);
  declareAll(evaluator, place.scope, body.statements);
  const end = runAll(walk, body.statements, branchOf(place.flow, '', null), place.scope);
  if (end) {
    walk.exits.push({
      node: null,
      value: evaluator.lazy(() => literal(undefined)),
      guard: end.guard,
      live: end.live,
      flow: end.flow,
    });
  }
  return walk.exits;
}

/** What a function returns this way; nothing when nobody comes this way. */
export function outcome(exit: Exit): Alternatives {
  if (exit.live && exit.live.force().length === 0) return [];
  return under(exit.guard, exit.value.force());
}

function runAll(walk: Walk, statements: readonly ts.Statement[], start: Branch, scope: Scope): Branch | null {
  let state: Branch | null = start;
  for (const statement of statements) {
    if (!state) return null;
    state = run(walk, statement, state, scope, null);
  }
  return state;
}

function run(
  walk: Walk,
  node: ts.Statement,
  state: Branch,
  scope: Scope,
  label: string | null,
): Branch | null {
  const { ts } = walk.evaluator;
  if (ts.isVariableStatement(node)) return declared(walk, node.declarationList, state, scope);
  if (ts.isExpressionStatement(node)) return expression(walk, node.expression, state, scope);
  if (ts.isReturnStatement(node)) return returned(walk, node, state, scope);
  if (ts.isIfStatement(node)) return conditional(walk, node, state, scope);
  if (ts.isBlock(node)) return block(walk, node, state, scope);
  if (ts.isSwitchStatement(node)) return switched(walk, node, state, scope, label);
  if (ts.isTryStatement(node)) return tried(walk, node, state, scope);
  if (ts.isThrowStatement(node)) {
    mayThrow(walk, node, state, scope);
    return null;
  }
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return jump(walk, node, state);
  if (ts.isLabeledStatement(node)) return labeled(walk, node, state, scope);
  if (ts.isIterationStatement(node, false)) return loop(walk, node, state, scope, label);
  return state;
}

function isNever({ ts }: Evaluator, node: ts.Expression): boolean {
  return ts.isSatisfiesExpression(node) && node.type.kind === ts.SyntaxKind.NeverKeyword;
}

function block(walk: Walk, node: ts.Block, state: Branch, scope: Scope): Branch | null {
  const inner = childScope(scope);
  declareAll(walk.evaluator, inner, node.statements);
  return runAll(walk, node.statements, state, inner);
}

function expression(walk: Walk, node: ts.Expression, start: Branch, scope: Scope): Branch | null {
  const { evaluator } = walk;
  // What no value can reach says so, as in `other satisfies never`.
  if (isNever(evaluator, node)) return null;
  const state = effects(walk, node, start, scope);
  const call = evaluator.ts.isAwaitExpression(node) ? node.expression : node;
  if (!evaluator.ts.isCallExpression(call) || !neverReturns(evaluator, call, scope)) return state;
  const place = placeOf(walk, state, scope);
  const live = evaluator.lazy(() =>
    state.alive() && evaluator.evaluate(call, place).length > 0 ? literal(true) : [],
  );
  return branchOf(state.flow, state.guard, live);
}

/** True for a call of a function that most likely never comes back, such as `assertNever` or one that only throws. */
function neverReturns(evaluator: Evaluator, call: ts.CallExpression, scope: Scope): boolean {
  const { ts } = evaluator;
  return declaredFunctions(evaluator, call.expression, scope).some(({ type, body }) => {
    if (type?.kind === ts.SyntaxKind.NeverKeyword) return true;
    const last = body && ts.isBlock(body) ? body.statements.at(-1) : undefined;
    return last !== undefined && ts.isThrowStatement(last);
  });
}

/** Only what is declared as a function: a variable's value may still be on its way. */
function declaredFunctions(
  evaluator: Evaluator,
  callee: ts.Expression,
  scope: Scope,
): readonly ts.FunctionLikeDeclaration[] {
  const { ts } = evaluator;
  const isOwn = ts.isPropertyAccessExpression(callee) && callee.expression.kind === ts.SyntaxKind.ThisKeyword;
  const declaration = ts.isIdentifier(callee) ? findVariable(scope, callee.text)?.declaration : undefined;
  const isDeclared =
    declaration !== undefined &&
    (ts.isFunctionDeclaration(declaration) || ts.isImportDeclaration(declaration));
  if (!isOwn && !isDeclared) return [];
  return evaluator
    .evaluate(callee, { scope, flow: emptyFlow, call: null })
    .flatMap(({ value }) => (value.type === 'function' ? [value.node] : []));
}

function returned(walk: Walk, node: ts.ReturnStatement, start: Branch, scope: Scope): null {
  const { evaluator } = walk;
  const state = node.expression ? effects(walk, node.expression, start, scope) : start;
  const place = placeOf(walk, state, scope);
  const value = evaluator.lazy(() =>
    node.expression ? evaluator.evaluate(node.expression, place) : literal(undefined),
  );
  walk.exits.push({ node, value, guard: state.guard, live: state.live, flow: state.flow });
  return null;
}

function conditional(walk: Walk, node: ts.IfStatement, start: Branch, scope: Scope): Branch | null {
  const state = effects(walk, node.expression, start, scope);
  const [whenTrue, whenFalse] = ways(walk, node.expression, state, scope);
  const afterThen = whenTrue && run(walk, node.thenStatement, whenTrue, scope, null);
  const afterElse =
    whenFalse && (node.elseStatement ? run(walk, node.elseStatement, whenFalse, scope, null) : whenFalse);
  return join(walk, [afterThen, afterElse], state.guard);
}

function labeled(walk: Walk, node: ts.LabeledStatement, state: Branch, scope: Scope): Branch | null {
  const { ts } = walk.evaluator;
  const label = node.label.text;
  if (ts.isIterationStatement(node.statement, false) || ts.isSwitchStatement(node.statement)) {
    return run(walk, node.statement, state, scope, label);
  }
  const target: JumpTarget = { label, of: 'block', breaks: [], continues: [] };
  walk.jumps.push(target);
  const end = run(walk, node.statement, state, scope, null);
  walk.jumps.pop();
  return join(walk, [end, ...target.breaks], state.guard);
}

function jump(walk: Walk, node: ts.BreakOrContinueStatement, state: Branch): null {
  const { ts } = walk.evaluator;
  const label = node.label?.text ?? null;
  const isContinue = ts.isContinueStatement(node);
  const target = walk.jumps.findLast((one) =>
    label === null ? one.of === 'loop' || (one.of === 'switch' && !isContinue) : one.label === label,
  );
  (isContinue ? target?.continues : target?.breaks)?.push(state);
  return null;
}

/** A `var` belongs to the whole function, wherever it stands. */
function hoistVars(evaluator: Evaluator, scope: Scope, container: ts.FunctionLikeDeclaration): void {
  const { ts } = evaluator;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
      declareVariables(evaluator, scope, node, 'hoisted');
    }
    ts.forEachChild(node, visit);
  };
  if (container.body) ts.forEachChild(container.body, visit);
}
