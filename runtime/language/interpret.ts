import { type Advancing, advance } from './advance.ts';
import { BackstepError } from './backstepError.ts';
import type { Manifest, StepEntry } from './manifest.ts';
import type { Snapshot } from './snapshot.ts';

/** What a backend gives to the interpreter. The interpreter awaits nothing else. */
export interface Durable {
  /** The run stands between two steps. A backend may keep the snapshot, and may wait here. */
  publish(snapshot: Snapshot): void | Promise<void>;
  /**
   * Runs a step with its retries, or answers from the memo when `name` is in it. Never rejects because user code threw:
   * that is a record with `error`.
   */
  runStep(request: StepRequest): Promise<Advancing>;
}

/** One step to run. `name` is its place in the run, `seq[.branch]:STATE`, and the key of the memo. */
export interface StepRequest {
  readonly name: string;
  readonly seq: number;
  readonly branch: string;
  readonly entry: StepEntry;
  readonly snapshot: Snapshot & { readonly status: 'running' };
}

/**
 * Runs a workflow from a snapshot to its end. Every backend runs this same function, so that what a workflow means
 * cannot differ between them.
 */
export async function interpret(manifest: Manifest, durable: Durable, from: Snapshot): Promise<Snapshot> {
  let snapshot = from;
  for (;;) {
    const published = durable.publish(snapshot);
    if (published) await published;
    if (snapshot.status !== 'running') return snapshot;
    const entry = manifest.steps.get(snapshot.state);
    if (!entry) throw noStep(manifest, snapshot.state);
    const seq = snapshot.seq + 1;
    const name = stepName(seq, '', snapshot.state);
    snapshot = advance(snapshot, await durable.runStep({ name, seq, branch: '', entry, snapshot }));
  }
}

/** A step's place in a run: the same for the same step of the same run, on every backend. */
export function stepName(seq: number, branch: string, state: string): string {
  return branch === '' ? `${seq}:${state}` : `${seq}.${branch}:${state}`;
}

function noStep(manifest: Manifest, state: string): BackstepError {
  return new BackstepError(
    'missing-step',
    `${manifest.name} has no step for ${state}, where this run stands: was the state renamed? Its states are ${manifest.states.join(', ')}.`,
  );
}
