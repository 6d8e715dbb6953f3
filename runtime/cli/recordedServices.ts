/**
 * Services that only answer from a recording. What they are made of is looked at, as properties that are no functions
 * may be read by steps, but none of their methods ever runs: a call is answered with what was recorded for the same
 * service, method and arguments, in the order of the recording, each answer once. A call that has none is refused.
 */
import { types } from 'node:util';
import { givenAgain } from '../engine/recordedAnswer.ts';
import { recordedArguments } from '../engine/recordedValue.ts';
import type { ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import type { Call } from '../model/run.ts';

type Services = { readonly [name: string]: unknown };

/** A call for which nothing is recorded, as the recording would have named it. */
export type UnansweredCall = Pick<Call, 'service' | 'method' | 'args'>;

/** @param refuse hears of each call that has no answer, and makes the error that the step gets */
export function recordedServices(
  services: Services,
  calls: readonly Call[],
  refuse: (call: UnansweredCall) => Error,
): Services {
  const queues = new Map<string, Call[]>();
  for (const call of calls) {
    const key = keyOf(call);
    const queue = queues.get(key);
    if (queue) queue.push(call);
    else queues.set(key, [call]);
  }
  const answer = (service: string, method: string, given: readonly unknown[]): unknown => {
    const call = { service, method, args: recordedArguments(given).args };
    const recorded = queues.get(keyOf(call))?.shift();
    if (!recorded) throw refuse(call);
    return answerOf(recorded, () => refuse(call));
  };
  return Object.fromEntries(
    Object.entries(services).map(([name, value]) => [name, isOpaque(value) ? value : front(name, '', value)]),
  );

  function front(service: string, path: string, value: object): object {
    const fronts = new Map<object, object>();
    const target = typeof value === 'function' ? function service() {}.bind(undefined) : {};
    return new Proxy(target, {
      apply: (_target, _self, given: unknown[]) => answer(service, path, given),
      get(_target, key) {
        const member: unknown = Reflect.get(value, key, value);
        if (typeof key === 'symbol' || isOpaque(member) || isLanguage(key, member)) return member;
        const known = fronts.get(member);
        if (known) return known;
        const made = front(service, path === '' ? key : `${path}.${key}`, member);
        fronts.set(member, made);
        return made;
      },
      has: (_target, key) => Reflect.has(value, key),
      ownKeys: () => Reflect.ownKeys(value),
      getPrototypeOf: () => Reflect.getPrototypeOf(value),
      getOwnPropertyDescriptor(_target, key) {
        const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
        return descriptor && { ...descriptor, configurable: true };
      },
    });
  }
}

function answerOf({ result, promised, typed = [] }: Call, refuse: () => Error): unknown {
  switch (result.type) {
    case 'value':
    case 'stream': {
      const value = givenAgain({ type: 'told', result, typed, promised });
      return promised ? Promise.resolve(value) : value;
    }
    case 'error': {
      const error = thrownAgain(result.error);
      if (promised) return Promise.reject(error);
      throw error;
    }
    case 'open':
      // It had not answered when its step ended.
      return new Promise(() => {});
    case 'handle':
      throw refuse();
    default:
      return result satisfies never;
  }
}

function thrownAgain({ name, message, stack, code, retryable }: ErrorRecord): unknown {
  if (name === 'thrown value') return message;
  const error = new Error(message);
  const put = (key: string, value: unknown): unknown =>
    Object.defineProperty(error, key, { value, configurable: true, writable: true });
  put('name', name);
  if (stack !== null) put('stack', stack);
  if (code !== null) put('code', code);
  if (!retryable) put('retryable', false);
  return error;
}

function keyOf({ service, method, args }: UnansweredCall): string {
  return JSON.stringify([service, method, args satisfies readonly Json[]]);
}

/** What a stand-in shows as it is: plain values, bytes and promises. */
function isOpaque(value: unknown): value is null | undefined | string | number | boolean | symbol | bigint {
  if (typeof value === 'function') return false;
  return typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || types.isPromise(value);
}

/** `bind`, `hasOwnProperty` and the like are the language's. */
function isLanguage(key: string, member: object): boolean {
  if (key === 'constructor' || key === 'prototype') return true;
  return [Function.prototype, Object.prototype].some(
    (builtIn) => Reflect.getOwnPropertyDescriptor(builtIn, key)?.value === member,
  );
}
