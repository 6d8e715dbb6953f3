import { virtualClock } from '../../runtime/engine/clock.ts';
import { localBackend } from '../../runtime/engine/localBackend.ts';
import { makeServices } from '../../runtime/engine/prepare.ts';
import { edited } from '../../runtime/language/advance.ts';
import { interpret } from '../../runtime/language/interpret.ts';
import { isOver } from '../../runtime/language/line.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { Signal, Snapshot } from '../../runtime/language/snapshot.ts';
import { waitsOf } from '../../runtime/language/waits.ts';
import type { Edit } from '../../runtime/model/run.ts';
import { RandomWorkflow } from '../conformance/randomWorkflow.ts';
import { timeless } from '../engine/runWorkflow.ts';

const manifest = manifestOf(RandomWorkflow);

/** What a step or a run to the end comes to, without a debugger. */
export interface Question {
  readonly from: Snapshot;
  readonly edits: readonly Edit[];
  /** A signal that comes there. */
  readonly signal: Pick<Signal, 'name' | 'payload'> | null;
  readonly until: 'the next transition of the main line' | 'the end';
}

/**
 * Asks the engine itself. Null where a branch or a child waits for a signal on the way: then it depends on who looks, a
 * debugger stops for it, and the engine lets time pass.
 */
export async function comesTo({ from, edits, signal, until }: Question): Promise<Snapshot | null> {
  const start = edited(from, edits);
  const stop = new AbortController();
  return await new Promise((resolve, reject) => {
    const end = (snapshot: Snapshot | null): void => {
      stop.abort();
      resolve(snapshot);
    };
    let passed = false;
    /** The wait that the step itself is about is no matter: it ends by its signal, or by its time. */
    const depends = (snapshot: Snapshot): boolean =>
      waitsOf(snapshot).some((wait) => wait.signal !== null && (until === 'the end' || wait.branch !== ''));
    const backend = localBackend({
      run: 'oracle',
      manifest,
      services: makeServices(manifest),
      clock: virtualClock(start.now),
      stop: stop.signal,
      signals: signal === null ? [] : [{ ...signal, at: start.now }],
      record(frame) {
        passed ||= frame.branch === '' && until !== 'the end';
      },
      boundary(snapshot) {
        const isThere = passed || isOver(snapshot);
        if (!isThere && !depends(snapshot)) return undefined;
        end(isThere ? snapshot : null);
        return new Promise<void>(() => undefined);
      },
      onIdle(next) {
        if (next === null) end(null);
      },
    });
    interpret(manifest, backend, start).then(end, (error: unknown) => {
      if (!stop.signal.aborted) reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

/** All of a snapshot but its times, and but what luck decides: the order in which branches come, and how far those came that were given up. */
export function outcome(snapshot: Snapshot): unknown {
  const { seq: _, signals, ...rest } = timeless(snapshot);
  return { ...rest, signals: signals.map(({ name }) => name).sort() };
}
