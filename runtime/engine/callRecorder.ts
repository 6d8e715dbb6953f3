import { types } from 'node:util';
import { BackstepError } from '../language/backstepError.ts';
import type { Json } from '../language/json.ts';
import { callName } from '../model/callName.ts';
import type { Call } from '../model/run.ts';
import type { Answer, Answers } from './answers.ts';
import { callerPosition } from './callerPosition.ts';
import { errorRecord } from './errorRecord.ts';
import { HeldTime, type Holding } from './heldTime.ts';
import { OpenCall } from './openCall.ts';
import { givenAgain } from './recordedAnswer.ts';
import { recordedArguments } from './recordedValue.ts';
import type { OnRequest, Requests, SeenRequest } from './requests.ts';
import { createStandIns, type ServiceCall } from './standIn.ts';
import { type Within, watchStreams } from './watchStreams.ts';

/** Records the calls of one attempt of a step, through stand-ins for the services. */
export interface CallRecorder {
  /** What the step sees in place of a service. */
  standIn(name: string, service: unknown): unknown;
  /** Hears of a request that the step makes past its services. */
  readonly onRequest: OnRequest;
  /** The calls as they stand. */
  calls(): readonly Call[];
}

/** A piece of a streamed answer, as the step reads it. */
export interface CallChunk {
  /** Which of the attempt's calls it is, from 0. */
  readonly call: number;
  readonly attempt: number;
  readonly service: string;
  readonly method: string;
  readonly value: Json;
}

/**
 * @param requests null when nobody watches the requests of this process
 * @param time of the step: it stands still while somebody is asked about a call
 * @param closedWhen why no call can be made any more, in words that follow "was called"; null while calls can be made
 */
export function recordCalls(
  attempt: number,
  answers: Answers,
  requests: Requests | null = null,
  closedWhen: () => string | null = () => null,
  onChunk: ((chunk: CallChunk) => void) | null = null,
  time: Holding = new HeldTime(),
): CallRecorder {
  const begun = performance.now() - time.heldMs();
  const calls: { record(): Call }[] = [];
  const sinceBegun = (): number => Math.round((performance.now() - time.heldMs() - begun) * 1000) / 1000;

  function record(made: ServiceCall, args: unknown[], run: (args: unknown[]) => unknown): unknown {
    const { service, method, effect, isAsync, entry } = made;
    assertOpen(made, closedWhen());
    const kept = recordedArguments(args);
    const at = callerPosition(entry);
    const begin = (recorded: Answer | null): OpenCall => {
      const startedMs = sinceBegun();
      const index = calls.length;
      const tell = onChunk && ((value: Json) => onChunk({ call: index, attempt, service, method, value }));
      const start = { service, method, effect, kept, at, startedMs, attempt, recorded, onChunk: tell };
      const call = new OpenCall(start);
      calls.push(call);
      return call;
    };
    const answer = (given: Answer | null): unknown => {
      const recorded = given?.type === 'undone' ? undoneBy(given.calls) : given;
      const call = begin(recorded);
      if (recorded?.type === 'silent') {
        call.promised = true;
        return new Promise(() => {});
      }
      if (recorded?.type !== 'told') return perform(call, () => run(args), requests);
      call.promised = recorded.promised;
      return give(call, givenAgain(recorded), recorded.promised);
    };
    const refuse = (error: unknown): never => {
      begin(null).settleError(error);
      throw error;
    };
    let recorded: Answer | null | Promise<Answer | null>;
    try {
      recorded = answers.take({ service, method, args: kept.args, typed: kept.typed, effect, isAsync });
    } catch (error) {
      return refuse(error);
    }
    if (!(recorded instanceof Promise)) return answer(recorded);
    const release = time.hold();
    return recorded.finally(release).then((decided) => {
      assertOpen(made, closedWhen());
      return answer(decided);
    }, refuse);
  }

  /** What undid an earlier call stands before the one that is made anew. */
  function undoneBy(undoing: readonly Call[]): null {
    const startedMs = sinceBegun();
    for (const call of undoing) {
      const kept: Call = { ...call, startedMs, attempt, undoing: true };
      calls.push({ record: () => kept });
    }
    return null;
  }

  // A step that uses no service has nothing made for it.
  let standIns: ReturnType<typeof createStandIns> | null = null;
  return {
    standIn(name, service) {
      standIns ??= createStandIns(record);
      return standIns(name, service);
    },
    onRequest(request) {
      const call = seenCall(request, attempt, sinceBegun);
      calls.push(call);
      return call.onOutcome;
    },
    calls: () => (calls.length === 0 ? noCalls : calls.map((call) => call.record())),
  };
}

/** Gives a recorded answer the way the service gave it; it is recorded again as it is read. */
function give(call: OpenCall, value: unknown, promised: boolean): unknown {
  const given = settle(call, value, asIs);
  return promised ? Promise.resolve(given) : given;
}

/** What would be called now, no frame would tell of. @throws BackstepError `service-closed` */
function assertOpen(call: ServiceCall, closedWhen: string | null): void {
  if (closedWhen === null) return;
  throw new BackstepError('service-closed', `${callName(call)} was called ${closedWhen}`);
}

const noCalls: readonly Call[] = [];

const asIs: Within = (run) => run();

/** Lets the service answer. */
function perform(call: OpenCall, run: () => unknown, requests: Requests | null): unknown {
  const within: Within = requests ? (inner) => requests.inCall(call, inner) : asIs;
  try {
    const returned = within(run);
    if (!isThenable(returned)) return settle(call, returned, within);
    call.promised = true;
    if (isPlainPromise(returned)) return watchPromise(returned, call, within);
    // What else it can do, such as `where` of a query, a recorded answer could not.
    call.tellsLess = true;
    watchThen(returned, call, within);
    return returned;
  } catch (error) {
    call.settleError(error);
    throw error;
  }
}

/** Records an answer, and gives what the step gets for it. */
function settle(call: OpenCall, value: unknown, within: Within): unknown {
  if (typeof value !== 'object' || value === null) {
    call.settleValue(value);
    return value;
  }
  const watched = watchStreams(value, within, (stream) => call.listen(stream));
  if (!watched) {
    call.settleValue(value);
    return value;
  }
  call.openStreams(watched.around);
  return watched.value;
}

/** The step gets the promise that is watched: a rejection that it does not handle still surfaces. */
function watchPromise(promise: Promise<unknown>, call: OpenCall, within: Within): Promise<unknown> {
  const watched = promise.then(
    (value) => settle(call, value, within),
    (error: unknown) => {
      call.settleError(error);
      throw error;
    },
  );
  return Object.assign(watched, promise);
}

type Handler = (given: unknown) => unknown;

/** Another thenable may begin its work when it is asked for its value, so only the step may ask. */
function watchThen(thenable: PromiseLike<unknown>, call: OpenCall, within: Within): void {
  const original = thenable.then;
  let settled: { readonly value: unknown } | null = null;
  const watched = (onValue?: Handler, onError?: Handler): unknown =>
    within(() =>
      original.call(
        thenable,
        (value) => {
          // Whoever asks again gets the same answer, whose streams are heard already.
          settled ??= { value: settle(call, value, within) };
          return onValue ? onValue(settled.value) : settled.value;
        },
        (error: unknown) => {
          call.settleError(error);
          if (onError) return onError(error);
          throw error;
        },
      ),
    );
  Reflect.defineProperty(thenable, 'then', { value: watched, configurable: true, writable: true });
}

/** A request that went past the services, as a call. */
function seenCall(
  { by, method, url }: SeenRequest,
  attempt: number,
  sinceBegun: () => number,
): { record(): Call; readonly onOutcome: ReturnType<OnRequest> } {
  const startedMs = sinceBegun();
  let call: Call = {
    service: by,
    method,
    args: [url],
    result: { type: 'open' },
    startedMs,
    durationMs: 0,
    attempt,
    promised: true,
    reused: false,
    observed: true,
  };
  return {
    record: () => call,
    onOutcome(outcome) {
      if (call.result.type !== 'open') return;
      const durationMs = Math.round((sinceBegun() - startedMs) * 1000) / 1000;
      const result: Call['result'] =
        outcome instanceof Error
          ? { type: 'error', error: errorRecord(outcome) }
          : { type: 'value', value: { status: outcome.status } };
      call = { ...call, durationMs, result };
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** A subclass of Promise may do more than a promise. */
function isPlainPromise(value: PromiseLike<unknown>): value is Promise<unknown> {
  return types.isPromise(value) && Object.getPrototypeOf(value) === Promise.prototype;
}
