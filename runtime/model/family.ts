import type { RunStatus } from './run.ts';

/** A run and all that it was forked from or into, for a picture of which came from where. */
export interface RunFamily {
  /** The run that was asked about. */
  readonly run: string;
  /** Each after the run that it was forked from. */
  readonly runs: readonly FamilyRun[];
  /** Runs of the family that were left out. */
  readonly omitted: number;
}

export interface FamilyRun {
  readonly id: string;
  /** The run it was forked from, where that is in the family too. */
  readonly parent: string | null;
  /** The step of the parent after which it was forked. */
  readonly parentSeq: number;
  /** Steps recorded, those that it shares with its parents included. */
  readonly steps: number;
  readonly status: RunStatus;
  readonly startedAt: number;
}
