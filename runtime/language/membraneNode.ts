import { BackstepError } from './backstepError.ts';
import { memberName, put } from './boundary.ts';
import { isCommitted } from './committed.ts';
import type { Json } from './json.ts';

export type Container = { [key: string]: unknown } | unknown[];

/** What all nodes of one membrane share. */
export interface MembraneScope {
  /** `session` or `data`, the root of paths in messages. */
  readonly name: string;
  /** Why writes are refused; null while they are allowed. */
  refusal: { readonly code: string; readonly reason: string } | null;
}

/** A proxy answers to this key with its node. Asking is cheaper than a weak map, of which the garbage collector has to look through every entry. */
const nodeKey = Symbol('backstep.node');

/** The node behind a proxy; undefined for all else. */
export function nodeOf(value: unknown): MembraneNode | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const node: unknown = (value as { readonly [nodeKey]?: unknown })[nodeKey];
  return node instanceof MembraneNode ? node : undefined;
}

/** One container of a committed value that a step has looked into: the handler of its own proxy. */
export class MembraneNode implements ProxyHandler<Container> {
  readonly base: Json & object;
  /** The proxy's target: a shallow copy of `base` with the step's writes, whose opened children are proxies. */
  readonly copy: Container;
  readonly proxy: object;
  modified = false;
  /** Some child has a node of its own. */
  opened = false;
  /** Being settled now; meeting it again means a cycle. */
  settling = false;
  readonly #scope: MembraneScope;
  readonly #parent: MembraneNode | null;
  readonly #key: string;

  constructor(base: Json & object, scope: MembraneScope, parent: MembraneNode | null, key: string) {
    this.base = base;
    this.copy = (Array.isArray(base) ? [...base] : { ...base }) as Container;
    this.#scope = scope;
    this.#parent = parent;
    this.#key = key;
    this.proxy = new Proxy(this.copy, this);
  }

  get(target: Container, key: string | symbol, receiver: unknown): unknown {
    if (typeof key === 'symbol') return key === nodeKey ? this : Reflect.get(target, key, receiver);
    const value: unknown = (target as { [key: string]: unknown })[key];
    // A container that the step itself made is its own to change; only committed ones must be copied first.
    if (typeof value !== 'object' || value === null || !isCommitted(value)) return value;
    const child = new MembraneNode(value, this.#scope, this, key);
    put(target, key, child.proxy);
    this.opened = true;
    return child.proxy;
  }

  set(target: Container, key: string | symbol, value: unknown): boolean {
    this.#assertWritable(key);
    this.modified = true;
    put(target, key, value);
    return true;
  }

  deleteProperty(target: Container, key: string | symbol): boolean {
    this.#assertWritable(key);
    this.modified = true;
    return Reflect.deleteProperty(target, key);
  }

  defineProperty(target: Container, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    this.#assertWritable(key);
    if (!('value' in descriptor)) {
      throw new BackstepError(
        'not-json',
        `${this.#where(key)} is an accessor: store a value. Only JSON crosses a step.`,
      );
    }
    const { enumerable, writable, configurable } = descriptor;
    if (enumerable === false || writable === false || configurable === false) {
      throw new BackstepError(
        'not-json',
        `${this.#where(key)} cannot be hidden or fixed: assign the value instead. JSON knows no such properties.`,
      );
    }
    this.modified = true;
    put(target, key, descriptor.value);
    return true;
  }

  setPrototypeOf(): boolean {
    throw new BackstepError('not-json', `${this.#where()} cannot get a prototype: keep it plain data.`);
  }

  preventExtensions(): boolean {
    throw new BackstepError(
      'not-json',
      `${this.#where()} cannot be frozen inside a step: it is frozen when the step ends.`,
    );
  }

  #assertWritable(key: string | symbol): void {
    const { refusal } = this.#scope;
    if (refusal)
      throw new BackstepError(refusal.code, `Cannot write ${this.#where(key)}: ${refusal.reason}.`);
  }

  /** The path from the root by which this container was first reached. */
  #where(key?: string | symbol): string {
    const own = this.#parent ? memberName(this.#parent.#where(), this.#key) : this.#scope.name;
    return key === undefined ? own : memberName(own, String(key));
  }
}
