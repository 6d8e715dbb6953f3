import { BackstepError } from '../language/backstepError.ts';
import type { Directive, ErrorRecord } from '../language/directive.ts';
import type { Taken } from '../language/interpret.ts';
import type { Json } from '../language/json.ts';
import type { Manifest } from '../language/manifest.ts';
import { nextState } from '../language/nextState.ts';
import type { Instance } from '../language/snapshot.ts';
import type { StepRequest } from '../language/stepRequest.ts';
import { afterError } from '../language/waking.ts';
import type { ProgressNote, StepProgress } from '../model/progress.ts';
import type { Attempt, Edit, Frame, LogEntry } from '../model/run.ts';
import type { Answers } from './answers.ts';
import type { ArtifactStore } from './artifactStore.ts';
import { type AttemptResult, attemptStep } from './attempt.ts';
import type { CallChunk } from './callRecorder.ts';
import type { Clock } from './clock.ts';
import { errorRecord } from './errorRecord.ts';
import { HeldTime } from './heldTime.ts';
import { largeChange } from './largeChange.ts';
import { firstInstance } from './prepare.ts';
import type { Requests } from './requests.ts';
import { delayAfter, dueIn } from './retryDelay.ts';
import type { StepNotes } from './stepContext.ts';

/** A frame that has no place in the run yet: its `seq` is 0 until the interpreter has taken it. */
export type NewFrame = Frame;

export interface StepParts {
  readonly run: string;
  readonly root: Manifest;
  readonly services: { readonly [name: string]: unknown };
  readonly clock: Clock;
  readonly answers: Answers;
  readonly requests: Requests | null;
  readonly artifacts: ArtifactStore | null;
  readonly edits: readonly Edit[];
  readonly stop: AbortSignal | null;
  readonly onLog: (entry: LogEntry) => void;
  /** Null when nobody looks on. */
  readonly onChunk: ((chunk: CallChunk) => void) | null;
  /** What was left of the step when its run was interrupted; null for one that begins. */
  readonly progress: StepProgress | null;
  /** Hears of what must survive an interruption, before the step goes on. */
  readonly onProgress: (note: ProgressNote) => void;
  /** What an attempt, from 1, finds as `restored` in a replay, where that was left by an interrupted one. */
  readonly restored: (attempt: number) => Json | undefined;
}

/**
 * Runs a step with its retries and makes its frame.
 *
 * Rejects with the reason of the stop when the run is stopped and the step did not succeed: then the step has no result,
 * whether it threw because of the stop or would have been tried again.
 */
export async function runStep(request: StepRequest, parts: StepParts): Promise<Taken<NewFrame>> {
  const { clock, stop } = parts;
  const { entry, branch, name: step } = request;
  const { retry } = entry;
  const before = parts.progress;
  const notes: StepNotes = {
    logs: before ? [...before.logs] : [],
    metrics: before ? [...before.metrics] : [],
    checkpoint: before?.checkpoint,
  };
  const attempts: Attempt[] = before ? [...before.attempts] : [];
  const calls: Frame['calls'][number][] = before ? [...before.calls] : [];
  if (before) {
    await clock.sleep(dueIn(attempts, retry, clock), stop ?? undefined);
    if (stop?.aborted) throw stop.reason;
  }
  const startedAt = attempts[0]?.startedAt ?? clock.now();
  const sinceStart = before ? Math.max(0, clock.now() - startedAt) : 0;
  const skippedBefore = clock.skipped();
  const begun = performance.now();
  const held = new HeldTime();
  const now = (): number => clock.now() - Math.floor(held.heldMs());
  let interrupted = before?.checkpoint;
  let result: AttemptResult;
  for (;;) {
    const number = attempts.length + 1;
    const attemptAt = number === 1 ? startedAt : now();
    const attemptBegun = performance.now() - held.heldMs();
    const release = clock.hold();
    const { length: logged } = notes.logs;
    const { length: measured } = notes.metrics;
    interrupted ??= parts.restored(number);
    if (interrupted !== undefined) notes.checkpoint = interrupted;
    result = await attemptStep(request, number, {
      run: parts.run,
      manifest: request.manifest,
      services: parts.services,
      clock,
      startedAt: attemptAt,
      held,
      answers: parts.answers,
      requests: parts.requests,
      artifacts: parts.artifacts,
      stop,
      notes,
      restored: notes.checkpoint,
      onCheckpoint: (value) => parts.onProgress({ type: 'checkpoint', branch, step, value }),
      onLog: parts.onLog,
      onChunk: parts.onChunk,
    }).finally(release);
    calls.push(...result.calls);
    const attempt: Attempt = {
      startedAt: attemptAt,
      durationMs: round(performance.now() - held.heldMs() - attemptBegun),
      error: result.error,
    };
    attempts.push(interrupted === undefined ? attempt : { ...attempt, restored: interrupted });
    interrupted = undefined;
    if (result.error === null || !result.error.retryable || number >= retry.attempts) break;
    // One that failed because it was stopped has not failed.
    if (stop?.aborted) break;
    parts.onProgress({
      type: 'attempt',
      branch,
      step,
      number,
      attempt: attempts.at(-1) as Attempt,
      calls: result.calls,
      logs: notes.logs.slice(logged),
      metrics: notes.metrics.slice(measured),
    });
    await clock.sleep(delayAfter(number, retry), stop ?? undefined);
    if (stop?.aborted) break;
  }
  if (result.error !== null && stop?.aborted && !request.closed?.aborted) throw stop.reason;
  const outcome = outcomeOf(result, request);
  const warning = largeChange(entry.state, [outcome.patches, outcome.directive], now() - startedAt);
  if (warning) {
    notes.logs.push(warning);
    parts.onLog(warning);
  }
  const frame: NewFrame = {
    seq: 0,
    branch: request.branch,
    state: entry.state,
    data: request.data,
    edits: parts.edits,
    patches: outcome.patches,
    directive: outcome.directive,
    error: outcome.error,
    next: outcome.next,
    at: result.at,
    attempts,
    calls,
    logs: notes.logs,
    metrics: notes.metrics,
    startedAt,
    durationMs: round(
      sinceStart + performance.now() - held.heldMs() - begun + clock.skipped() - skippedBefore,
    ),
  };
  const more = rarely(request, outcome, parts.root);
  return { frame: more === null ? frame : { ...frame, ...more }, session: outcome.session };
}

/** What few frames have; null for all others, since V8 takes longer to spread nothing than to make the frame. */
function rarely(request: StepRequest, outcome: Outcome, root: Manifest): Partial<NewFrame> | null {
  const { manifest, undoes, entry } = request;
  const { opened } = outcome;
  const isChild = manifest.name !== root.name;
  const isOther = manifest.version !== request.instance.version;
  const undoable = !undoes && outcome.error === null && manifest.compensations.has(entry.state);
  if (!isChild && !isOther && !undoable && !undoes && opened === undefined) return null;
  return {
    ...(isChild ? { workflow: manifest.name } : {}),
    ...(isOther ? { version: manifest.version } : {}),
    ...(opened === undefined ? {} : { opened }),
    ...(undoable ? { undoable: true } : {}),
    ...(undoes ? { undoes: true } : {}),
  };
}

interface Outcome {
  readonly error: ErrorRecord | null;
  readonly directive: Directive;
  readonly next: string;
  readonly patches: Frame['patches'];
  readonly session: Json;
  readonly opened?: readonly Instance[];
}

/** Where the last attempt led. A step that failed has changed nothing. */
function outcomeOf(result: AttemptResult, request: StepRequest): Outcome {
  if (result.error !== null) return failed(result.error, request);
  const { patches, session } = result;
  if (request.undoes) {
    return { error: null, directive: { directive: 'done', output: null }, next: '#failed', patches, session };
  }
  const { directive } = result;
  if (request.arm !== null) {
    const refusal = refusedInArm(directive, request);
    if (refusal !== null) return failed(refusal, request);
    return { error: null, directive, next: armNext(directive, request.arm), patches, session };
  }
  try {
    const opened = openedBy(directive, request.manifest);
    const next = nextState(directive, opened);
    if (directive.directive === 'continueAs') {
      // What goes on begins with a session of its own, which is a change like any other.
      const fresh = (opened[0] as Instance).session;
      const reset = [...patches, { op: 'set' as const, path: [], value: fresh }];
      return { error: null, directive, next, patches: reset, session: fresh, opened };
    }
    if (opened.length === 0) return { error: null, directive, next, patches, session };
    return { error: null, directive, next, patches, session, opened };
  } catch (error) {
    return failed(errorRecord(error), request);
  }
}

/** An undo that fails is recorded, and the others go on; an arm that fails has no other way to go. */
function failed(error: ErrorRecord, request: StepRequest): Outcome {
  const { session } = request.instance;
  const base = { patches: [], session };
  if (request.undoes) {
    return { ...base, error, directive: { directive: 'done', output: null }, next: '#failed' };
  }
  const onError = request.arm === null ? request.entry.onError : null;
  const after = afterError(error, onError, { state: request.entry.state, data: request.data });
  const next = request.arm ? armNext(after.directive, request.arm) : nextState(after.directive);
  return { ...base, ...after, next };
}

/** The child workflows that a directive starts, as they begin. */
function openedBy(directive: Directive, manifest: Manifest): readonly Instance[] {
  switch (directive.directive) {
    case 'child':
      return [firstInstance(directive.workflow, directive.input)];
    case 'continueAs':
      return [firstInstance(directive.workflow ?? manifest, directive.input)];
    case 'fanOut': {
      const { branch, items } = directive;
      return 'workflow' in branch ? items.map((item) => firstInstance(branch.workflow, item)) : [];
    }
    case 'goto':
    case 'done':
    case 'fail':
    case 'sleep':
    case 'waitFor':
      return [];
    default:
      return directive satisfies never;
  }
}

function armNext(directive: Directive, arm: NonNullable<StepRequest['arm']>): string {
  return directive.directive === 'done' || arm.onBranchError === 'collect' ? arm.join : '#failed';
}

function refusedInArm(directive: Directive, request: StepRequest): ErrorRecord | null {
  if (directive.directive === 'done' || directive.directive === 'fail') return null;
  return errorRecord(
    new BackstepError(
      'branch-directive',
      `The step ${request.entry.state} of ${request.manifest.name} ran as a branch of a fan-out and returned ${directive.directive}: a branch is one step, so return done(value) or fail(reason). For more than one step, fan out to a child workflow.`,
    ),
  );
}

export function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
