import type { ErrorRecord } from '../language/directive.ts';
import type { Snapshot } from '../language/snapshot.ts';
import { legibleLines } from '../model/legible.ts';
import type { Frame } from '../model/run.ts';
import { summary } from './variables.ts';

/** How a run ended is said where it printed, too: the views are gone when the session is. */
export function resultReport(
  snapshot: Snapshot,
  run: string,
): readonly [category: 'stdout' | 'stderr', text: string] {
  const { workflow, seq } = snapshot;
  const steps = seq === 1 ? '1 step' : `${seq} steps`;
  const result =
    snapshot.status === 'failed'
      ? `failed: ${reasonOf(snapshot.error)}`
      : `done. ${summary(snapshot.status === 'done' ? snapshot.output : null)}`;
  const text = `${workflow}: ${steps}, ${result}\nRecorded as run ${run}.\n`;
  return [snapshot.status === 'failed' ? 'stderr' : 'stdout', text];
}

/** As the command line tells it; a step that returned `fail` has no code of its own. */
function reasonOf({ message, code }: ErrorRecord): string {
  return legibleLines(code === null || code === 'fail' ? message : `${message} [${code}]`);
}

export function failureText(error: ErrorRecord, frame: Frame): string {
  const tries = frame.attempts.length > 1 ? ` after ${frame.attempts.length} attempts` : '';
  return `${frame.state}, step ${frame.seq}, failed${tries}: ${error.stack ?? `${error.name}: ${error.message}`}\n`;
}
