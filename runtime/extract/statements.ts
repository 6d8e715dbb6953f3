import type { ts } from 'ts-morph';
import { assign } from './assignments.ts';
import { bindings, declareAll, declareVariables, initialValue } from './declarations.ts';
import type { Evaluator } from './evaluator.ts';
import { shorten, text } from './guard.ts';
import type { Lazy } from './lazy.ts';
import { assignedNames } from './mutations.ts';
import { type Branch, branchOf, refine, refineEqual, withVariable } from './refine.ts';
import {
  type Call,
  childScope,
  type Flow,
  findVariable,
  type Place,
  type Scope,
  type Variable,
} from './scope.ts';
import { canThrow } from './throwing.ts';
import { type Alternatives, literal, under, union, unknown } from './value.ts';
import { declare } from './variables.ts';

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
interface Walk {
  readonly evaluator: Evaluator;
  readonly call: Call | null;
  readonly exits: Exit[];
  readonly jumps: JumpTarget[];
  readonly tries: OpenTry[];
  joins: number;
}

const joinsBetweenSettling = 30;

/** A `try` around the current statement. */
interface OpenTry {
  readonly catches: boolean;
  /** How things stood wherever something inside may throw: the catch begins with any of these. */
  readonly points: Branch[];
}

interface JumpTarget {
  readonly label: string | null;
  readonly isLoop: boolean;
  readonly breaks: Branch[];
  readonly continues: Branch[];
}

/** The exits of a function body, in the order of the source; the end comes last where it can be reached. */
export function runBody(
  evaluator: Evaluator,
  body: ts.Block,
  container: ts.FunctionLikeDeclaration,
  place: Place,
): readonly Exit[] {
  const walk: Walk = { evaluator, call: place.call, exits: [], jumps: [], tries: [], joins: 0 };
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

function block(walk: Walk, node: ts.Block, state: Branch, scope: Scope): Branch | null {
  const inner = childScope(scope);
  declareAll(walk.evaluator, inner, node.statements);
  return runAll(walk, node.statements, state, inner);
}

function declared(walk: Walk, list: ts.VariableDeclarationList, start: Branch, scope: Scope): Branch {
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

function expression(walk: Walk, node: ts.Expression, start: Branch, scope: Scope): Branch | null {
  const { evaluator } = walk;
  const state = effects(walk, node, start, scope);
  const call = evaluator.ts.isAwaitExpression(node) ? node.expression : node;
  if (!evaluator.ts.isCallExpression(call)) return state;
  // A call that never comes back (`assertNever`, a helper that only throws) ends the way.
  const place = placeOf(walk, state, scope);
  const live = evaluator.lazy(() =>
    state.alive() && (!neverReturns(evaluator, call, place) || evaluator.evaluate(call, place).length > 0)
      ? literal(true)
      : [],
  );
  return branchOf(state.flow, state.guard, live);
}

/** True for a call of a function whose code or type promises never to return. */
function neverReturns(evaluator: Evaluator, call: ts.CallExpression, place: Place): boolean {
  const { ts } = evaluator;
  return evaluator.evaluate(call.expression, place).some(({ value }) => {
    if (value.type !== 'function') return false;
    if (value.node.type?.kind === ts.SyntaxKind.NeverKeyword) return true;
    const { body } = value.node;
    const last = body && ts.isBlock(body) ? body.statements.at(-1) : undefined;
    return last !== undefined && ts.isThrowStatement(last);
  });
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

/** Both ways through a condition from a state. */
function ways(
  walk: Walk,
  condition: ts.Expression,
  state: Branch,
  scope: Scope,
): readonly [Branch | null, Branch | null] {
  const [whenTrue, whenFalse] = refine(walk.evaluator, condition, placeOf(walk, state, scope));
  return [whenTrue && both(walk, state, whenTrue), whenFalse && both(walk, state, whenFalse)];
}

/** A state reached from another: alive when both are. */
function both(walk: Walk, outer: Branch, inner: Branch): Branch {
  if (!outer.live) return branchOf(inner.flow, inner.guard, inner.live);
  if (!inner.live) return branchOf(inner.flow, inner.guard, outer.live);
  const live = walk.evaluator.lazy(() => (outer.alive() && inner.alive() ? literal(true) : []));
  return branchOf(inner.flow, inner.guard, live);
}

function switched(
  walk: Walk,
  node: ts.SwitchStatement,
  start: Branch,
  scope: Scope,
  label: string | null,
): Branch | null {
  const { evaluator } = walk;
  const { ts } = evaluator;
  const state = effects(walk, node.expression, start, scope);
  const inner = childScope(scope);
  const { clauses } = node.caseBlock;
  for (const clause of clauses) declareAll(evaluator, inner, clause.statements);
  const onTrue = node.expression.kind === ts.SyntaxKind.TrueKeyword;
  const subject = text(node.expression);

  let rest: Branch | null = state;
  const entries = clauses.map((clause): Branch | null => {
    if (!ts.isCaseClause(clause) || !rest) return null;
    if (onTrue) {
      const [matching, others] = ways(walk, clause.expression, rest, inner);
      rest = others;
      return matching;
    }
    const place = placeOf(walk, rest, inner);
    const before = branchOf(rest.flow, '', null);
    const matching = both(
      walk,
      rest,
      refineEqual(evaluator, node.expression, clause.expression, true, before, place),
    );
    rest = both(walk, rest, refineEqual(evaluator, node.expression, clause.expression, false, before, place));
    return branchOf(matching.flow, shorten(`${subject} = ${text(clause.expression)}`), matching.live);
  });

  const target: JumpTarget = { label, isLoop: false, breaks: [], continues: [] };
  walk.jumps.push(target);
  let falling: Branch | null = null;
  let hasDefault = false;
  clauses.forEach((clause, index) => {
    const isDefault = ts.isDefaultClause(clause);
    hasDefault ||= isDefault;
    const direct = isDefault ? rest && branchOf(rest.flow, 'otherwise', rest.live) : (entries[index] ?? null);
    const guard = [falling?.guard, direct?.guard].filter(Boolean).join(' or ');
    const entry = join(walk, [falling, direct], shorten(shared(guard, subject)));
    falling = entry && runAll(walk, clause.statements, entry, inner);
  });
  walk.jumps.pop();
  const unmatched = hasDefault ? null : notMatched(walk, node, rest);
  return join(walk, [falling, ...target.breaks, unmatched], state.guard);
}

/** `verdict = 'a' or verdict = 'b'` says the same with the subject once. */
function shared(guard: string, subject: string): string {
  return guard.replaceAll(` or ${subject} = `, ' or ');
}

/** The way past a switch without `default`, which is none when its cases cover the subject's type. */
function notMatched(walk: Walk, node: ts.SwitchStatement, rest: Branch | null): Branch | null {
  if (!rest) return null;
  const { evaluator } = walk;
  const { ts } = evaluator;
  const cases = node.caseBlock.clauses.flatMap((clause) =>
    ts.isCaseClause(clause) ? [clause.expression] : [],
  );
  const live = evaluator.lazy(() =>
    rest.alive() && !evaluator.types.covers(node.expression, cases) ? literal(true) : [],
  );
  return branchOf(rest.flow, 'otherwise', live);
}

function loop(
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
  const target: JumpTarget = { label, isLoop: true, breaks: [], continues: [] };
  const backs: Branch[] = [];
  const head = loopHead(walk, node, state, backs, scope);
  const exitsBefore = walk.exits.length;
  walk.jumps.push(target);
  const [entered, left] = loopWays(walk, node, head, scope);
  const end = entered && run(walk, node.statement, entered, scope, null);
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

function tried(walk: Walk, node: ts.TryStatement, start: Branch, scope: Scope): Branch | null {
  const { catchClause, finallyBlock } = node;
  const open: OpenTry = { catches: catchClause !== undefined, points: [] };
  const exitsBefore = walk.exits.length;
  walk.tries.push(open);
  const afterTry = block(walk, node.tryBlock, start, scope);
  walk.tries.pop();
  const points = open.points.map(({ flow, live }) => branchOf(flow, '', live));
  const joined = join(walk, points, 'on error');
  // A single point comes back from the join as it is, with its own guard.
  const thrown = joined && branchOf(joined.flow, 'on error', joined.live);
  const afterCatch = catchClause && thrown ? caught(walk, catchClause, thrown, scope) : null;
  const after = join(walk, [afterTry, afterCatch], start.guard);
  if (!finallyBlock) return after;
  const inside = walk.exits.slice(exitsBefore);
  if (!leaves(walk.evaluator, finallyBlock)) return after && block(walk, finallyBlock, after, scope);
  // A `finally` that may leave on its own is entered from every way out, and takes back the returns that it replaces.
  const returns = inside.map(({ guard, live, flow }) => branchOf(flow, guard, live));
  const entry = join(walk, [after, thrown, ...returns], start.guard) ?? start;
  const replaced = !block(walk, finallyBlock, branchOf(entry.flow, start.guard, entry.live), scope);
  const exitsNow = walk.exits.length;
  const end = after && block(walk, finallyBlock, after, scope);
  walk.exits.length = exitsNow;
  if (replaced) walk.exits.splice(exitsBefore, inside.length);
  return end;
}

/** True for a block with a `return`, `break`, `continue` or `throw` of its own. */
function leaves(evaluator: Evaluator, node: ts.Node): boolean {
  const { ts } = evaluator;
  if (ts.isFunctionLike(node)) return false;
  if (ts.isReturnStatement(node) || ts.isBreakOrContinueStatement(node) || ts.isThrowStatement(node))
    return true;
  return ts.forEachChild(node, (inner) => leaves(evaluator, inner) || undefined) ?? false;
}

function caught(walk: Walk, node: ts.CatchClause, thrown: Branch, scope: Scope): Branch | null {
  const { evaluator } = walk;
  const inner = childScope(scope);
  const { variableDeclaration } = node;
  if (variableDeclaration) {
    const error = evaluator.lazy(() =>
      unknown('an error is not known before it is thrown', variableDeclaration),
    );
    for (const { name, value } of bindings(
      evaluator,
      variableDeclaration.name,
      error,
      placeOf(walk, thrown, inner),
    )) {
      declare(evaluator, inner, name.text, variableDeclaration, value);
    }
  }
  return block(walk, node.block, thrown, inner);
}

/** Notes that an expression may throw from here, for the catch that would see it. */
function mayThrow(walk: Walk, node: ts.Node, state: Branch, scope: Scope): void {
  if (walk.tries.length === 0 || !canThrow(walk.evaluator, node, scope)) return;
  for (const open of [...walk.tries].reverse()) {
    open.points.push(state);
    if (open.catches) return;
  }
}

function labeled(walk: Walk, node: ts.LabeledStatement, state: Branch, scope: Scope): Branch | null {
  const { ts } = walk.evaluator;
  const label = node.label.text;
  if (ts.isIterationStatement(node.statement, false) || ts.isSwitchStatement(node.statement)) {
    return run(walk, node.statement, state, scope, label);
  }
  const target: JumpTarget = { label, isLoop: false, breaks: [], continues: [] };
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
    label === null ? one.isLoop || (!isContinue && one.label === null) : one.label === label,
  );
  (isContinue ? target?.continues : target?.breaks)?.push(state);
  return null;
}

/** Where several ways meet, a variable may hold what it holds on any of them. */
function join(walk: Walk, ways: readonly (Branch | null)[], guard: string): Branch | null {
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
  settleNow(walk, flow);
  const live = open.some((way) => way.live === null)
    ? null
    : evaluator.lazy(() => (open.some((way) => way.alive()) ? literal(true) : []));
  return branchOf(flow, guard, live);
}

/**
 * Values wait on those before them, and a long function makes a chain too deep for the stack. So now and then they are
 * computed at once; but not inside a loop, where they also depend on what is still to come.
 */
function settleNow(walk: Walk, flow: Flow): void {
  walk.joins++;
  if (walk.joins % joinsBetweenSettling !== 0 || walk.jumps.some(({ isLoop }) => isLoop)) return;
  for (const value of flow.values()) value.force();
}

/** Applies the assignments inside an expression, and notes that it may throw. */
function effects(walk: Walk, node: ts.Expression, start: Branch, scope: Scope): Branch {
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

function placeOf(walk: Walk, state: Branch, scope: Scope): Place {
  return { scope, flow: state.flow, call: walk.call };
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
