import { types } from 'node:util';
import type { Call, CallResult } from '../model/run.ts';
import type { Answers } from './answers.ts';
import { errorRecord } from './errorRecord.ts';
import { recordedArguments, recordedResult } from './recordedValue.ts';
import { createStandIns } from './standIn.ts';

/** Records the calls of one attempt of a step, through stand-ins for the services. */
export interface CallRecorder {
  /** What the step sees in place of a service. */
  standIn(name: string, service: unknown): unknown;
  calls(): readonly Call[];
}

interface OpenCall extends Omit<Call, 'result' | 'durationMs' | 'promised' | 'lossy'> {
  promised: boolean;
  lossy?: true;
  result: CallResult;
  durationMs: number;
}

export function recordCalls(attempt: number, answers: Answers): CallRecorder {
  const begun = performance.now();
  const calls: OpenCall[] = [];

  function record(
    service: string,
    method: string,
    args: unknown[],
    run: (args: unknown[]) => unknown,
  ): unknown {
    const kept = recordedArguments(args);
    const start = performance.now();
    const recorded = kept.lossy ? null : answers.take(service, method, kept.args);
    const call: OpenCall = {
      service,
      method,
      args: kept.args,
      result: recorded?.result ?? { type: 'open' },
      startedMs: round(start - begun),
      durationMs: 0,
      attempt,
      promised: recorded?.promised ?? false,
      reused: recorded !== null,
      ...(kept.lossy ? { lossy: true } : {}),
    };
    calls.push(call);
    if (recorded) return replay(recorded.result.value, recorded.promised);
    const settle = (result: CallResult): void => {
      call.result = result;
      call.durationMs = round(performance.now() - start);
    };
    const settled: Settled = {
      value: (value) => settle(recordedResult(value)),
      error: (error) => settle({ type: 'error', error: errorRecord(error) }),
    };
    try {
      const returned = run(args);
      if (!isThenable(returned)) {
        settled.value(returned);
        return returned;
      }
      call.promised = true;
      if (isPlainPromise(returned)) return watchPromise(returned, settled);
      // What else it can do, such as `where` of a query, a recorded answer could not.
      call.lossy = true;
      watchThen(returned, settled);
      return returned;
    } catch (error) {
      settled.error(error);
      throw error;
    }
  }

  return { standIn: createStandIns(record), calls: () => calls };
}

interface Settled {
  value(value: unknown): void;
  error(error: unknown): void;
}

/** The step gets the promise that is watched: a rejection that it does not handle still surfaces. */
function watchPromise(promise: Promise<unknown>, settled: Settled): Promise<unknown> {
  const watched = promise.then(
    (value) => {
      settled.value(value);
      return value;
    },
    (error: unknown) => {
      settled.error(error);
      throw error;
    },
  );
  return Object.assign(watched, promise);
}

type Handler = (given: unknown) => unknown;

/** Another thenable may begin its work when it is asked for its value, so only the step may ask. */
function watchThen(thenable: PromiseLike<unknown>, settled: Settled): void {
  const original = thenable.then;
  const watched = (onValue?: Handler, onError?: Handler): unknown =>
    original.call(
      thenable,
      (value) => {
        settled.value(value);
        return onValue ? onValue(value) : value;
      },
      (error: unknown) => {
        settled.error(error);
        if (onError) return onError(error);
        throw error;
      },
    );
  Reflect.defineProperty(thenable, 'then', { value: watched, configurable: true, writable: true });
}

/** Gives a recorded answer the way the service gave it. */
function replay(recorded: unknown, promised: boolean): unknown {
  const value = structuredClone(recorded);
  return promised ? Promise.resolve(value) : value;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** A subclass of Promise may do more than a promise. */
function isPlainPromise(value: PromiseLike<unknown>): value is Promise<unknown> {
  return types.isPromise(value) && Object.getPrototypeOf(value) === Promise.prototype;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
