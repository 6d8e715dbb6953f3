import type { RetryPolicy } from '../language/manifest.ts';
import type { Attempt } from '../model/run.ts';
import type { Clock } from './clock.ts';

/** Milliseconds to wait after so many failed attempts. */
export function delayAfter(failed: number, { delayMs, factor, maxDelayMs }: RetryPolicy): number {
  const longest = maxDelayMs ?? Number.POSITIVE_INFINITY;
  // The factor's power may be infinite, which makes no delay of none.
  return delayMs === 0 ? 0 : Math.min(Math.min(delayMs, longest) * factor ** (failed - 1), longest);
}

/** What is left of the delay after attempts that failed: time has passed while nobody ran the step. */
export function dueIn(attempts: readonly Attempt[], retry: RetryPolicy, clock: Clock): number {
  const last = attempts.at(-1);
  if (last === undefined) return 0;
  const due = last.startedAt + last.durationMs + delayAfter(attempts.length, retry);
  return Math.max(0, due - clock.now());
}
