import type { ts } from 'ts-morph';
import { assign } from './assignments.ts';
import { bindings, initialValue } from './declarations.ts';
import type { Evaluator } from './evaluator.ts';
import type { Lazy } from './lazy.ts';
import { assignedNames } from './mutations.ts';
import { type Branch, branchOf, refine, withVariable } from './refine.ts';
import { type Call, type Flow, findVariable, type Place, type Scope, type Variable } from './scope.ts';
import { canThrow } from './throwing.ts';
import { literal, under, union } from './value.ts';

/** A way out of a function. */
export interface Exit {
  /** The `return`, or null for the end of the body. */
  readonly node: ts.ReturnStatement | null;
  readonly value: Lazy;
  readonly guard: string;
  readonly live: Lazy | null;
  readonly flow: Flow;
}

/** What one run over a function's body gathers. */
export interface Walk {
  readonly evaluator: Evaluator;
  readonly call: Call | null;
  readonly exits: Exit[];
  readonly jumps: JumpTarget[];
  readonly tries: OpenTry[];
  joins: number;
  /** Each kind of statement has a file of its own, and comes back through these for the statements inside it. */
  run(node: ts.Statement, state: Branch, scope: Scope): Branch | null;
  runAll(statements: readonly ts.Statement[], state: Branch, scope: Scope): Branch | null;
  block(node: ts.Block, state: Branch, scope: Scope): Branch | null;
}

/** A `try` around the current statement. */
export interface OpenTry {
  readonly catches: boolean;
  /** How things stood wherever something inside may throw: the catch begins with any of these. */
  readonly points: Branch[];
}

export interface JumpTarget {
  readonly label: string | null;
  readonly of: 'loop' | 'switch' | 'block';
  readonly breaks: Branch[];
  readonly continues: Branch[];
}

const joinsBetweenSettling = 30;

/** Where several ways meet, a variable may hold what it holds on any of them. */
export function join(walk: Walk, ways: readonly (Branch | null)[], guard: string): Branch | null {
  const open = ways.filter((way) => way !== null);
  const [first, ...others] = open;
  if (!first) return null;
  if (others.length === 0) return first;
  const { evaluator } = walk;
  const flow = new Map<Variable, Lazy>();
  for (const variable of new Set(open.flatMap((way) => [...way.flow.keys()]))) {
    const held = open.map((way) => way.flow.get(variable));
    const same = held.every((value) => value === held[0]);
    const value = same
      ? held[0]
      : evaluator.lazy(() =>
          union(
            ...open.map((way, index) => (way.alive() ? under(way.guard, held[index]?.force() ?? []) : [])),
          ),
        );
    if (value) flow.set(variable, value);
  }
  const live = open.some((way) => way.live === null)
    ? null
    : evaluator.lazy(() => (open.some((way) => way.alive()) ? literal(true) : []));
  settleNow(walk, flow, live);
  return branchOf(flow, guard, live);
}

/** Both ways through a condition from a state. */
export function ways(
  walk: Walk,
  condition: ts.Expression,
  state: Branch,
  scope: Scope,
): readonly [Branch | null, Branch | null] {
  const [whenTrue, whenFalse] = refine(walk.evaluator, condition, placeOf(walk, state, scope));
  return [whenTrue && both(walk, state, whenTrue), whenFalse && both(walk, state, whenFalse)];
}

/** A state reached from another: alive when both are. */
export function both(walk: Walk, outer: Branch, inner: Branch): Branch {
  if (!outer.live) return branchOf(inner.flow, inner.guard, inner.live);
  if (!inner.live) return branchOf(inner.flow, inner.guard, outer.live);
  const live = walk.evaluator.lazy(() => (outer.alive() && inner.alive() ? literal(true) : []));
  return branchOf(inner.flow, inner.guard, live);
}

export function declared(walk: Walk, list: ts.VariableDeclarationList, start: Branch, scope: Scope): Branch {
  let state = start;
  for (const declaration of list.declarations) {
    if (declaration.initializer) state = effects(walk, declaration.initializer, state, scope);
    mayThrow(walk, declaration.name, state, scope);
    const place = placeOf(walk, state, scope);
    const value = initialValue(walk.evaluator, declaration, place);
    for (const bound of bindings(walk.evaluator, declaration.name, value, place)) {
      const variable = findVariable(scope, bound.name.text);
      if (variable)
        state = branchOf(withVariable(state.flow, variable, bound.value), state.guard, state.live);
    }
  }
  return state;
}

/** Applies the assignments inside an expression, and notes that it may throw. */
export function effects(walk: Walk, node: ts.Expression, start: Branch, scope: Scope): Branch {
  const { evaluator } = walk;
  let state = start;
  mayThrow(walk, node, start, scope);
  assign(
    evaluator,
    node,
    () => placeOf(walk, state, scope),
    (variable, value) => {
      state = branchOf(withVariable(state.flow, variable, value), state.guard, state.live);
    },
  );
  // A lone assignment throws before it assigns; with several, one may follow another that was done.
  const isLone = evaluator.ts.isBinaryExpression(node) && assignedNames(evaluator, node).size === 1;
  if (state !== start && !isLone) mayThrow(walk, node, state, scope);
  return state;
}

/** Notes that an expression may throw from here, for the catch that would see it. */
export function mayThrow(walk: Walk, node: ts.Node, state: Branch, scope: Scope): void {
  if (walk.tries.length === 0 || !canThrow(walk.evaluator, node, scope)) return;
  for (const open of [...walk.tries].reverse()) {
    open.points.push(state);
    if (open.catches) return;
  }
}

export function placeOf(walk: Walk, state: Branch, scope: Scope): Place {
  return { scope, flow: state.flow, call: walk.call };
}

/**
 * Values wait on those before them, and a long function makes a chain too deep for the stack. So now and then they are
 * computed at once; but not inside a loop, where they also depend on what is still to come.
 */
function settleNow(walk: Walk, flow: Flow, live: Lazy | null): void {
  walk.joins++;
  if (walk.joins % joinsBetweenSettling !== 0 || walk.jumps.some((one) => one.of === 'loop')) return;
  live?.force();
  for (const value of flow.values()) value.force();
}
