import { BackstepError } from '../language/backstepError.ts';
import type { Directive, ErrorRecord } from '../language/directive.ts';
import type { Durable, StepRequest } from '../language/interpret.ts';
import type { Json } from '../language/json.ts';
import type { Manifest } from '../language/manifest.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { Attempt, Edit, Frame, LogEntry } from '../model/run.ts';
import { type Answers, noAnswers } from './answers.ts';
import { type AttemptResult, attemptStep } from './attempt.ts';
import { type Clock, realClock } from './clock.ts';
import { errorRecord } from './errorRecord.ts';
import type { StepNotes } from './stepContext.ts';

/** What the local backend is given from outside. */
export interface LocalBackendOptions {
  readonly run: string;
  readonly manifest: Manifest;
  readonly services: { readonly [name: string]: unknown };
  /** Stores a frame. The next step starts when this has returned, or its promise has resolved. */
  readonly record: (frame: Frame) => void | Promise<void>;
  /** Called between two steps; the run goes on when it returns, or its promise resolves. */
  readonly boundary?: (snapshot: Snapshot) => void | Promise<void>;
  readonly onLog?: (entry: LogEntry, request: StepRequest) => void;
  readonly clock?: Clock;
  readonly answers?: Answers;
  /** Frames that answer for their steps instead of running them, by step name. */
  readonly memo?: ReadonlyMap<string, Frame>;
  /** Edits made to the snapshot that the run starts from: they go into the first frame. */
  readonly edits?: readonly Edit[];
  readonly stop?: AbortSignal;
}

/** The backend that `backstep run` and the debugger's host run on: one process, no waiting, every step a frame. */
export function localBackend(options: LocalBackendOptions): Durable {
  const { record, boundary, memo, clock = realClock } = options;
  let edits = options.edits ?? [];
  return {
    publish: (snapshot) => boundary?.(snapshot),
    async runStep(request) {
      const known = memo?.get(request.name);
      if (known) return known;
      const { frame, session } = await runWithRetries(request, edits, clock, options);
      edits = [];
      const stored = record(frame);
      if (stored) await stored;
      const { seq, patches, directive, error } = frame;
      // The edits are in the snapshot already; applying them again would make them count twice.
      return { seq, edits: [], patches, directive, error, session };
    },
  };
}

async function runWithRetries(
  request: StepRequest,
  edits: readonly Edit[],
  clock: Clock,
  options: LocalBackendOptions,
): Promise<{ readonly frame: Frame; readonly session: Json }> {
  const { retry, state } = request.entry;
  const notes: StepNotes = { logs: [], metrics: [], checkpoint: undefined };
  const attempts: Attempt[] = [];
  const calls: Frame['calls'][number][] = [];
  const startedAt = clock.now();
  const begun = performance.now();
  const longest = retry.maxDelayMs ?? Number.POSITIVE_INFINITY;
  let delayMs = Math.min(retry.delayMs, longest);
  let result: AttemptResult;
  for (;;) {
    const attemptAt = clock.now();
    const attemptBegun = performance.now();
    result = await attemptStep(request, attempts.length + 1, {
      run: options.run,
      manifest: options.manifest,
      services: options.services,
      clock,
      answers: options.answers ?? noAnswers,
      stop: options.stop ?? null,
      notes,
      restored: notes.checkpoint,
      onLog: (entry) => options.onLog?.(entry, request),
    });
    calls.push(...result.calls);
    attempts.push({
      startedAt: attemptAt,
      durationMs: round(performance.now() - attemptBegun),
      error: result.error,
    });
    if (result.error === null || !result.error.retryable || attempts.length >= retry.attempts) break;
    if (!options.stop?.aborted) await clock.sleep(delayMs, options.stop);
    if (options.stop?.aborted) break;
    delayMs = Math.min(delayMs * retry.factor, longest);
  }
  const { error, directive, patches, session } = outcome(result, request);
  const frame: Frame = {
    seq: request.seq,
    branch: request.branch,
    state,
    data: request.snapshot.data,
    edits,
    patches,
    directive,
    error,
    next: nextOf(directive),
    at: result.at,
    attempts,
    calls,
    logs: notes.logs,
    metrics: notes.metrics,
    startedAt,
    durationMs: round(performance.now() - begun),
  };
  return { frame, session };
}

/** Where the last attempt led. A step that failed has changed nothing. */
function outcome(
  result: AttemptResult,
  request: StepRequest,
): Pick<Frame, 'error' | 'directive' | 'patches'> & { readonly session: Json } {
  const late = result.error === null ? unavailable(result.directive, request.entry.state) : null;
  if (result.error === null && late === null) return result;
  const error = (result.error ?? late) as ErrorRecord;
  return { error, directive: afterError(error, request), patches: [], session: request.snapshot.session };
}

/** The error goes to `onError` with the step's data; without that the run fails. */
function afterError(error: ErrorRecord, request: StepRequest): Directive {
  const { onError } = request.entry;
  if (onError === null) return { directive: 'fail', reason: error.message };
  const data = { state: request.entry.state, error: { ...error }, data: request.snapshot.data };
  return { directive: 'goto', state: onError, data: data satisfies Json };
}

/** What a frame names as its next state. */
function nextOf(directive: Directive): string {
  switch (directive.directive) {
    case 'goto':
    case 'sleep':
    case 'child':
    case 'waitFor':
      return directive.state;
    case 'fanOut':
      return directive.join;
    case 'done':
    case 'continueAs':
      return '#done';
    case 'fail':
      return '#failed';
    default:
      return directive satisfies never;
  }
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Directives that the language has and this backend does not run yet fail the step, and say so. */
function unavailable(directive: Directive, state: string): ErrorRecord | null {
  switch (directive.directive) {
    case 'goto':
    case 'done':
    case 'fail':
      return null;
    case 'fanOut':
    case 'waitFor':
    case 'sleep':
    case 'child':
    case 'continueAs':
      return errorRecord(
        new BackstepError(
          'directive-unavailable',
          `The step ${state} returned ${directive.directive}, which this version of Backstep cannot run yet: use a state, goto, done or fail.`,
        ),
      );
    default:
      return directive satisfies never;
  }
}
