import { interpret } from '../language/interpret.ts';
import type { Snapshot } from '../language/snapshot.ts';
import { type Progress, withNote, withoutLine } from '../model/progress.ts';
import type { Frame } from '../model/run.ts';
import { type LocalBackend, type LocalBackendOptions, localBackend } from './localBackend.ts';

/**
 * A place where a process may die: before a step runs, inside it once a checkpoint or a failed attempt is noted, after it
 * ran and before it is recorded, or once it is.
 */
export type KillPoint = 'before' | 'noted' | 'unrecorded' | 'recorded';

export interface ChaosOptions extends Omit<LocalBackendOptions, 'memo' | 'progress'> {
  /** Asked at each kill point of the run, counted from 0; true kills the process there. */
  readonly kills: (point: number, where: KillPoint) => boolean;
  /** Hears of each life's backend, such as to send it signals. */
  readonly onLife?: (backend: LocalBackend) => void;
}

/**
 * Runs a workflow whose process is killed again and again. After each kill everything in memory is given up, and
 * another life goes on from what is recorded, as `backstep resume` does after a crash.
 *
 * @returns the last snapshot, and how often it was killed
 */
export async function runWithChaos(
  options: ChaosOptions,
  from: Snapshot,
): Promise<{ readonly end: Snapshot; readonly kills: number }> {
  let snapshot = from;
  let point = 0;
  let kills = 0;
  let signals = options.signals ?? [];
  let progress: Progress = new Map();
  for (;;) {
    const death = new AbortController();
    const died = new Promise<never>((_, reject) => {
      death.signal.addEventListener('abort', () => reject(death.signal.reason as Error));
    });
    const survive = (where: KillPoint): void => {
      if (death.signal.aborted || options.kills(point++, where)) {
        death.abort(new Killed());
        throw death.signal.reason;
      }
    };
    const backend = localBackend({
      ...options,
      signals,
      progress,
      stop: options.stop ? AbortSignal.any([options.stop, death.signal]) : death.signal,
      record(frame: Frame) {
        survive('unrecorded');
        // All signals that came before a frame are recorded with it.
        if (frame.signals) signals = [];
        progress = withoutLine(progress, frame.branch);
        return options.record(frame);
      },
      onProgress(note) {
        death.signal.throwIfAborted();
        progress = withNote(progress, note);
        options.onProgress?.(note);
        survive('noted');
      },
      boundary(at, branch) {
        death.signal.throwIfAborted();
        snapshot = at;
        survive('recorded');
        return options.boundary?.(at, branch);
      },
    });
    const mortal: LocalBackend = {
      ...backend,
      runStep(request) {
        survive('before');
        return backend.runStep(request);
      },
      signal(name, payload) {
        signals = [...signals, { name, payload, at: snapshot.now }];
        backend.signal(name, payload);
      },
    };
    options.onLife?.(mortal);
    try {
      const end = await Promise.race([interpret(options.manifest, mortal, snapshot), died]);
      return { end, kills };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      kills++;
    }
  }
}

class Killed extends Error {}
