import { signalWait, sleepWait } from '../adapter/waitWords.ts';
import type { Wait } from '../language/waits.ts';

/** What a run waits for, to stand after its name. */
export function waitText(waits: readonly Wait[]): string {
  return [...new Set(waits.map(one))].join(', and ');
}

function one({ signal, until }: Wait): string {
  return signal === null ? sleepWait(until) : signalWait(signal, until);
}
