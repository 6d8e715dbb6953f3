import type { Wake } from './advance.ts';
import type { BranchResult, Directive, ErrorRecord } from './directive.ts';
import type { Json } from './json.ts';
import { type Branches, isDecided, isOver } from './line.ts';
import type { Arm, Instance, Signal, Waiting } from './snapshot.ts';

/** A transition that the engine takes, because what a workflow waited for has come. */
export interface Waking {
  readonly branch: string;
  /** What runs on the line. */
  readonly workflow: string;
  /** The state whose step began to wait. */
  readonly state: string;
  readonly wake: Wake;
  readonly directive: Directive;
  readonly error: ErrorRecord | null;
  /** When the wait began, on the run's clock. */
  readonly since: number;
}

/** What a workflow does next that has waited, once its branches or its child have ended; null while they have not. */
export function joined(
  instance: Waiting,
  onError: string | null,
): Pick<Waking, 'wake' | 'directive' | 'error'> | null {
  const { pending } = instance;
  if (pending.type === 'branches' && isDecided(pending)) {
    const failed = pending.onBranchError === 'fail' ? pending.arms.find(isFailed) : undefined;
    const wake: Wake = { type: 'join', branch: 'state' in pending.branch ? pending.branch.state : null };
    if (failed) return { wake, ...afterError(failed.error, onError, instance) };
    return { wake, directive: goTo(pending.join, resultsOf(pending)), error: null };
  }
  if (pending.type === 'child' && isOver(pending.instance)) {
    const child = pending.instance;
    const wake: Wake = { type: 'child' };
    if (child.status === 'failed') return { wake, ...afterError(child.error, onError, instance) };
    const output = (child as Extract<Instance, { readonly status: 'done' }>).output;
    return { wake, directive: goTo(pending.then, output), error: null };
  }
  return null;
}

export function afterTimer({ pending }: Waiting): Pick<Waking, 'wake' | 'directive' | 'error'> {
  const { then, data } = pending as Extract<Waiting['pending'], { readonly type: 'timer' }>;
  return { wake: { type: 'timer' }, directive: goTo(then, data), error: null };
}

/** The payload is the next step's data; data that the wait carried along goes beside it. */
export function afterSignal(
  { pending }: Waiting,
  { name, payload }: Signal,
): Pick<Waking, 'wake' | 'directive' | 'error'> {
  const { then, data } = pending as Extract<Waiting['pending'], { readonly type: 'signal' }>;
  return {
    wake: { type: 'signal', signal: name },
    directive: goTo(then, data === null ? payload : { payload, data }),
    error: null,
  };
}

export function afterTimeout({ state, pending }: Waiting): Pick<Waking, 'wake' | 'directive' | 'error'> {
  const { signal, onTimeout, data } = pending as Extract<Waiting['pending'], { readonly type: 'signal' }>;
  const wake: Wake = { type: 'timeout', signal };
  if (onTimeout !== null) return { wake, directive: goTo(onTimeout, data), error: null };
  const message = `The signal "${signal}" that ${state} waited for did not come in time. Give waitFor an onTimeout state to go on without it.`;
  const error: ErrorRecord = {
    name: 'Timeout',
    message,
    stack: null,
    code: 'wait-timeout',
    retryable: false,
  };
  return { wake, directive: { directive: 'fail', reason: message }, error };
}

/** The error goes to `onError` with the step's data; without that the workflow fails. */
export function afterError(
  error: ErrorRecord,
  onError: string | null,
  step: { readonly state: string; readonly data: Json },
): { readonly directive: Directive; readonly error: ErrorRecord } {
  if (onError === null) return { directive: { directive: 'fail', reason: error.message }, error };
  return {
    directive: goTo(onError, { state: step.state, error: { ...error }, data: step.data }),
    error,
  };
}

function goTo(state: string, data: Json): Directive {
  return { directive: 'goto', state, data };
}

function resultsOf(pending: Branches): Json {
  return pending.arms.map((arm): Json => {
    const result = resultOf(arm);
    return result.status === 'done' ? { ...result } : { ...result, error: { ...result.error } };
  });
}

function resultOf(arm: Arm): BranchResult<Json> {
  switch (arm.status) {
    case 'done':
      return { status: 'done', item: arm.item, value: arm.value };
    case 'failed':
      return { status: 'failed', item: arm.item, error: arm.error };
    case 'open':
      throw new TypeError('resultOf: an open branch has no result');
    default:
      return arm satisfies never;
  }
}

function isFailed(arm: Arm): arm is Extract<Arm, { readonly status: 'failed' }> {
  return arm.status === 'failed';
}
