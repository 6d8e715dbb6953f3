import type { ts } from 'ts-morph';
import { declareVariables } from './declarations.ts';
import { shorten, text } from './guard.ts';
import { assignedNames } from './mutations.ts';
import { type Branch, branchOf, withVariable } from './refine.ts';
import { childScope, type Flow, findVariable, type Scope } from './scope.ts';
import { under, union } from './value.ts';
import { declared, effects, type JumpTarget, join, mayThrow, type Walk, ways } from './walk.ts';

export function loop(
  walk: Walk,
  node: ts.IterationStatement,
  start: Branch,
  outerScope: Scope,
  label: string | null,
): Branch | null {
  const { evaluator } = walk;
  const { ts } = evaluator;
  const scope = childScope(outerScope);
  let state: Branch = start;
  if (ts.isForOfStatement(node)) mayThrow(walk, node, start, scope);
  if (ts.isForStatement(node) && node.initializer) {
    if (ts.isVariableDeclarationList(node.initializer)) {
      declareVariables(evaluator, scope, node.initializer, 'here');
      state = declared(walk, node.initializer, state, scope);
    } else state = effects(walk, node.initializer, state, scope);
  }
  const target: JumpTarget = { label, of: 'loop', breaks: [], continues: [] };
  const backs: Branch[] = [];
  const head = loopHead(walk, node, state, backs, scope);
  const exitsBefore = walk.exits.length;
  walk.jumps.push(target);
  const [entered, left] = loopWays(walk, node, head, scope);
  const end = entered && walk.run(node.statement, entered, scope);
  walk.jumps.pop();
  for (const back of [end, ...target.continues]) {
    if (back)
      backs.push(
        ts.isForStatement(node) && node.incrementor ? effects(walk, node.incrementor, back, scope) : back,
      );
  }
  const after = ts.isDoStatement(node) ? doWhileEnd(walk, node, end, target, scope) : left;
  const out = join(walk, [after, ...target.breaks], start.guard);
  if (!out) return null;
  if (walk.exits.length === exitsBefore) return branchOf(out.flow, start.guard, out.live);
  return out.guard === start.guard ? branchOf(out.flow, 'otherwise', out.live) : out;
}

/** At its head a loop sees what was there before it and what any round left. */
function loopHead(
  walk: Walk,
  node: ts.IterationStatement,
  before: Branch,
  backs: readonly Branch[],
  scope: Scope,
): Branch {
  const { evaluator } = walk;
  let flow: Flow = before.flow;
  for (const name of assignedNames(evaluator, node)) {
    const variable = findVariable(scope, name);
    const held = variable && before.flow.get(variable);
    if (!variable || !held) continue;
    const value = evaluator.lazy(() =>
      union(
        held.force(),
        ...backs.map((back) =>
          back.alive() ? under(back.guard, back.flow.get(variable)?.force() ?? []) : [],
        ),
      ),
    );
    flow = withVariable(flow, variable, value);
  }
  return branchOf(flow, before.guard, before.live);
}

function loopWays(
  walk: Walk,
  node: ts.IterationStatement,
  head: Branch,
  scope: Scope,
): readonly [Branch | null, Branch | null] {
  const { ts } = walk.evaluator;
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    return [eachItem(walk, node, head, scope), head];
  }
  if (ts.isDoStatement(node)) return [head, null];
  const condition = ts.isForStatement(node) ? node.condition : (node as ts.WhileStatement).expression;
  if (!condition) return [head, null];
  return ways(walk, condition, effects(walk, condition, head, scope), scope);
}

function eachItem(
  walk: Walk,
  node: ts.ForOfStatement | ts.ForInStatement,
  head: Branch,
  scope: Scope,
): Branch {
  const { evaluator } = walk;
  const { ts } = evaluator;
  const guard = shorten(
    `${text(node.initializer).replace(/^(const|let|var) /, '')} of ${text(node.expression)}`,
  );
  const state = branchOf(head.flow, guard, head.live);
  if (!ts.isVariableDeclarationList(node.initializer)) return state;
  declareVariables(evaluator, scope, node.initializer, 'here');
  return declared(walk, node.initializer, state, scope);
}

function doWhileEnd(
  walk: Walk,
  node: ts.DoStatement,
  end: Branch | null,
  target: JumpTarget,
  scope: Scope,
): Branch | null {
  const last = join(walk, [end, ...target.continues], '');
  return last && ways(walk, node.expression, last, scope)[1];
}
