import { applyPatches } from './applyPatches.ts';
import { BackstepError } from './backstepError.ts';
import type { Directive, ErrorRecord } from './directive.ts';
import type { EditTarget } from './editing.ts';
import type { Json } from './json.ts';
import { changeLine, type Line } from './line.ts';
import type { Patch } from './patch.ts';
import type { Arm, Instance, Pending, Signal, Snapshot, Undo } from './snapshot.ts';

/** The part of a frame that decides what comes after it. */
export interface Advancing {
  /** The line that took the transition; '' is the main line. */
  readonly branch: string;
  readonly state: string;
  readonly data: Json;
  readonly edits: readonly {
    readonly target: EditTarget;
    readonly patches: readonly Patch[];
  }[];
  readonly patches: readonly Patch[];
  readonly directive: Directive;
  readonly error: ErrorRecord | null;
  readonly startedAt: number;
  readonly durationMs: number;
  /** Set when the engine took the transition, because what was waited for has come. */
  readonly wake?: Wake;
  /** Signals that were received since the frame before. */
  readonly signals?: readonly Signal[];
  /** The step has a compensation. */
  readonly undoable?: true;
  /** This is a compensation. */
  readonly undoes?: true;
  /** The child workflows that the directive starts, as they begin. */
  readonly opened?: readonly Instance[];
}

/** What ended a wait. `join` and `child`: the branches or the child have ended; `branch` is the state of the branches, null for child workflows. */
export type Wake =
  | { readonly type: 'timer' }
  | { readonly type: 'signal'; readonly signal: string }
  | { readonly type: 'timeout'; readonly signal: string }
  | { readonly type: 'join'; readonly branch: string | null }
  | { readonly type: 'child' };

/**
 * The snapshot after a frame. The interpreter and every reader of a recording use this one function, so that what is
 * shown of a run is what the run was.
 *
 * @param session - what edits and patches lead to, where a backend has it at hand
 * @throws BackstepError `frame-mismatch` or `patch-mismatch` when the frame does not fit the snapshot
 */
export function advance(snapshot: Snapshot, frame: Advancing, session?: Json): Snapshot {
  const instance = changeLine(snapshot, frame.branch, {
    workflow: (inner) => advanceWorkflow(inner, frame, session),
    arm: (line) => endArm(line, frame),
  });
  const seq = snapshot.seq + 1;
  const now = Math.max(snapshot.now, endOf(frame));
  const signals = mailboxAfter(snapshot.signals, frame);
  if (instance.status !== 'running') return { ...instance, seq, now, signals };
  // Most transitions end here, and V8 takes a hundred times longer to spread an object and then add to it.
  return {
    workflow: instance.workflow,
    version: instance.version,
    steps: instance.steps,
    input: instance.input,
    config: instance.config,
    session: instance.session,
    undo: instance.undo,
    failure: instance.failure,
    status: 'running',
    state: instance.state,
    data: instance.data,
    seq,
    now,
    signals,
  };
}

/**
 * A workflow with a person's edits applied; session, data and state are all that an edit can reach. A workflow that is
 * put at another state no longer waits for a time or a signal.
 */
export function edited<I extends Instance>(snapshot: I, edits: Advancing['edits']): I {
  let result = snapshot;
  for (const edit of edits) {
    if (edit.target === 'session') {
      result = { ...result, session: applyPatches(result.session, edit.patches) };
    } else if (edit.target === 'state') {
      const here = withoutWait(result);
      if (here.status === 'running') {
        result = { ...here, state: String(applyPatches(here.state, edit.patches)) };
      }
    } else if (result.status === 'running') {
      result = { ...result, data: applyPatches(result.data, edit.patches) };
    }
  }
  return result;
}

function withoutWait<I extends Instance>(snapshot: I): I {
  if (snapshot.status !== 'waiting') return snapshot;
  const { pending, since: _, ...rest } = snapshot;
  return pending.type === 'timer' || pending.type === 'signal'
    ? ({ ...rest, status: 'running' } as unknown as I)
    : snapshot;
}

/** A workflow before its first step. */
export function initialInstance(start: {
  readonly workflow: string;
  readonly version: string;
  readonly start: string;
  readonly input: Json;
  readonly config: Json;
  readonly session: Json;
}): Instance {
  const { workflow, version, input, config, session } = start;
  return {
    workflow,
    version,
    steps: 0,
    input,
    config,
    session,
    undo: none,
    failure: null,
    status: 'running',
    state: start.start,
    data: input,
  };
}

/** The snapshot of a run before its first step. */
export function initialSnapshot(
  start: Parameters<typeof initialInstance>[0] & { readonly startedAt: number },
): Snapshot {
  return { ...initialInstance(start), seq: 0, now: start.startedAt, signals: none };
}

const none: readonly never[] = [];

function advanceWorkflow(instance: Instance, frame: Advancing, session: Json | undefined): Instance {
  const base = {
    workflow: instance.workflow,
    version: instance.version,
    steps: instance.steps + 1,
    input: instance.input,
    config: instance.config,
    session: session ?? applyPatches(edited(instance, frame.edits).session, frame.patches),
    undo: undoAfter(instance, frame),
    failure: instance.failure,
  };
  if (frame.undoes) return nextUndo(base, instance.failure ?? failure('compensation'));
  const { directive } = frame;
  switch (directive.directive) {
    case 'goto':
      return { status: 'running', state: directive.state, data: directive.data, ...base };
    case 'done':
      return { ...base, status: 'done', output: directive.output };
    case 'fail':
      return nextUndo(base, frame.error ?? failure(directive.reason));
    case 'continueAs':
      return continued(instance, opened(frame, 0), base);
    case 'sleep':
    case 'waitFor':
    case 'fanOut':
    case 'child':
      return {
        ...base,
        status: 'waiting',
        state: frame.state,
        data: frame.data,
        since: endOf(frame),
        pending: pendingOf(directive, frame),
      };
    default:
      return directive satisfies never;
  }
}

function pendingOf(
  directive: Extract<Directive, { readonly directive: 'sleep' | 'waitFor' | 'fanOut' | 'child' }>,
  frame: Advancing,
): Pending {
  switch (directive.directive) {
    case 'sleep':
      return {
        type: 'timer',
        until: endOf(frame) + directive.durationMs,
        then: directive.state,
        data: directive.data,
      };
    case 'waitFor':
      return {
        type: 'signal',
        signal: directive.signal,
        then: directive.state,
        data: directive.data,
        until: directive.timeoutMs === null ? null : endOf(frame) + directive.timeoutMs,
        onTimeout: directive.onTimeout,
      };
    case 'fanOut': {
      const { branch, join, concurrency, onBranchError, items } = directive;
      const arms = items.map(
        (item, index): Arm => ({
          status: 'open',
          item,
          instance: 'workflow' in branch ? opened(frame, index) : null,
        }),
      );
      return { type: 'branches', branch, join, concurrency, onBranchError, arms };
    }
    case 'child':
      return { type: 'child', then: directive.state, instance: opened(frame, 0) };
    default:
      return directive satisfies never;
  }
}

/** A step of a fan-out's arm is all there is of the arm. */
function endArm({ item }: Line & { readonly type: 'arm' }, frame: Advancing): Arm {
  const { directive, error } = frame;
  if (directive.directive === 'done') {
    return { status: 'done', item, value: directive.output, undoable: frame.undoable === true };
  }
  const reason = directive.directive === 'fail' ? directive.reason : 'branch';
  return { status: 'failed', item, error: error ?? failure(reason) };
}

/** What the caller of a workflow configured goes with it for as long as it goes on as itself. */
function continued(
  before: Instance,
  next: Instance,
  { steps, session }: Pick<Instance, 'steps' | 'session'>,
): Instance {
  const config = next.workflow === before.workflow ? before.config : next.config;
  return { ...next, steps, session, config };
}

/** A step that failed has not finished, and is not undone; one that was woken has been noted when it began to wait. */
function undoAfter(instance: Instance, frame: Advancing): readonly Undo[] {
  if (instance.status === 'waiting' && instance.pending.type === 'branches') {
    const { arms, branch } = instance.pending;
    const finished = arms.flatMap((arm): readonly Undo[] =>
      arm.status === 'done' && arm.undoable && 'state' in branch
        ? [{ state: branch.state, data: arm.item }]
        : none,
    );
    return finished.length === 0 ? instance.undo : [...instance.undo, ...finished];
  }
  if (!frame.undoable || frame.directive.directive === 'fail') return instance.undo;
  return [...instance.undo, { state: frame.state, data: frame.data }];
}

/** The newest finished step is undone first; when none is left, the workflow has failed. */
function nextUndo(
  base: Omit<Extract<Instance, { readonly status: 'running' }>, 'status' | 'state' | 'data'>,
  error: ErrorRecord,
): Instance {
  const newest = base.undo.at(-1);
  if (newest === undefined) return { ...base, failure: null, status: 'failed', error };
  const { state, data } = newest;
  return { ...base, undo: base.undo.slice(0, -1), failure: error, status: 'running', state, data };
}

function opened(frame: Advancing, index: number): Instance {
  const instance = frame.opened?.[index];
  if (instance) return instance;
  throw new BackstepError(
    'frame-mismatch',
    `The step ${frame.state} started a child workflow, and its frame does not tell how that begins. The recording is damaged.`,
  );
}

function mailboxAfter(before: readonly Signal[], frame: Advancing): readonly Signal[] {
  const all = frame.signals === undefined ? before : [...before, ...frame.signals];
  if (frame.wake?.type !== 'signal') return all;
  const { signal } = frame.wake;
  const taken = all.findIndex(({ name }) => name === signal);
  if (taken < 0) {
    throw new BackstepError(
      'frame-mismatch',
      `A recorded wait took the signal "${signal}", which the run has not received. The recording is damaged.`,
    );
  }
  return all.filter((_, index) => index !== taken);
}

/** In whole milliseconds, as all times of a run. */
function endOf(frame: Advancing): number {
  return Math.round(frame.startedAt + frame.durationMs);
}

function failure(reason: Json): ErrorRecord {
  const message = typeof reason === 'string' ? reason : JSON.stringify(reason);
  return { name: 'Fail', message, stack: null, code: 'fail', retryable: false };
}
