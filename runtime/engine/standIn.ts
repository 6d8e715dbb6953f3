import { types } from 'node:util';
import { effectOf } from '../language/effect.ts';
import { withoutProxies } from '../language/settle.ts';

type Callable = (...args: unknown[]) => unknown;

/** A call on a stand-in. */
export interface ServiceCall {
  readonly service: string;
  readonly method: string;
  /** What `effect` named the member, or the nearest owner that it named. */
  readonly effect: string | null;
  /** The method is known to give a promise. */
  readonly isAsync: boolean;
  /** The function that was entered from outside: its caller is the call's. */
  readonly entry: Callable;
}

/** Hears of each call on a stand-in, and makes it with `run`. */
export type OnCall = (call: ServiceCall, args: unknown[], run: (args: unknown[]) => unknown) => unknown;

/** One stand-in, and the way to it. */
interface Link {
  readonly parent: Link | null;
  readonly value: object;
  readonly proxy: object;
  readonly effect: string | null;
}

/**
 * Makes what steps see in place of services: proxies that tell of calls, at any depth of members.
 *
 * A method belongs to the owner and the name through which it was reached, not to its function: instances of one class
 * share their methods.
 */
export function createStandIns(onCall: OnCall): (name: string, service: unknown) => unknown {
  const roots = new Map<string, { readonly value: unknown; readonly standIn: unknown }>();
  const real = new WeakMap<object, object>();

  function make(service: string, path: string, value: object, parent: Link | null): object {
    const target = hasFixedMember(value) ? emptyLike(value) : value;
    const members = new Map<string, { readonly value: unknown; readonly standIn: unknown }>();
    const effect = effectOf(value) ?? parent?.effect ?? null;
    const isAsync = types.isAsyncFunction(value);
    const handler: ProxyHandler<object> = {
      get(_target, key) {
        const member: unknown = Reflect.get(value, key, value);
        if (typeof key === 'symbol') {
          return typeof member === 'function' && mayDiffer(target, key) ? member.bind(value) : member;
        }
        if (!isContainer(member) || isLanguage(value, key, member) || !mayDiffer(target, key)) return member;
        const known = members.get(key);
        if (known && known.value === member) return known.standIn;
        const standIn =
          above(link, member) ?? make(service, path === '' ? key : `${path}.${key}`, member, link);
        members.set(key, { value: member, standIn });
        return standIn;
      },
      set: (_target, key, given) => Reflect.set(value, key, unwrap(given), value),
      // A method that was taken off its owner still runs on it; a service that is a function has no owner.
      apply(_target, given, args: unknown[]) {
        const self = parent === null ? undefined : given === undefined ? parent.value : unwrap(given);
        const call = { service, method: path, effect, isAsync, entry: handler.apply as Callable };
        return onCall(call, withoutProxies(args) as unknown[], (passed) =>
          Reflect.apply(value as Callable, self, passed),
        );
      },
      construct: (_target, args, newTarget) =>
        Reflect.construct(
          value as Callable,
          withoutProxies(args) as unknown[],
          unwrap(newTarget) as Callable,
        ),
    };
    const proxy = new Proxy(target, target === value ? handler : { ...handler, ...looksLike(value) });
    const link: Link = { parent, value, proxy, effect };
    real.set(proxy, value);
    return proxy;
  }

  function unwrap(given: unknown): unknown {
    return (isContainer(given) ? real.get(given) : undefined) ?? withoutProxies(given);
  }

  return (name, service) => {
    if (!isContainer(service)) return service;
    const known = roots.get(name);
    if (known && known.value === service) return known.standIn;
    const standIn = make(name, '', service, null);
    roots.set(name, { value: service, standIn });
    return standIn;
  };
}

/** A member that leads back to an owner is that owner's stand-in, or a walk through a cycle would not end. */
function above(link: Link, value: object): object | null {
  for (let at: Link | null = link; at; at = at.parent) if (at.value === value) return at.proxy;
  return null;
}

/** Bytes and promises are answers, not services; what V8 keeps inside them does not show through a proxy. */
function isContainer(value: unknown): value is object {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !types.isPromise(value);
}

/** `call`, `bind`, `hasOwnProperty` and the like are the language's, not the service's. */
function isLanguage(owner: object, key: string, member: unknown): boolean {
  if (key === 'constructor' || (key === 'prototype' && typeof owner === 'function')) return true;
  return [Function.prototype, Object.prototype].some(
    (builtIn) => Reflect.getOwnPropertyDescriptor(builtIn, key)?.value === member,
  );
}

/** A proxy must answer with the very value of a fixed property of its target. */
function mayDiffer(target: object, key: string | symbol): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  return !descriptor || descriptor.configurable === true || descriptor.writable !== false;
}

function hasFixedMember(value: object): boolean {
  if (Array.isArray(value)) return false;
  return Reflect.ownKeys(value).some((key) => {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    return isContainer(descriptor?.value) && key !== 'prototype' && !mayDiffer(value, key);
  });
}

/** A bound function can be called and constructed, and has no fixed member of its own. */
function emptyLike(value: object): object {
  return typeof value === 'function' ? function service() {}.bind(undefined) : {};
}

/** Shows the members of `value` on an empty target, where they must not seem fixed. */
function looksLike(value: object): ProxyHandler<object> {
  return {
    has: (_target, key) => Reflect.has(value, key),
    ownKeys: () => Reflect.ownKeys(value),
    getPrototypeOf: () => Reflect.getPrototypeOf(value),
    getOwnPropertyDescriptor(_target, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
      return descriptor && { ...descriptor, configurable: true };
    },
  };
}
