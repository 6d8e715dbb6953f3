import type { ErrorRecord } from './directive.ts';
import type { Json } from './json.ts';

interface SnapshotBase {
  /** Name of the workflow's class, or the `name` option of its decorator. */
  readonly workflow: string;
  readonly version: string;
  /** How many steps have finished: 0 at the start. The next step is number `seq + 1`. */
  readonly seq: number;
  readonly input: Json;
  readonly config: Json;
  readonly session: Json;
}

/** A run between two steps: JSON, and complete. A process that has it and the class can continue the run. */
export type Snapshot =
  | (SnapshotBase & { readonly status: 'running'; readonly state: string; readonly data: Json })
  | (SnapshotBase & { readonly status: 'done'; readonly output: Json })
  | (SnapshotBase & { readonly status: 'failed'; readonly error: ErrorRecord });

/**
 * A position in a run: the number of steps taken, and for each open branch of a fan-out its own.
 * What a rewind goes to and a fork starts from.
 */
export interface Cut {
  readonly seq: number;
  readonly branches: Readonly<Record<string, number>>;
}
