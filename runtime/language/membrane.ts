/**
 * The membrane: what a step sees of the session and of its data.
 *
 * M1. The target of every proxy is a plain, up-to-date object, so `console.log` and the JavaScript debugger, which look
 *     through proxies at their targets, show plain data.
 * M2. Committed values are deeply frozen, and a shallow copy is made of each container that the step looks into. A
 *     write can therefore never reach committed state, and what the step did not look into costs nothing.
 * M3. A value leaves through `toJson` or `withoutProxies`; no proxy is reachable from outside the step.
 * M4. After `close` every write throws.
 */
import { BackstepError } from './backstepError.ts';
import { memberName, put } from './boundary.ts';
import { commitTree, isCommitted } from './committed.ts';
import type { Json, Path } from './json.ts';
import { type Container, type MembraneNode, nodeOf, nodeOfTarget, register } from './membraneNode.ts';
import type { Patch } from './patch.ts';
import { settle } from './settle.ts';

/** A view of a committed JSON container that takes writes and tells them as patches. */
export interface Membrane {
  /** What user code sees. */
  readonly view: object;
  /** The value with the writes so far, committed, and the patches that lead there from the one before. */
  commit(): { readonly value: Json; readonly patches: readonly Patch[] };
  /** From now on every write throws, with `reason` in the message. */
  close(reason: string): void;
}

interface Scope {
  /** `session` or `data`, the root of paths in messages. */
  readonly name: string;
  /** Why writes are refused; null while they are allowed. */
  refusal: { readonly code: string; readonly reason: string } | null;
}

/**
 * Opens a membrane over a JSON object or array.
 *
 * @param readOnly why this view refuses writes, such as "a branch of a fan-out only reads it"; null allows them
 */
export function openMembrane(base: Json & object, name: string, readOnly: string | null): Membrane {
  const scope: Scope = {
    name,
    refusal: readOnly === null ? null : { code: `${name}-read-only`, reason: readOnly },
  };
  const root = open(commitTree(base), scope, []);
  return {
    view: root.proxy,
    commit() {
      const patches: Patch[] = [];
      return { value: settle(root, [], patches, name), patches };
    },
    close(reason) {
      scope.refusal = { code: `${name}-closed`, reason };
    },
  };
}

function open(base: Json & object, scope: Scope, path: Path): MembraneNode {
  const copy = (Array.isArray(base) ? base.slice() : { ...base }) as Container;
  const node: MembraneNode = {
    base,
    copy,
    proxy: new Proxy(
      copy,
      handler(scope, path, () => node),
    ),
    modified: false,
    opened: false,
    settling: false,
  };
  return register(node);
}

function handler(scope: Scope, path: Path, self: () => MembraneNode): ProxyHandler<Container> {
  function writable(key?: string | symbol): void {
    if (scope.refusal) {
      throw new BackstepError(scope.refusal.code, `Cannot write ${name(key)}: ${scope.refusal.reason}.`);
    }
  }
  function name(key?: string | symbol): string {
    return [...path, ...(key === undefined ? [] : [String(key)])].reduce<string>(
      (where, part) => memberName(where, String(part)),
      scope.name,
    );
  }
  return {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof value !== 'object' || value === null || typeof key === 'symbol') return value;
      const known = nodeOfTarget(value);
      if (known) return known.proxy;
      // A container that the step itself made is its own to change; only committed ones must be copied first.
      if (!isCommitted(value)) return value;
      const child = open(value, scope, [...path, key]);
      put(target, key, child.copy);
      self().opened = true;
      return child.proxy;
    },
    set(target, key, value) {
      writable(key);
      self().modified = true;
      put(target, key, nodeOf(value)?.copy ?? value);
      return true;
    },
    deleteProperty(target, key) {
      writable(key);
      self().modified = true;
      return Reflect.deleteProperty(target, key);
    },
    defineProperty(target, key, descriptor) {
      writable(key);
      if (!('value' in descriptor)) {
        throw new BackstepError(
          'not-json',
          `${name(key)} is an accessor: store a value. Only JSON crosses a step.`,
        );
      }
      self().modified = true;
      return Reflect.defineProperty(target, key, {
        ...descriptor,
        value: nodeOf(descriptor.value)?.copy ?? descriptor.value,
      });
    },
    setPrototypeOf() {
      throw new BackstepError('not-json', `${name()} cannot get a prototype: keep it plain data.`);
    },
    preventExtensions() {
      throw new BackstepError(
        'not-json',
        `${name()} cannot be frozen inside a step: it is frozen when the step ends.`,
      );
    },
  };
}
