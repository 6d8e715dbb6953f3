import { inspect } from 'node:util';
import type { ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import { toJson, withoutProxies } from '../language/settle.ts';
import type { Call, CallResult } from '../model/run.ts';
import type { Answers } from './answers.ts';
import { errorRecord } from './errorRecord.ts';

/** Records the calls of one attempt of a step, through stand-ins for the services. */
export interface CallRecorder {
  /** What the step sees in place of a service. */
  standIn(name: string, service: unknown): unknown;
  calls(): readonly Call[];
}

interface OpenCall extends Omit<Call, 'result' | 'durationMs' | 'promised'> {
  promised: boolean;
  result: CallResult;
  durationMs: number;
}

export function recordCalls(attempt: number, answers: Answers): CallRecorder {
  const begun = performance.now();
  const calls: OpenCall[] = [];
  const standIns = new WeakMap<object, object>();

  function standIn(service: string, path: string, value: unknown, owner: unknown): unknown {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return value;
    const known = standIns.get(value);
    if (known) return known;
    const made = new Proxy(value, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof key === 'symbol' || !mayStandIn(target, key)) return member;
        return standIn(service, path === '' ? key : `${path}.${key}`, member, target);
      },
      apply: (target, _self, args: unknown[]) =>
        record(service, path, withoutProxies(args) as unknown[], (given) =>
          Reflect.apply(target as (...args: unknown[]) => unknown, owner, given),
        ),
    });
    standIns.set(value, made);
    return made;
  }

  function record(
    service: string,
    method: string,
    args: unknown[],
    run: (args: unknown[]) => unknown,
  ): unknown {
    const jsonArgs = args.map((arg) => asJson(arg));
    const start = performance.now();
    const recorded = answers.take(service, method, jsonArgs);
    const call: OpenCall = {
      service,
      method,
      args: jsonArgs,
      result: recorded?.result ?? { type: 'open' },
      startedMs: round(start - begun),
      durationMs: 0,
      attempt,
      promised: recorded?.promised ?? false,
      reused: recorded !== null,
    };
    calls.push(call);
    if (recorded) return replay(recorded);
    const settle = (result: CallResult): void => {
      call.result = result;
      call.durationMs = round(performance.now() - start);
    };
    try {
      const returned = run(args);
      if (!isThenable(returned)) {
        settle(resultOf(returned));
        return returned;
      }
      call.promised = true;
      returned.then(
        (value) => settle(resultOf(value)),
        (error: unknown) => settle({ type: 'error', error: errorRecord(error) }),
      );
      return returned;
    } catch (error) {
      settle({ type: 'error', error: errorRecord(error) });
      throw error;
    }
  }

  return {
    standIn: (name, service) => standIn(name, '', service, undefined),
    calls: () => calls,
  };
}

/** Gives a recorded answer the way the service gave it: as a value or a promise, returned or thrown. */
function replay(call: Call): unknown {
  if (call.result.type === 'value') {
    const value = structuredClone(call.result.value);
    return call.promised ? Promise.resolve(value) : value;
  }
  const error =
    call.result.type === 'error' ? thrownAgain(call.result.error) : new Error('no recorded answer');
  if (call.promised) return Promise.reject(error);
  throw error;
}

function thrownAgain({ name, message, code, retryable }: ErrorRecord): Error {
  return Object.assign(new Error(message), { name, retryable, ...(code === null ? {} : { code }) });
}

/** A proxy must answer with the very value of a frozen property. */
function mayStandIn(target: object, key: string): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  return descriptor === undefined || descriptor.configurable === true || descriptor.writable === true;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function resultOf(value: unknown): CallResult {
  if (value === undefined) return { type: 'value', value: null };
  const json = tryJson(value);
  return json === undefined ? { type: 'handle', text: print(value) } : { type: 'value', value: json };
}

/** An argument that is not JSON is recorded as it prints. */
function asJson(value: unknown): Json {
  return value === undefined ? null : (tryJson(value) ?? print(value));
}

function tryJson(value: unknown): Json | undefined {
  try {
    return toJson(value, 'value');
  } catch {
    return undefined;
  }
}

function print(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 200, maxArrayLength: 20 });
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
