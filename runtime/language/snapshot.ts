import type { BranchTarget, ErrorRecord } from './directive.ts';
import type { Json } from './json.ts';

interface InstanceBase {
  /** Name of the workflow's class, or the `name` option of its decorator. */
  readonly workflow: string;
  readonly version: string;
  /** How many transitions this workflow has taken; its next one is number `steps + 1`. */
  readonly steps: number;
  readonly input: Json;
  readonly config: Json;
  readonly session: Json;
  /** Finished steps that have a compensation, oldest first. */
  readonly undo: readonly Undo[];
  /** Why the workflow fails, while its finished steps are undone; `state` and `data` are then those of the undo. */
  readonly failure: ErrorRecord | null;
}

/** One workflow between two transitions: the run itself, or a child of it. */
export type Instance = InstanceBase &
  (
    | { readonly status: 'running'; readonly state: string; readonly data: Json }
    | Waiting
    | { readonly status: 'done'; readonly output: Json }
    | { readonly status: 'failed'; readonly error: ErrorRecord }
  );

/** The step of `state` got `data` and returned a directive that takes its time. */
export interface Waiting {
  readonly status: 'waiting';
  readonly state: string;
  readonly data: Json;
  /** Milliseconds since 1970, on the run's clock. */
  readonly since: number;
  readonly pending: Pending;
}

/** What a workflow waits for. */
export type Pending =
  | { readonly type: 'timer'; readonly until: number; readonly then: string; readonly data: Json }
  | {
      readonly type: 'signal';
      readonly signal: string;
      readonly then: string;
      readonly data: Json;
      readonly until: number | null;
      readonly onTimeout: string | null;
    }
  | {
      readonly type: 'branches';
      readonly branch: BranchTarget;
      readonly join: string;
      readonly concurrency: number | null;
      readonly onBranchError: 'fail' | 'collect';
      readonly arms: readonly Arm[];
    }
  | { readonly type: 'child'; readonly then: string; readonly instance: Instance };

/** One branch of a fan-out. An open one with an `instance` is a child workflow on its way. */
export type Arm =
  | { readonly status: 'open'; readonly item: Json; readonly instance: Instance | null }
  | { readonly status: 'done'; readonly item: Json; readonly value: Json; readonly undoable: boolean }
  | { readonly status: 'failed'; readonly item: Json; readonly error: ErrorRecord };

/** A step to undo when the workflow fails, with the data that it got. */
export interface Undo {
  readonly state: string;
  readonly data: Json;
}

/** A signal that was sent to a run. */
export interface Signal {
  readonly name: string;
  readonly payload: Json;
  /** Milliseconds since 1970, on the run's clock. */
  readonly at: number;
}

/** A run between two transitions: JSON, and complete. A process that has it and the class can continue the run. */
export type Snapshot = Instance & {
  /** How many transitions the run has taken, those of its branches and children included: 0 at the start. */
  readonly seq: number;
  /** The run's clock: milliseconds since 1970. */
  readonly now: number;
  /** Signals that no wait has taken yet, oldest first. */
  readonly signals: readonly Signal[];
};

/**
 * A position in a run: how many of its transitions are taken, and for each branch that is held back how many of its own.
 * What a rewind goes to and a fork starts from.
 */
export interface Cut {
  readonly seq: number;
  readonly branches: Readonly<Record<string, number>>;
}
