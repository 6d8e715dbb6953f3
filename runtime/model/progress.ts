import type { Json } from '../language/json.ts';
import type { Signal } from '../language/snapshot.ts';
import type { Attempt, Call, LogEntry, Metric } from './run.ts';

/**
 * What a step has come to that has no frame yet: whoever takes the run on after an interruption goes on with the step
 * from there. An attempt that was interrupted is none; only what it passed to `checkpoint` is left of it.
 */
export interface StepProgress {
  readonly branch: string;
  /** The attempts that failed, with all that their frame will tell of them. */
  readonly attempts: readonly Attempt[];
  readonly calls: readonly Call[];
  readonly logs: readonly LogEntry[];
  readonly metrics: readonly Metric[];
  /** What was passed to `checkpoint` last; left out before that. */
  readonly checkpoint?: Json;
}

/** By the names of the steps, as the interpreter asks for them. */
export type Progress = ReadonlyMap<string, StepProgress>;

/** One thing more that a step has come to. `step` is its name, `branch` the line that it is on. */
export type ProgressNote =
  | {
      readonly type: 'attempt';
      readonly branch: string;
      readonly step: string;
      /** From 1. */
      readonly number: number;
      readonly attempt: Attempt;
      readonly calls: readonly Call[];
      readonly logs: readonly LogEntry[];
      readonly metrics: readonly Metric[];
    }
  | { readonly type: 'checkpoint'; readonly branch: string; readonly step: string; readonly value: Json };

/** A signal that was sent, before any frame tells of it. */
export interface SignalNote {
  readonly type: 'signal';
  /** From 1, among those that no frame tells of yet. */
  readonly number: number;
  readonly signal: Signal;
}

/** The progress with one note more. The same note twice is one: a journal may be read once more beside its database. */
export function withNote(progress: Progress, note: ProgressNote): Progress {
  const { branch, step } = note;
  const before = progress.get(step) ?? { branch, attempts: [], calls: [], logs: [], metrics: [] };
  return new Map(progress).set(step, noted(before, note));
}

/** A transition ends the step of its line, and whatever went on in lines inside that. */
export function withoutLine(progress: Progress, line: string): Progress {
  const left = [...progress].filter(
    ([, { branch }]) => line !== '' && branch !== line && !branch.startsWith(`${line}/`),
  );
  return left.length === progress.size ? progress : new Map(left);
}

function noted(before: StepProgress, note: ProgressNote): StepProgress {
  if (note.type === 'checkpoint') return { ...before, checkpoint: note.value };
  if (note.number <= before.attempts.length) return before;
  return {
    ...before,
    attempts: [...before.attempts, note.attempt],
    calls: [...before.calls, ...note.calls],
    logs: [...before.logs, ...note.logs],
    metrics: [...before.metrics, ...note.metrics],
  };
}
