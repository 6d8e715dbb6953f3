import { BackstepError } from './backstepError.ts';
import type { Json } from './json.ts';
import type { Line } from './line.ts';
import type { Manifest, StepEntry } from './manifest.ts';
import { workflowNamed } from './registry.ts';
import type { Instance } from './snapshot.ts';

/** One step to run. */
export interface StepRequest {
  /** Its place in the run, and the key of the memo: the same for the same step on every backend and attempt. */
  readonly name: string;
  /** The line, and the number of the step on it. */
  readonly branch: string;
  readonly number: number;
  readonly manifest: Manifest;
  readonly entry: StepEntry;
  /** The method to run: that of the state's step, or of its compensation. */
  readonly method: string | symbol;
  readonly undoes: boolean;
  /** The workflow as it stands: its session, input and config. */
  readonly instance: Instance;
  readonly data: Json;
  /** Set for an arm of a fan-out: it reads the session, and its result goes to the join. */
  readonly arm: { readonly join: string; readonly onBranchError: 'fail' | 'collect' } | null;
  /** Fires when the line is given up; null on the main line. */
  readonly closed: AbortSignal | null;
}

/**
 * The step that a line takes next.
 *
 * @param manifest - that of the run; children are looked up among the workflows that are loaded
 * @throws BackstepError `missing-step`, `missing-compensation`, `unknown-workflow` or `ambiguous-workflow`
 */
export function requestAt(
  manifest: Manifest,
  line: Line,
  branch: string,
  closed: AbortSignal | null,
): StepRequest {
  const { instance } = line;
  if (line.type === 'arm') {
    const { join, onBranchError } = line.fanOut;
    const found = stepOf(manifest, instance, line.state);
    return {
      manifest: found.manifest,
      entry: found.entry,
      name: stepName(branch, 1, line.state),
      branch,
      number: 1,
      method: found.entry.method,
      undoes: false,
      instance,
      data: line.item,
      arm: { join, onBranchError },
      closed,
    };
  }
  if (instance.status !== 'running') throw new TypeError(`requestAt: the line "${branch}" does not run`);
  const found = stepOf(manifest, instance, instance.state);
  const number = instance.steps + 1;
  const undoes = instance.failure !== null;
  // Field by field, once for each step: V8 takes a hundred times longer to spread an object and then add to it.
  return {
    manifest: found.manifest,
    entry: found.entry,
    name: stepName(branch, number, instance.state),
    branch,
    number,
    method: undoes ? undoOf(found.manifest, instance.state) : found.entry.method,
    undoes,
    instance,
    data: instance.data,
    arm: null,
    closed,
  };
}

/**
 * The workflow of an instance, and its step for a state.
 *
 * @throws BackstepError `missing-step`, `unknown-workflow` or `ambiguous-workflow`
 */
export function stepOf(
  manifest: Manifest,
  { workflow }: Instance,
  state: string,
): { readonly manifest: Manifest; readonly entry: StepEntry } {
  const found = workflow === manifest.name ? manifest : workflowNamed(workflow);
  const entry = found.steps.get(state);
  if (!entry) throw noStep(found, state);
  return { manifest: found, entry };
}

/** A step's place in a run: the same for the same step of the same run, on every backend. */
export function stepName(branch: string, number: number, state: string): string {
  return branch === '' ? `${number}:${state}` : `${branch}/${number}:${state}`;
}

function undoOf(manifest: Manifest, state: string): string | symbol {
  const method = manifest.compensations.get(state);
  if (method !== undefined) return method;
  throw new BackstepError(
    'missing-compensation',
    `${manifest.name} has no @compensate(…) for ${state}, whose step this run has to undo: was it removed?`,
  );
}

function noStep(manifest: Manifest, state: string): BackstepError {
  return new BackstepError(
    'missing-step',
    `${manifest.name} has no step for ${state}, where this run stands: was the state renamed? Its states are ${manifest.states.join(', ')}.`,
  );
}
