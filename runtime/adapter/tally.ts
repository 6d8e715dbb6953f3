import { statesEntered } from '../model/taken.ts';
import { usageOfFrame } from '../model/usage.ts';
import type { Timeline } from '../recording/timeline.ts';

/** What a run has come to at a position. */
export interface Tally {
  /** How often the state that stands there was entered up to there. */
  readonly visits: number;
  /** Spent by all steps up to there. */
  readonly tokens: number;
  readonly cost: number;
}

interface Counted {
  readonly at: Tally[];
  readonly entered: Map<string, number>;
}

const counted = new WeakMap<Timeline, Counted>();

/** Counts each step of a timeline once, so that a condition costs the same in a run of any length. */
export function tallyAt(timeline: Timeline, k: number): Tally {
  const { start } = timeline.header;
  const known = counted.get(timeline) ?? {
    at: [{ visits: 1, tokens: 0, cost: 0 }],
    entered: new Map([[start, 1]]),
  };
  counted.set(timeline, known);
  for (let n = known.at.length; n <= k; n++) {
    const frame = timeline.frame(n);
    const states = statesEntered(frame);
    for (const state of states) known.entered.set(state, (known.entered.get(state) ?? 0) + 1);
    const visits = known.entered.get(states[0] ?? frame.state) ?? 0;
    const before = known.at[n - 1] as Tally;
    const { inputTokens = 0, outputTokens = 0, cost = null } = usageOfFrame(frame) ?? {};
    const tokens = before.tokens + inputTokens + outputTokens;
    known.at.push({ visits, tokens, cost: before.cost + (cost ?? 0) });
  }
  return known.at[k] as Tally;
}
