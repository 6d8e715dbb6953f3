import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Arrival } from './arrival.ts';
import { matches, type Target } from './breakpointTarget.ts';
import { prepareExpression, syntaxMistake } from './expression.ts';
import { EndedExpression } from './expressionApart.ts';
import type { Names } from './expressionRealm.ts';
import { countAllows, hitCountMistake } from './hitCount.ts';
import { type Message, readMessage } from './logMessage.ts';

/** A breakpoint of any kind. */
export interface Point {
  readonly id: number;
  /** Null while it leads nowhere. */
  readonly target: Target | null;
  readonly condition: string | null;
  readonly holds: (names: Names) => boolean;
  readonly hitCondition: string | null;
  readonly log: Message | null;
  /** Its condition had to be ended once, and is not tried again. */
  ended: EndedExpression | null;
  /** How often it matched up to a position, of the frames up to there. */
  counted: { readonly frame: Arrival['frame']; readonly k: number; readonly hits: number } | null;
}

/** What a client says of a breakpoint, of whatever kind. */
export type Wanted = Pick<DebugProtocol.SourceBreakpoint, 'condition' | 'hitCondition' | 'logMessage'>;

export function makePoint(id: number, target: Target | null, wanted: Wanted): Point {
  return {
    id,
    target,
    condition: wanted.condition?.trim() || null,
    holds: prepareExpression(wanted.condition?.trim() || 'true').isTrue,
    hitCondition: wanted.hitCondition?.trim() || null,
    log: wanted.logMessage ? readMessage(wanted.logMessage) : null,
    ended: null,
    counted: null,
  };
}

/** What a breakpoint says to the arrival at position `k`. */
export interface Answer {
  readonly hit: boolean;
  /** Why its condition could not be evaluated: then it counts as true. */
  readonly problem: string | null;
}

/**
 * Whether a breakpoint is hit. Hit counts are those of the run up to there, so that they are the same whichever way one
 * came.
 */
export function ask(point: Point, arrival: Arrival, k: number, at: (k: number) => Arrival): Answer {
  if (!point.target || !matches(point.target, arrival)) return { hit: false, problem: null };
  let problem: string | null = null;
  try {
    if (!conditionHolds(point, arrival)) return { hit: false, problem: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problem = `The condition "${point.condition}" cannot be evaluated: ${reason}`;
  }
  const { hitCondition } = point;
  return { hit: hitCondition === null || countAllows(hitCondition, hitsUpTo(point, k, at)), problem };
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
  try {
    return conditionHolds(point, arrival);
  } catch {
    return true;
  }
}

/** @throws DapError when the condition cannot be evaluated */
function conditionHolds(point: Point, arrival: Arrival): boolean {
  const { target, condition, ended } = point;
  if (condition === null) return true;
  if (ended !== null) throw ended;
  try {
    if (!point.holds(arrival.names())) return false;
    if (target?.type !== 'exception' || target.filter !== 'budget') return true;
    // A budget is exceeded once: at the step that did it, not at every one after.
    const before = arrival.namesBefore();
    return before === null || !point.holds(before);
  } catch (error) {
    if (error instanceof EndedExpression) point.ended = error;
    throw error;
  }
}

/** What is wrong with a breakpoint's conditions, before it is ever reached. */
export function mistakeIn({ target, condition, hitCondition }: Point): string | null {
  if (target?.type === 'exception' && target.filter === 'budget' && condition === null) {
    return 'A budget needs a condition over what the run has spent: tokens > 10000, or cost > 0.5.';
  }
  const count = hitCondition === null ? null : hitCountMistake(hitCondition);
  if (count !== null) return count;
  const syntax = condition === null ? null : syntaxMistake(condition);
  return syntax === null ? null : `The condition "${condition}" is no expression: ${syntax}.`;
}
