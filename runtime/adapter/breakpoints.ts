import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Path } from '../language/json.ts';
import type { WorkflowGraph } from '../model/graph.ts';
import type { StopSet } from '../model/hostProtocol.ts';
import type { Arrival } from './arrival.ts';
import { readName, stopSet, type Target } from './breakpointTarget.ts';
import { findFilter, type Raised, raisedAt } from './exceptionFilters.ts';
import { expressionOf, sessionPath } from './pathExpression.ts';
import { holds, placeOf, realPath } from './places.ts';
import { ask, makePoint, mistakeIn, type Point, type Wanted } from './point.ts';
import type { TypedBreakpoint } from './typedBreakpoints.ts';
import { changeSummary } from './variables.ts';

/** Breakpoints that an arrival hit, and how a stop there is told. */
export interface Hit {
  readonly reason: 'breakpoint' | 'data breakpoint' | 'exception';
  readonly ids: readonly number[];
  /** What changed, or what went wrong; null for a place. */
  readonly text: string | null;
  readonly raised: Raised | null;
}

/** What breakpoints say to an arrival. */
export interface Verdict {
  readonly hit: Hit | null;
  readonly logs: readonly string[];
  /** Conditions that could not be evaluated; such a breakpoint stops. */
  readonly problems: readonly string[];
}

/** A line inside of the step of a state. */
export interface InsideLine {
  readonly state: string;
  readonly path: string;
  readonly line: number;
}

/** The breakpoints of a session. They verify from the static graph, before any code is loaded. */
export interface Breakpoints {
  /** A state or transition to stop at once, whatever breakpoints there are; `from` is `*` for any state. Null for none. */
  goal: Goal | null;
  /** `noReturns` says why the returns of this text are not those that a run took; null where they are. */
  setLines(
    source: DebugProtocol.Source & { readonly path: string },
    wanted: readonly DebugProtocol.SourceBreakpoint[],
    graphs: readonly WorkflowGraph[],
    noReturns: string | null,
  ): DebugProtocol.Breakpoint[];
  setFunctions(
    wanted: readonly DebugProtocol.FunctionBreakpoint[],
    states: readonly string[],
  ): DebugProtocol.Breakpoint[];
  setData(wanted: readonly DebugProtocol.DataBreakpoint[]): DebugProtocol.Breakpoint[];
  setFilters(wanted: readonly DebugProtocol.ExceptionFilterOptions[]): DebugProtocol.Breakpoint[];
  /** Those of the console, of any kind. */
  setTyped(wanted: readonly TypedBreakpoint[], states: readonly string[]): DebugProtocol.Breakpoint[];
  /** Those on lines inside of steps, which are the JavaScript debugger's. */
  inside(): readonly InsideLine[];
  /** Whether a breakpoint waits for changes of exactly this path of the session. */
  watches(path: Path): boolean;
  /** Where a running host must stop and ask. */
  stops(): StopSet;
  /**
   * What breakpoints say to the arrival at position `k`. Hit counts are those of the run up to there, so that they are
   * the same whichever way one came.
   */
  judge(arrival: Arrival, k: number, at: (k: number) => Arrival): Verdict;
  /** The log points that were set since the last time this was asked. */
  newLogPoints(): readonly Point[];
}

/** `workflow` is the one that the states are of; left out or null for those of any. */
export interface Goal {
  readonly from: string;
  readonly to: string;
  readonly workflow?: string | null;
}

/** The goal among the ids that were hit. */
export const goalId = 0;

export function createBreakpoints(): Breakpoints {
  const lines = new Map<string, readonly Point[]>();
  const inside = new Map<string, readonly InsideLine[]>();
  let functions: readonly Point[] = [];
  let data: readonly Point[] = [];
  let filters: readonly Point[] = [];
  let typed: readonly Point[] = [];
  const asked = new Set<number>();
  let goal: Goal | null = null;
  let nextId = goalId + 1;

  /** The same breakpoint keeps its id when the others of its file change. */
  const ids = new Map<string, number>();
  function idOf(key: string): number {
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, nextId);
    return nextId++;
  }
  function point(where: string, target: Target | null, wanted: Wanted): Point {
    return makePoint(idOf(JSON.stringify([where, wanted])), target, wanted);
  }
  /** Breakpoints that stand at no line: each has a target, or a reason why it has none. */
  function named<W extends Wanted>(
    where: string,
    wanted: readonly W[],
    read: (wanted: W) => Read,
  ): { readonly points: readonly Point[]; readonly answers: DebugProtocol.Breakpoint[] } {
    const points: Point[] = [];
    const answers = wanted.map((breakpoint): DebugProtocol.Breakpoint => {
      const found = read(breakpoint);
      const made = point(where, 'target' in found ? found.target : null, breakpoint);
      const mistake = 'problem' in found ? found.problem : mistakeIn(made);
      if (mistake !== null) return unverified(made, mistake);
      points.push(made);
      return { id: made.id, verified: true };
    });
    return { points, answers };
  }
  function all(): readonly Point[] {
    const aims = goal === null ? [] : [goalPoint(goal)];
    return [...[...lines.values()].flat(), ...functions, ...data, ...filters, ...typed, ...aims];
  }
  function targets(): readonly Target[] {
    return all().flatMap(({ target }) => (target ? [target] : []));
  }

  return {
    get goal() {
      return goal;
    },
    set goal(next) {
      goal = next;
    },
    setLines(source, wanted, graphs, noReturns) {
      const { path, sourceReference = 0 } = source;
      const file = realPath(path);
      // The recorded text of a file has breakpoints of its own.
      const text = `${file}#${sourceReference}`;
      const points: Point[] = [];
      const others: InsideLine[] = [];
      const answers = wanted.map((breakpoint): DebugProtocol.Breakpoint => {
        const place = placeOf(graphs, file, breakpoint.line);
        switch (place.type) {
          case 'enter':
          case 'return': {
            const made = point(text, place, breakpoint);
            const mistake = place.type === 'return' && noReturns !== null ? noReturns : mistakeIn(made);
            if (mistake !== null) return { ...unverified(made, mistake), line: place.line };
            points.push(made);
            return { id: made.id, verified: true, line: place.line, source };
          }
          case 'inside': {
            const { line } = breakpoint;
            others.push({ state: place.state, path, line });
            const message = `A line inside the step ${place.state}: the JavaScript debugger stops here, in editors that attach one. Backstep stops on the @step line and on returns.`;
            return { ...unverified(point(text, null, breakpoint), message), line: breakpoint.line };
          }
          case 'nothing': {
            const message = holds(graphs, file)
              ? 'Nothing to stop at here: use a @step line, the line of its method, or a return of a step.'
              : 'No step of the workflow that is debugged stands in this file.';
            return { ...unverified(point(text, null, breakpoint), message), line: breakpoint.line };
          }
          default:
            return place satisfies never;
        }
      });
      inside.set(text, others);
      if (points.length === 0) lines.delete(text);
      else lines.set(text, points);
      return answers;
    },
    setFunctions(wanted, states) {
      const { points, answers } = named('', wanted, ({ name }) => readName(name, states));
      functions = points;
      return answers;
    },
    setData(wanted) {
      const { points, answers } = named('data', wanted, ({ dataId }) => readPathTarget(dataId));
      data = points;
      return answers;
    },
    setFilters(wanted) {
      const { points, answers } = named('filter', wanted, ({ filterId }) => readFilter(filterId));
      filters = points;
      return answers;
    },
    setTyped(wanted, states) {
      const { points, answers } = named('typed', wanted, ({ kind, what }) => {
        if (kind === 'place') return readName(what, states);
        return kind === 'path' ? readPathTarget(what) : readFilter(what);
      });
      typed = points;
      return answers;
    },
    inside: () => [...inside.values()].flat(),
    watches: (path) => {
      const expression = expressionOf('session', path);
      return [...data, ...typed].some(
        ({ target }) => target?.type === 'change' && expressionOf('session', target.path) === expression,
      );
    },
    newLogPoints() {
      const logging = all().filter(({ log }) => log !== null);
      const fresh = logging.filter(({ id }) => !asked.has(id));
      // One that is taken away and set again is new.
      for (const id of asked) if (!logging.some((point) => point.id === id)) asked.delete(id);
      for (const { id } of fresh) asked.add(id);
      return fresh;
    },
    stops: () => stopSet(targets()),
    judge(arrival, k, at) {
      const hit: Point[] = [];
      const logs: string[] = [];
      const problems: string[] = [];
      for (const candidate of all()) {
        const answer = ask(candidate, arrival, k, at);
        if (answer.problem !== null) problems.push(answer.problem);
        if (!answer.hit) continue;
        if (candidate.log === null) hit.push(candidate);
        else logs.push(candidate.log(arrival.names()));
      }
      return { hit: hit.length === 0 ? null : hitOf(hit, arrival), logs, problems };
    },
  };
}

function goalPoint({ from, to, workflow = null }: Goal): Point {
  const target: Target =
    from === '*' && !to.startsWith('#')
      ? { type: 'enter', state: to, workflow }
      : { type: 'transition', from, to, workflow };
  return makePoint(goalId, target, {});
}

type Read = { readonly target: Target } | { readonly problem: string };

function readPathTarget(expression: string): Read {
  const path = sessionPath(expression);
  if (path !== null) return { target: { type: 'change', path } };
  return { problem: `"${expression}" is no path of the session: use one such as session.answer.` };
}

function readFilter(name: string): Read {
  const filter = findFilter(name);
  return typeof filter === 'string' ? { target: { type: 'exception', filter } } : filter;
}

/** What went wrong says most about a stop, then what changed. */
function hitOf(points: readonly Point[], arrival: Arrival): Hit {
  const ids = points.map(({ id }) => id);
  const targets = points.flatMap(({ target }) => (target ? [target] : []));
  for (const target of targets) {
    const raised = target.type === 'exception' ? raisedAt(target.filter, arrival) : null;
    if (raised) return { reason: 'exception', ids, text: raised.text, raised };
  }
  const changes = targets.flatMap((target) => (target.type === 'change' ? [told(target.path, arrival)] : []));
  if (changes.length === targets.length)
    return { reason: 'data breakpoint', ids, text: changes.join('\n'), raised: null };
  return { reason: 'breakpoint', ids, text: changes.length > 0 ? changes.join('\n') : null, raised: null };
}

function told(path: Path, arrival: Arrival): string {
  const { before, after } = arrival.change(path) ?? {};
  return `${expressionOf('session', path)} changed: ${changeSummary(before, after)}`;
}

function unverified(point: Point, message: string): DebugProtocol.Breakpoint {
  return { id: point.id, verified: false, message, reason: 'failed' };
}
