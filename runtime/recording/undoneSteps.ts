import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from '../model/run.ts';
import { diskError } from './failure.ts';
import type { Writer } from './record.ts';
import { isElsewhere, thisProcess } from './writerProcess.ts';

/**
 * The steps of a folder's runs that somebody has undone since, from a run that goes another way: whoever comes after,
 * in whatever session, does not undo them once more. The recording of the step is closed, or another process writes it,
 * so that it stands beside the recordings: one line for each thing that happened, the newest last.
 */
export interface UndoneSteps {
  /** What is known of a step: `begun` was neither finished nor given up, and who began it is gone; `running` is still at it. */
  stateOf(frame: Frame): UndoneState | null;
  /** @throws BackstepError when it cannot be written */
  note(frame: Frame, state: 'begun' | 'undone' | 'failed'): void;
}

export type UndoneState = 'begun' | 'running' | 'undone';

/** Lies in the folder of the recordings. */
export const undoneFile = 'undone.jsonl';

export function createUndoneSteps(dir: string): UndoneSteps {
  const file = path.join(dir, undoneFile);
  return {
    stateOf(frame) {
      const id = idOf(frame);
      const { undo, by } = linesOf(file).findLast((line) => line.step === id) ?? {};
      if (undo === 'begun') return isWriter(by) && isElsewhere(by) ? 'running' : 'begun';
      return undo === 'undone' ? 'undone' : null;
    },
    note(frame, undo) {
      const line = { undo, step: idOf(frame), state: frame.state, at: Date.now(), by: thisProcess() };
      try {
        // A line that was cut off by a crash stays alone.
        appendFileSync(file, `\n${JSON.stringify(line)}\n`);
      } catch (error) {
        throw diskError(error, 'write', file);
      }
    },
  };
}

/** Forks share the steps of their parents, so a step is known by what it was: no two have all their times in common. */
function idOf({ branch, state, startedAt, durationMs, attempts, calls }: Frame): string {
  const times = [
    ...attempts,
    ...calls.map(({ startedMs, durationMs }) => ({ startedAt: startedMs, durationMs })),
  ];
  return JSON.stringify([
    branch,
    state,
    startedAt,
    durationMs,
    ...times.map((time) => [time.startedAt, time.durationMs]),
  ]);
}

interface Line {
  readonly undo?: unknown;
  readonly step?: unknown;
  readonly by?: unknown;
}

function linesOf(file: string): readonly Line[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const failure = diskError(error, 'read', file);
    if (failure.code === 'recording-missing') return [];
    throw failure;
  }
  return text.split('\n').flatMap((line): Line[] => {
    try {
      const value: unknown = JSON.parse(line);
      return typeof value === 'object' && value !== null ? [value] : [];
    } catch {
      // Cut off, or empty.
      return [];
    }
  });
}

function isWriter(value: unknown): value is Writer {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host } = value as { readonly pid?: unknown; readonly host?: unknown };
  return Number.isInteger(pid) && Number(pid) > 0 && typeof host === 'string';
}
