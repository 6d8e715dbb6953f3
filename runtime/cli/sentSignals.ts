import { isOver } from '../language/line.ts';
import type { Signal, Snapshot } from '../language/snapshot.ts';

/** A signal as a command line sends it. */
export type Sent = Pick<Signal, 'name' | 'payload'>;

/** A signal that no wait took. */
export interface Untaken {
  readonly name: string;
  /** The run goes on, and its next wait for the signal takes it. */
  readonly kept: boolean;
}

/** The newest signals of a name are those left over, since waits take the oldest first. */
export function untakenOf(sent: readonly Sent[], from: Snapshot, last: Snapshot): readonly Untaken[] {
  const kept = !isOver(last);
  // The first frame tells of all that were sent before it.
  if (last.seq === from.seq) return sent.map(({ name }) => ({ name, kept }));
  return sent.flatMap(({ name }, index) => {
    const later = sent.slice(index + 1).filter((other) => other.name === name).length;
    const left = last.signals.filter((signal) => signal.name === name).length;
    return later < left ? [{ name, kept }] : [];
  });
}
