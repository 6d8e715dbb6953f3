import { legible } from '../model/legible.ts';
import type { Frame } from '../model/run.ts';
import type { UndoneSteps } from '../recording/undoneSteps.ts';
import type { Origin } from './answerPool.ts';
import type { RunningHost } from './hostClient.ts';
import type { Undoable } from './questions.ts';
import { wasUndone } from './undone.ts';
import { undoOrderOf } from './undoOrder.ts';

/** The steps that a session undoes before their calls are made anew, each of them once. */
export interface Undos {
  /** A step, where it has a compensation that did not run yet; `host` runs it. */
  of(origin: Origin, host: () => RunningHost | null): Undoable | null;
}

export function createUndos(record: UndoneSteps, say: (text: string) => void): Undos {
  /** Those that are being undone, or were. */
  const undone = new WeakSet<Frame>();
  /** Those of which it was said that nobody knows whether they were undone. */
  const unconfirmed = new WeakSet<Frame>();

  function confess(frame: Frame): void {
    if (unconfirmed.has(frame)) return;
    unconfirmed.add(frame);
    say(
      `The compensation of ${legible(frame.state)} was cut short: nobody knows how much of it was done. Its call is asked about again when a step comes to it.\n`,
    );
  }

  return {
    of(origin, host) {
      const { frame } = origin;
      if (undone.has(frame) || wasUndone(origin)) return null;
      const order = undoOrderOf(origin);
      if (order === null) return null;
      // Another session may have undone it, or be at it, from another run.
      const known = record.stateOf(frame);
      if (known === 'undone' || known === 'running') return null;
      if (known === 'begun') confess(frame);
      return {
        state: frame.state,
        step: frame,
        start(id) {
          record.note(frame, 'begun');
          undone.add(frame);
          unconfirmed.delete(frame);
          host()?.compensate(id, order);
        },
        done: () => record.note(frame, 'undone'),
        failed() {
          undone.delete(frame);
          record.note(frame, 'failed');
        },
        lost() {
          undone.delete(frame);
          confess(frame);
        },
      };
    },
  };
}
