import { lineAt } from '../language/line.ts';
import { nearest } from '../language/nearest.ts';
import type { Snapshot } from '../language/snapshot.ts';
import { type Wait, waitsOf } from '../language/waits.ts';
import { legible } from '../model/legible.ts';
import { signalWait, sleepWait } from './waitWords.ts';

/** What a run that has come to a wait needs, and how a person gives it. */
export function waitReport({ state, signal, until }: Wait): string {
  if (signal === null) return `${legible(state)} ${sleepWait(until)}.\n`;
  const passes = until === null ? '' : '; Step Over lets that time pass';
  return `${legible(state)} ${signalWait(signal, until)}${passes}. ${howToSend(signal)}\n`;
}

/** What to say to whoever steps a line that only a signal takes on. */
export function endlessReport(signal: string): string {
  return `The run ${signalWait(signal)}, and no time ends that. ${howToSend(signal)}\n`;
}

/** The signal without which a line goes no further; null where time or a signal that has come takes it on. */
export function neededSignal(snapshot: Snapshot, branch: string): string | null {
  const line = lineAt(snapshot, branch);
  if (line?.type !== 'workflow' || line.instance.status !== 'waiting') return null;
  const { pending } = line.instance;
  if (pending.type !== 'signal' || pending.until !== null) return null;
  return snapshot.signals.some(({ name }) => name === pending.signal) ? null : pending.signal;
}

/** What becomes of a signal that no step waits for yet; its name may be a slip of the pen. */
export function keptReport(name: string, snapshot: Snapshot): string {
  const awaited = waitsOf(snapshot).flatMap(({ signal }) => (signal === null ? [] : [signal]));
  const meant = nearest(name, awaited);
  const hint =
    meant !== null
      ? ` Did you mean ${legible(meant)}, for which the run waits here?`
      : awaited.length > 0
        ? ` Here the run waits for ${awaited.map(legible).join(', ')}.`
        : '';
  return `Signal ${legible(name)} is kept until a step waits for it.${hint}\n`;
}

/** The command is VS Code's; what is typed does in any editor. */
function howToSend(signal: string): string {
  return `Send it with "Backstep: Send Signal…", or here: :signal ${legible(signal)} {"json":"payload"}`;
}
