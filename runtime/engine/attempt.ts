import { BackstepError } from '../language/backstepError.ts';
import type { Directive, ErrorRecord } from '../language/directive.ts';
import type { Json, JsonObject } from '../language/json.ts';
import { decoratorOf, type Manifest } from '../language/manifest.ts';
import { type Membrane, openMembrane } from '../language/membrane.ts';
import { openNamedSession } from '../language/namedSession.ts';
import type { Patch } from '../language/patch.ts';
import { readReturned } from '../language/returned.ts';
import { toJson } from '../language/settle.ts';
import type { StepRequest } from '../language/stepRequest.ts';
import type { Call, LogEntry, SourcePosition } from '../model/run.ts';
import { thrownAt } from '../model/thrownAt.ts';
import type { Answers } from './answers.ts';
import type { ArtifactStore } from './artifactStore.ts';
import { type CallChunk, recordCalls } from './callRecorder.ts';
import { type Clock, startTimer } from './clock.ts';
import { errorRecord } from './errorRecord.ts';
import type { HeldTime, Holding } from './heldTime.ts';
import type { Requests } from './requests.ts';
import { makeContext, type Returns, type StepNotes } from './stepContext.ts';

/** What one try of a step needs besides the step itself. */
export interface AttemptParts {
  readonly run: string;
  readonly manifest: Manifest;
  readonly services: { readonly [name: string]: unknown };
  readonly clock: Clock;
  readonly startedAt: number;
  /** Of the whole step: the time of an attempt goes on when the last one that is asked has decided. */
  readonly held: HeldTime;
  readonly answers: Answers;
  /** Null when nobody watches the requests of this process. */
  readonly requests: Requests | null;
  /** Null where the run has no place for artifacts. */
  readonly artifacts: ArtifactStore | null;
  /** Fires when the run is stopped. */
  readonly stop: AbortSignal | null;
  readonly notes: StepNotes;
  readonly restored: Json | undefined;
  readonly onCheckpoint: (value: Json) => void;
  readonly onLog: (entry: LogEntry) => void;
  /** Null when nobody looks on. */
  readonly onChunk: ((chunk: CallChunk) => void) | null;
}

/** How one try ended; a try that threw has changed nothing. */
export type AttemptResult = { readonly calls: readonly Call[]; readonly at: SourcePosition | null } & (
  | {
      readonly error: null;
      readonly directive: Directive;
      readonly patches: readonly Patch[];
      /** The session with the step's changes, committed. */
      readonly session: Json;
    }
  | { readonly error: ErrorRecord }
);

/**
 * Runs a step's method once: on a fresh instance, behind a membrane, through the JSON boundary.
 *
 * Rejects with the reason of the stop when the run is stopped and the step does not end by itself: that is no result.
 */
export async function attemptStep(
  request: StepRequest,
  number: number,
  parts: AttemptParts,
): Promise<AttemptResult> {
  const { manifest, clock, notes, requests } = parts;
  const { entry } = request;
  const session = sessionOf(request);
  const data = isContainer(request.data) ? openMembrane(request.data, 'data', null) : null;
  let ended = false;
  const timer = abortTimer(entry.timeoutMs, entry.state, parts);
  const closedWhen = (): string | null => {
    if (ended && !timer.hasGivenUp()) return afterEnd(request);
    return timer.hasGivenUp() || request.closed?.aborted ? afterGivenUp(request) : null;
  };
  const calls = recordCalls(number, parts.answers, requests, closedWhen, parts.onChunk, timer);
  const returns: Returns = { at: null, missing: null };
  const context = makeContext({
    run: parts.run,
    startedAt: parts.startedAt,
    request,
    session: session.view,
    services: parts.services,
    calls,
    notes,
    isOver: () => ended,
    restored: parts.restored,
    onCheckpoint: parts.onCheckpoint,
    artifacts: parts.artifacts,
    clock,
    held: parts.held,
    abort: timer.signal,
    returns,
    onLog: parts.onLog,
  });
  try {
    const self = new manifest.workflowClass() as { [method: string | symbol]: StepMethod };
    const method = self[request.method] as StepMethod;
    const run = (): unknown => method.call(self, data ? data.view : request.data, context);
    const running = requests ? requests.inStep(calls.onRequest, run) : run();
    const returned = isThenable(running) ? await timer.race(running) : running;
    const directive = outgoing(
      readReturned(
        request.undoes ? undefined : returned,
        entry.state,
        manifest,
        request.undoes ? null : returns.missing,
      ),
    );
    const { patches, value } = session.commit();
    return { error: null, directive, patches, session: value, calls: calls.calls(), at: returns.at };
  } catch (thrown) {
    if (timer.hasGivenUp()) throw thrown;
    const error = errorRecord(thrown);
    return { error, calls: calls.calls(), at: thrownAt(error) ?? returns.at };
  } finally {
    ended = true;
    timer.clear();
    close(session, data, request, manifest.name);
  }
}

function sessionOf(request: StepRequest): Membrane {
  const { entry, undoes, manifest } = request;
  const session = request.instance.session as JsonObject;
  if (entry.session === null || undoes) return openMembrane(session, 'session', readOnly(request));
  return openNamedSession(session, entry.session, decoratorOf(entry, manifest), readOnly(request));
}

/** Arms run side by side: what one wrote, another could not see or would overwrite. */
function readOnly({ arm, entry }: StepRequest): string | null {
  if (arm === null) return null;
  return `${entry.state} runs as a branch of a fan-out, and branches only read the session; return done(value) and write it in ${arm.join}`;
}

function afterEnd({ entry, manifest }: StepRequest): string {
  return `when the step ${entry.state} of ${manifest.name} had ended, where nothing records it, so it was not made: await what calls services before you return.`;
}

function afterGivenUp({ entry, manifest }: StepRequest): string {
  return `when the step ${entry.state} of ${manifest.name} had been given up, where nothing records it, so it was not made: pass abortSignal on, so that the step ends with its run or its fan-out.`;
}

type StepMethod = (data: unknown, context: object) => unknown;

function close(session: Membrane, data: Membrane | null, request: StepRequest, workflow: string): void {
  const reason = `the step ${request.entry.state} of ${workflow} has ended; await what writes it before you return`;
  session.close(reason);
  data?.close(reason);
}

/** What a directive carries goes through the JSON boundary: data, output, items. */
function outgoing(directive: Directive): Directive {
  switch (directive.directive) {
    case 'goto':
    case 'sleep':
    case 'waitFor':
      return { ...directive, data: toJson(directive.data, 'data') };
    case 'done':
      return { ...directive, output: toJson(directive.output, 'output') };
    case 'fail':
      return { ...directive, reason: toJson(directive.reason, 'reason') };
    case 'child':
    case 'continueAs':
      return { ...directive, input: toJson(directive.input, 'input') };
    case 'fanOut':
      return { ...directive, items: toJson(directive.items, 'items') as readonly Json[] };
    default:
      return directive satisfies never;
  }
}

interface AbortTimer extends Holding {
  signal(): AbortSignal;
  race(running: PromiseLike<unknown>): PromiseLike<unknown>;
  /** The run was stopped, and the step did not end. */
  hasGivenUp(): boolean;
  clear(): void;
}

/** How long a step that has its signal may take to end when its run is stopped. */
const graceMs = 1000;

/** A controller is made only for a step that has a timeout or asks for its signal. */
function abortTimer(
  timeoutMs: number | null,
  state: string,
  { clock, stop, held }: Pick<AttemptParts, 'clock' | 'stop' | 'held'>,
): AbortTimer {
  let controller: AbortController | null = null;
  let hasGivenUp = false;
  const stopped = (): void => made().abort(stop?.reason);
  function made(): AbortController {
    if (controller) return controller;
    controller = new AbortController();
    if (stop?.aborted) controller.abort(stop.reason);
    else stop?.addEventListener('abort', stopped);
    return controller;
  }
  let stopTimer: (() => void) | undefined;
  let onTime: (() => void) | null = null;
  let leftMs = timeoutMs ?? 0;
  let goesSince: number | null = null;
  let holds = 0;
  /** Lets the time go on, once it has begun and nobody holds it. */
  function go(): void {
    if (onTime === null || holds > 0 || goesSince !== null) return;
    goesSince = performance.now();
    stopTimer = clock.startTimer(Math.max(0, leftMs), onTime);
  }
  let stopGrace: (() => void) | undefined;
  let stopRacing: (() => void) | undefined;
  return {
    signal: () => made().signal,
    race(running) {
      if (timeoutMs === null && stop === null) return running;
      return new Promise((resolve, reject) => {
        if (timeoutMs !== null) {
          onTime = () => {
            const error = timedOut(state, timeoutMs);
            made().abort(error);
            reject(error);
          };
          go();
        }
        const giveUp = (): void => {
          hasGivenUp = true;
          reject(stop?.reason);
        };
        stopRacing = () => {
          if (controller) stopGrace = startTimer(graceMs, giveUp);
          else giveUp();
        };
        if (stop?.aborted) stopRacing();
        else stop?.addEventListener('abort', stopRacing);
        running.then(resolve, reject);
      });
    },
    heldMs: () => held.heldMs(),
    hold() {
      const release = held.hold();
      holds++;
      if (goesSince !== null) leftMs -= performance.now() - goesSince;
      goesSince = null;
      stopTimer?.();
      return () => {
        release();
        holds--;
        go();
      };
    },
    hasGivenUp: () => hasGivenUp,
    clear() {
      onTime = null;
      stopTimer?.();
      stopGrace?.();
      if (stopRacing) stop?.removeEventListener('abort', stopRacing);
      if (controller) stop?.removeEventListener('abort', stopped);
    },
  };
}

function timedOut(state: string, timeoutMs: number): BackstepError {
  const error = new BackstepError(
    'step-timeout',
    `The step ${state} took longer than its timeout of ${timeoutMs} ms: raise it, or pass abortSignal on so that the work ends in time.`,
  );
  Object.defineProperty(error, 'retryable', { value: true });
  return error;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function isContainer(value: Json): value is Json & object {
  return typeof value === 'object' && value !== null;
}
