import { quoted } from '../model/legible.ts';
import { moment } from '../model/moment.ts';

/** What a line does that waits for a signal, in the words that are used for it wherever it is told. */
export function signalWait(signal: string, until: number | null = null): string {
  return `waits for the signal ${quoted(signal)}${untilWords(until)}`;
}

/** The same for one that waits for a time. */
export function sleepWait(until: number | null = null): string {
  return `sleeps${untilWords(until)}`;
}

function untilWords(until: number | null): string {
  return until === null ? '' : ` until ${moment(until) ?? 'a time too far away to tell'}`;
}
