import { BackstepError } from './backstepError.ts';
import { memberName, put } from './boundary.ts';
import { isCommitted } from './committed.ts';
import type { Json, JsonObject } from './json.ts';

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
  /** Items of an array below this place stand where they stood in `base`. */
  kept: number;
  /** Being settled now; meeting it again means a cycle. */
  settling = false;
  readonly #scope: MembraneScope;
  readonly #parent: MembraneNode | null;
  readonly #key: string;
  /** The nodes of children, each under its place in `base`; null while no child was looked into. */
  #items: (MembraneNode | undefined)[] | null = null;
  #members: Map<string, MembraneNode> | null = null;

  constructor(base: Json & object, scope: MembraneScope, parent: MembraneNode | null, key: string) {
    this.base = base;
    this.copy = (Array.isArray(base) ? [...base] : { ...base }) as Container;
    this.kept = Array.isArray(base) ? base.length : 0;
    this.#scope = scope;
    this.#parent = parent;
    this.#key = key;
    this.proxy = new Proxy(this.copy, this);
  }

  /** True unless the container is as it was, together with all that is in it. */
  get mayDiffer(): boolean {
    return this.modified || this.#items !== null || this.#members !== null;
  }

  /** True when some child has a node, wherever it stood. */
  get opened(): boolean {
    return this.#items !== null || this.#members !== null;
  }

  /** The node of the child that stood at a place of `base`, if it was looked into there. */
  childAt(place: string | number): MembraneNode | undefined {
    return this.#items !== null ? this.#items[place as number] : this.#members?.get(place as string);
  }

  /** Where an item of this array stood in `base`. */
  placeOf(item: MembraneNode): number | undefined {
    if (this.#items === null || item.#parent !== this) return undefined;
    const place = Number(item.#key);
    return this.#items[place] === item ? place : undefined;
  }

  get(target: Container, key: string | symbol, receiver: unknown): unknown {
    if (typeof key === 'symbol') return key === nodeKey ? this : Reflect.get(target, key, receiver);
    const value: unknown = (target as { [key: string]: unknown })[key];
    // A container that the step itself made is its own to change; only committed ones must be copied first.
    if (typeof value !== 'object' || value === null || !isCommitted(value)) return value;
    const child = new MembraneNode(value, this.#scope, this, key);
    put(target, key, child.proxy);
    this.#remember(child, key, value);
    return child.proxy;
  }

  set(target: Container, key: string | symbol, value: unknown): boolean {
    this.#assertWritable(key);
    this.#markWritten(key, value);
    put(target, key, value);
    return true;
  }

  deleteProperty(target: Container, key: string | symbol): boolean {
    this.#assertWritable(key);
    this.#markWritten(key, undefined);
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
    this.#markWritten(key, descriptor.value);
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

  /** An item that has moved is not remembered: it does not stand where it stood. */
  #remember(child: MembraneNode, key: string, value: object): void {
    const { base } = this;
    if (Array.isArray(base)) {
      this.#items ??= new Array(base.length);
      if (base[Number(key)] === value) this.#items[Number(key)] = child;
    } else {
      this.#members ??= new Map();
      if (Object.hasOwn(base, key) && (base as JsonObject)[key] === value) this.#members.set(key, child);
    }
  }

  #markWritten(key: string | symbol, value: unknown): void {
    this.modified = true;
    if (this.kept === 0 || typeof key === 'symbol') return;
    const place = Number(key === 'length' ? value : key);
    if (place < this.kept) this.kept = Math.max(0, Math.floor(place));
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
