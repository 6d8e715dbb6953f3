import type { ts } from 'ts-morph';
import type { Problem, StateNode, Transition } from '../model/graph.ts';
import type { Evaluator } from './evaluator.ts';
import type { Facts } from './facts.ts';
import type { Lazy } from './lazy.ts';
import { problem } from './problem.ts';
import { rangeOf } from './range.ts';
import { checkSession } from './sessionChecks.ts';
import type { FanOut } from './transitions.ts';

/** A workflow's graph with what the checks need to know of each step. */
export interface Checked {
  readonly evaluator: Evaluator;
  readonly name: string;
  readonly start: string | null;
  readonly states: readonly StateNode[];
  readonly transitions: readonly Transition[];
  readonly fanOuts: readonly FanOut[];
  readonly steps: ReadonlyMap<string, CheckedStep>;
  /** What the compensations do. */
  readonly undoing: readonly Facts[];
  readonly options: Lazy | null;
}

export interface CheckedStep {
  readonly decorator: ts.Node;
  readonly method: ts.MethodDeclaration;
  readonly facts: Facts;
}

/** What is wrong with a graph as a whole. */
export function checkGraph(checked: Checked): readonly Problem[] {
  return [
    ...unreachable(checked),
    ...deadEnds(checked),
    ...rings(checked),
    ...branches(checked),
    ...checkSession(checked),
  ];
}

/** States that a run can be in; null while a target is not known, since it may be any. */
function reachable({ start, transitions }: Checked): ReadonlySet<string> | null {
  if (start === null) return null;
  const next = nextStates(transitions);
  const found = new Set([start]);
  for (const state of found) for (const to of next.get(state) ?? []) found.add(to);
  return found.has('#unknown') ? null : found;
}

function unreachable(checked: Checked): readonly Problem[] {
  const found = reachable(checked);
  if (!found) return [];
  return [...checked.steps].flatMap(([state, { decorator }]) => {
    if (found.has(state)) return [];
    const from = new Set(
      checked.transitions.filter((one) => one.to === state && one.from !== state).map((one) => one.from),
    );
    const why =
      from.size === 0
        ? `No step goes to ${state}, so its step never runs`
        : `Only ${[...from].join(', ')} ${from.size === 1 ? 'goes' : 'go'} to ${state}, and no run gets there, so its step never runs`;
    const remedy = `return it from a step that runs, or remove the state.`;
    return [problem('unreachable-state', rangeOf(decorator), `${why}: ${remedy}`)];
  });
}

function deadEnds({ evaluator, steps, transitions }: Checked): readonly Problem[] {
  const leaving = new Set(transitions.map(({ from }) => from));
  return [...steps].flatMap(([state, { decorator, method }]) =>
    leaving.has(state) || !method.body || throws(evaluator, method.body)
      ? []
      : [
          problem(
            'dead-end',
            rangeOf(decorator),
            `The step ${state} never returns: give it a way out, such as done(…), a state or a condition that ends its loop.`,
          ),
        ],
  );
}

function throws(evaluator: Evaluator, body: ts.Node): boolean {
  const { ts } = evaluator;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found || ts.isFunctionLike(node)) return;
    // A call may throw or never come back; only a step without either is surely stuck.
    if (ts.isThrowStatement(node)) found = true;
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  if (found) return true;
  const last = ts.isBlock(body) ? body.statements.at(-1) : undefined;
  return last !== undefined && ts.isExpressionStatement(last);
}

/** States from which no run can ever end. */
function rings(checked: Checked): readonly Problem[] {
  const { evaluator, transitions, steps, start } = checked;
  const next = nextStates(transitions);
  const previous = new Map<string, Set<string>>();
  for (const [from, targets] of next) {
    for (const to of targets) previous.set(to, (previous.get(to) ?? new Set()).add(from));
  }
  const exits = new Set(['#done', '#failed', '#unknown']);
  for (const [state, { method }] of steps) {
    const leaves = next.get(state);
    // A state without a step, or with one that only throws, ends the run too.
    if (!leaves || (method.body && throws(evaluator, method.body))) exits.add(state);
  }
  for (const { id, handler } of checked.states) if (handler === null) exits.add(id);
  for (const one of transitions) if (one.label === 'as a new run' || continuesAnew(one)) exits.add(one.from);
  for (const exit of exits) for (const from of previous.get(exit) ?? []) exits.add(from);
  const stuck = new Set([...steps.keys()].filter((state) => !exits.has(state)));
  const entered = start === null ? stuck : new Set([...stuck].filter((state) => onRing(state, next)));
  return groupsOf(entered, next).map((ring) => {
    const [first] = ring;
    const decorator = steps.get(first as string)?.decorator as ts.Node;
    const waits = transitions.some(
      ({ from, kind }) => ring.includes(from) && (kind === 'wait' || kind === 'sleep'),
    );
    const found = problem(
      'ring-without-exit',
      rangeOf(decorator),
      ring.length === 1
        ? `${first} only goes to itself, so a run that gets there never ends: add a way out, such as done(…).`
        : `${ring.join(', ')} only go to each other, so a run that gets there never ends: add a way out, such as done(…).`,
    );
    // A workflow that serves signals or a timetable for ever is a thing that people write on purpose.
    return waits ? { ...found, severity: 'information' as const } : found;
  });
}

function continuesAnew({ label }: Transition): boolean {
  return label === 'continues as a new run';
}

function onRing(state: string, next: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set(next.get(state));
  for (const one of seen) {
    if (one === state) return true;
    for (const to of next.get(one) ?? []) seen.add(to);
  }
  return false;
}

/** Splits states into groups that can reach each other. */
function groupsOf(
  states: ReadonlySet<string>,
  next: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (readonly string[])[] {
  const reach = new Map<string, Set<string>>();
  for (const state of states) {
    const seen = new Set(next.get(state));
    for (const one of seen) for (const to of next.get(one) ?? []) seen.add(to);
    reach.set(state, seen);
  }
  const groups: string[][] = [];
  for (const state of states) {
    const group = groups.find(
      ([one]) => one !== undefined && reach.get(one)?.has(state) && reach.get(state)?.has(one),
    );
    if (group) group.push(state);
    else groups.push([state]);
  }
  return groups;
}

function branches(checked: Checked): readonly Problem[] {
  const problems: Problem[] = [];
  const { transitions, steps } = checked;
  for (const { branch, joins, range } of checked.fanOuts) {
    if (!steps.has(branch)) continue;
    const own = transitions.filter(({ from }) => from === branch);
    const finishes = own.some(({ kind, to }) => kind === 'join' || kind === 'done' || to === '#unknown');
    if (finishes) continue;
    problems.push(
      problem(
        'branch-never-finishes',
        range,
        `The branch ${branch} never ends with done(…), so the fan-out cannot join: return done(value) from it.`,
      ),
    );
    for (const join of joins) {
      const otherWays = transitions.some(({ to, from }) => to === join && from !== join && from !== branch);
      if (otherWays) continue;
      problems.push(
        problem(
          'join-unreachable',
          range,
          `${join} can only be reached when the branch ${branch} finishes, which it never does: return done(value) from ${branch}.`,
        ),
      );
    }
  }
  return problems;
}

function nextStates(transitions: readonly Transition[]): ReadonlyMap<string, ReadonlySet<string>> {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of transitions) next.set(from, (next.get(from) ?? new Set()).add(to));
  return next;
}
