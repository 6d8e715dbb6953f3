import type { ErrorRecord } from '../language/directive.ts';
import type { Snapshot } from '../language/snapshot.ts';
import { momentText, type Wait } from '../language/waits.ts';
import type { Frame } from '../model/run.ts';
import { dataOf } from './cursor.ts';
import { summary } from './variables.ts';

/** How a run ended is said where it printed, too: the views are gone when the session is. */
export function resultText(snapshot: Snapshot, run: string): string {
  const { workflow, seq } = snapshot;
  const steps = seq === 1 ? '1 step' : `${seq} steps`;
  const result =
    snapshot.status === 'done' ? `done. ${summary(snapshot.output)}` : `failed. ${summary(dataOf(snapshot))}`;
  return `${workflow}: ${steps}, ${result}\nRecorded as run ${run}.\n`;
}

/** What a run that has come to a wait needs, and how a person gives it; null for a timer, which needs nobody. */
export function waitReport({ state, signal, until }: Wait): string | null {
  if (signal === null) return null;
  const wait = `${state} waits for the signal "${signal}"${until === null ? '' : ` until ${momentText(until)}`}.`;
  const passes = until === null ? '' : ' Step Over lets the time pass.';
  return `${wait} ${howToSend(signal)}${passes}\n`;
}

/** The command is VS Code's; what is typed does in any editor. */
export function howToSend(signal: string): string {
  return `Send it with "Backstep: Send Signal…", or here: :signal ${signal} {"json":"payload"}`;
}

export function failureText(error: ErrorRecord, frame: Frame): string {
  const tries = frame.attempts.length > 1 ? ` after ${frame.attempts.length} attempts` : '';
  return `${frame.state}, step ${frame.seq}, failed${tries}: ${error.stack ?? `${error.name}: ${error.message}`}\n`;
}
