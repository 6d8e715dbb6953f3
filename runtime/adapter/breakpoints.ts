import type { DebugProtocol } from '@vscode/debugprotocol';
import type { WorkflowGraph } from '../model/graph.ts';
import type { StopSet } from '../model/protocol.ts';
import type { Frame } from '../model/run.ts';
import { evaluateExpression, type Names, syntaxMistake } from './expression.ts';
import { holds, placeOf, realPath } from './places.ts';

/** A boundary of the run: what led there and where it stands. `frame` is null at the start. */
export interface Arrival {
  readonly frame: Frame | null;
  /** Current state, `#done` or `#failed`. */
  readonly state: string;
  /** What conditions and log messages may name. */
  readonly names: () => Names;
}

/** What breakpoints say to an arrival. */
export interface Verdict {
  readonly hit: readonly number[];
  readonly logs: readonly string[];
  /** Conditions that could not be evaluated; such a breakpoint stops. */
  readonly problems: readonly string[];
}

type Target =
  | { readonly type: 'enter'; readonly state: string }
  | { readonly type: 'return'; readonly file: string; readonly line: number }
  | { readonly type: 'transition'; readonly from: string; readonly to: string };

interface Point {
  readonly id: number;
  /** Null while it leads nowhere. */
  readonly target: Target | null;
  readonly condition: string | null;
  readonly hitCondition: string | null;
  readonly logMessage: string | null;
  /** How often it matched up to a position, of the frames up to there. */
  counted: { readonly frame: Frame | null; readonly k: number; readonly hits: number } | null;
}

/** The breakpoints of a session. They verify from the static graph, before any code is loaded. */
export interface Breakpoints {
  /** A state or transition to stop at once, whatever breakpoints there are; `from` is `*` for any state. Null for none. */
  goal: { readonly from: string; readonly to: string } | null;
  setLines(
    path: string,
    wanted: readonly DebugProtocol.SourceBreakpoint[],
    graphs: readonly WorkflowGraph[],
  ): DebugProtocol.Breakpoint[];
  setFunctions(
    wanted: readonly DebugProtocol.FunctionBreakpoint[],
    states: readonly string[],
  ): DebugProtocol.Breakpoint[];
  /** Where a running host must stop and ask. */
  stops(): StopSet;
  /**
   * What breakpoints say to the arrival at position `k`. Hit counts are those of the run up to there, so that they are
   * the same whichever way one came.
   */
  judge(arrival: Arrival, k: number, at: (k: number) => Arrival): Verdict;
}

/** The goal among the ids that were hit. */
export const goalId = 0;

export function createBreakpoints(): Breakpoints {
  const lines = new Map<string, readonly Point[]>();
  let functions: readonly Point[] = [];
  let goal: Breakpoints['goal'] = null;
  let nextId = goalId + 1;

  /** The same breakpoint keeps its id when the others of its file change. */
  const ids = new Map<string, number>();
  function idOf(key: string): number {
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, nextId);
    return nextId++;
  }
  function point(
    where: string,
    target: Target | null,
    wanted: DebugProtocol.SourceBreakpoint | DebugProtocol.FunctionBreakpoint,
  ): Point {
    return {
      id: idOf(JSON.stringify([where, wanted])),
      target,
      condition: wanted.condition?.trim() || null,
      hitCondition: wanted.hitCondition?.trim() || null,
      logMessage: ('logMessage' in wanted && wanted.logMessage) || null,
      counted: null,
    };
  }
  function all(): readonly Point[] {
    return [...[...lines.values()].flat(), ...functions, ...(goal === null ? [] : [goalPoint(goal)])];
  }

  return {
    get goal() {
      return goal;
    },
    set goal(next) {
      goal = next;
    },
    setLines(path, wanted, graphs) {
      const file = realPath(path);
      const points: Point[] = [];
      const answers = wanted.map((breakpoint): DebugProtocol.Breakpoint => {
        const place = placeOf(graphs, file, breakpoint.line);
        switch (place.type) {
          case 'enter':
          case 'return': {
            const made = point(file, place, breakpoint);
            const mistake = mistakeIn(made);
            if (mistake !== null) return { ...unverified(made, mistake), line: place.line };
            points.push(made);
            return { id: made.id, verified: true, line: place.line, source: { path } };
          }
          case 'inside': {
            const message = `A line inside the step ${place.state}: for the JavaScript debugger. Backstep stops on the @step line and on returns.`;
            return { ...unverified(point(file, null, breakpoint), message), line: breakpoint.line };
          }
          case 'nothing': {
            const message = holds(graphs, file)
              ? 'Nothing to stop at here: use a @step line, the line of its method, or a return of a step.'
              : 'No step of the workflow that is debugged stands in this file.';
            return { ...unverified(point(file, null, breakpoint), message), line: breakpoint.line };
          }
          default:
            return place satisfies never;
        }
      });
      if (points.length === 0) lines.delete(file);
      else lines.set(file, points);
      return answers;
    },
    setFunctions(wanted, states) {
      const points: Point[] = [];
      const answers = wanted.map((breakpoint): DebugProtocol.Breakpoint => {
        const read = readName(breakpoint.name, states);
        const made = point('', 'target' in read ? read.target : null, breakpoint);
        const mistake = mistakeIn(made);
        if (mistake !== null) return unverified(made, mistake);
        points.push(made);
        return 'target' in read ? { id: made.id, verified: true } : unverified(made, read.problem);
      });
      functions = points;
      return answers;
    },
    stops() {
      const targets = all().flatMap(({ target }) => (target ? [target] : []));
      return {
        entering: targets.flatMap((target) => (target.type === 'enter' ? [target.state] : [])),
        returns: targets.flatMap((target) => (target.type === 'return' ? [target.line] : [])),
        transitions: targets.flatMap((target) =>
          target.type === 'transition' ? [{ from: target.from, to: target.to }] : [],
        ),
        writes: [],
      };
    },
    judge(arrival, k, at) {
      const hit: number[] = [];
      const logs: string[] = [];
      const problems: string[] = [];
      for (const candidate of all()) {
        if (!candidate.target || !matches(candidate.target, arrival)) continue;
        if (candidate.condition !== null) {
          try {
            if (!evaluateExpression(candidate.condition, arrival.names())) continue;
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            problems.push(`The condition "${candidate.condition}" cannot be evaluated: ${reason}`);
          }
        }
        if (candidate.hitCondition !== null) {
          if (!countAllows(candidate.hitCondition, hitsUpTo(candidate, k, at))) continue;
        }
        if (candidate.logMessage === null) hit.push(candidate.id);
        else logs.push(interpolate(candidate.logMessage, arrival.names()));
      }
      return { hit, logs, problems };
    },
  };
}

function goalPoint({ from, to }: NonNullable<Breakpoints['goal']>): Point {
  const target: Target =
    from === '*' && !to.startsWith('#') ? { type: 'enter', state: to } : { type: 'transition', from, to };
  return { id: goalId, target, condition: null, hitCondition: null, logMessage: null, counted: null };
}

/** Counts on from where it counted last, when that lies on the way of the same run. */
function hitsUpTo(point: Point, k: number, at: (k: number) => Arrival): number {
  const { counted } = point;
  const usable = counted !== null && counted.k <= k && at(counted.k).frame === counted.frame;
  let hits = usable ? counted.hits : 0;
  for (let n = usable ? counted.k + 1 : 0; n <= k; n++) if (allows(point, at(n))) hits++;
  point.counted = { frame: at(k).frame, k, hits };
  return hits;
}

/** A condition that cannot be evaluated counts as true: such a breakpoint stops and says why. */
function allows(point: Point, arrival: Arrival): boolean {
  if (!point.target || !matches(point.target, arrival)) return false;
  if (point.condition === null) return true;
  try {
    return Boolean(evaluateExpression(point.condition, arrival.names()));
  } catch {
    return true;
  }
}

/** What is wrong with a breakpoint's conditions, before it is ever reached. */
function mistakeIn({ condition, hitCondition }: Point): string | null {
  if (hitCondition !== null && !hitPattern.test(hitCondition)) {
    return `The hit count "${hitCondition}" is none: give a number such as 3, or >=3, or %2 for every second.`;
  }
  const syntax = condition === null ? null : syntaxMistake(condition);
  return syntax === null ? null : `The condition "${condition}" is no expression: ${syntax}.`;
}

function unverified(point: Point, message: string): DebugProtocol.Breakpoint {
  return { id: point.id, verified: false, message, reason: 'failed' };
}

function matches(target: Target, { frame, state }: Arrival): boolean {
  switch (target.type) {
    case 'enter':
      return target.state === state;
    case 'return':
      return frame?.at?.line === target.line && realPath(frame.at.file) === target.file;
    case 'transition':
      return (
        frame !== null &&
        (target.from === '*' || target.from === frame.state) &&
        (target.to === '*' || target.to === frame.next)
      );
    default:
      return target satisfies never;
  }
}

/** `CHECKED` enters a state; `CHECKED->REFINED`, `*->#failed` and `REFINED->*` are transitions. */
function readName(
  name: string,
  states: readonly string[],
): { readonly target: Target } | { readonly problem: string } {
  const known = [...states, '#done', '#failed'];
  const arrow = /^\s*(\S+?)\s*->\s*(\S+)\s*$/.exec(name);
  const parts = arrow ? [arrow[1] as string, arrow[2] as string] : [name.trim()];
  for (const part of parts) {
    if (known.includes(part) || (arrow && part === '*')) continue;
    const near = nearest(part, known);
    const hint = near === null ? `The states are ${states.join(', ')}.` : `Did you mean ${near}?`;
    return { problem: `No state "${part}". ${hint}` };
  }
  if (arrow) return { target: { type: 'transition', from: parts[0] as string, to: parts[1] as string } };
  return { target: { type: 'enter', state: parts[0] as string } };
}

function nearest(name: string, candidates: readonly string[]): string | null {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return ranked && ranked.distance <= Math.max(2, name.length / 3) ? ranked.candidate : null;
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

const hitPattern = /^(==|=|>=|>|<=|<|%)?\s*(\d+)$/;

/** `3` and `==3` stop at the third hit, `>=3`, `>3`, `<3`, `<=3` as they say, `%2` at every second. */
function countAllows(condition: string, hits: number): boolean {
  const match = hitPattern.exec(condition);
  if (!match) return true;
  const count = Number(match[2]);
  switch (match[1]) {
    case '>=':
      return hits >= count;
    case '>':
      return hits > count;
    case '<=':
      return hits <= count;
    case '<':
      return hits < count;
    case '%':
      return count > 0 && hits % count === 0;
    default:
      return hits === count;
  }
}

function interpolate(message: string, names: Names): string {
  return message.replace(/\{([^{}]+)\}/g, (_, expression: string) => {
    try {
      const value = evaluateExpression(expression, names);
      return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
    } catch (error) {
      return `{${expression}: ${error instanceof Error ? error.message : String(error)}}`;
    }
  });
}
