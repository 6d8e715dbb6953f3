import { signalWait } from '../adapter/waitWords.ts';
import { waitingState } from '../language/nextState.ts';
import { isFailedBranch } from '../model/failedBranch.ts';
import { legible } from '../model/legible.ts';
import type { Frame } from '../model/run.ts';

/** The transition in words: what a run waits for, and what ended its wait. */
export function transitionText(frame: Frame): string {
  const { state: from, next: to, directive, wake, undoes, error } = frame;
  const state = legible(from);
  const next = legible(to);
  if (undoes) return `${state} ${error === null ? 'undone' : 'could not be undone'}`;
  if (wake)
    return `${state} → ${next}  ${'signal' in wake ? `${wake.type} ${legible(wake.signal)}` : wake.type}`;
  if (to !== waitingState) return `${state} → ${next}${isFailedBranch(frame) ? ' · failed' : ''}`;
  switch (directive.directive) {
    case 'waitFor':
      return `${state} ${signalWait(directive.signal)}`;
    case 'sleep':
      return `${state} sleeps ${timeText(directive.durationMs)}`;
    case 'fanOut':
      return `${state} fans out to ${directive.items.length}`;
    case 'child':
      return `${state} starts ${legible(directive.workflow)}`;
    default:
      return `${state} → ${next}`;
  }
}

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
];

export function timeText(ms: number): string {
  if (ms < 1000) return `${ms.toFixed(1)} ms`;
  const [unit, length] = units.find(([, least]) => ms >= 2 * least) ?? ['s', 1000];
  return `${Number((ms / length).toFixed(1))} ${unit}`;
}
