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
  readonly #key: string | number;
  /** The nodes of children, each under its place in `base`; null while no child was looked into. */
  #items: (MembraneNode | undefined)[] | null = null;
  #members: Map<string, MembraneNode> | null = null;

  constructor(base: Json & object, scope: MembraneScope, parent: MembraneNode | null, key: string | number) {
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
    if (typeof key === 'symbol') {
      if (key === nodeKey) return this;
      const value: unknown = Reflect.get(target, key, receiver);
      return value === Array.prototype.values ? listValues : value;
    }
    const value: unknown = (target as { [key: string]: unknown })[key];
    if (typeof value === 'object' && value !== null) return this.#opened(target, key, value);
    return value === Array.prototype.slice ? listSlice : value;
  }

  /** The item of an array, as a step sees it. */
  item(index: number): unknown {
    const list = this.copy as unknown[];
    const value = list[index];
    return typeof value === 'object' && value !== null ? this.#opened(list, index, value) : value;
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

  #opened(target: Container, key: string | number, value: object): object {
    // A container that the step itself made is its own to change; only committed ones must be copied first.
    if (!isCommitted(value)) return value;
    const child = new MembraneNode(value, this.#scope, this, key);
    put(target, key, child.proxy);
    this.#remember(child, key, value);
    return child.proxy;
  }

  /** An item that has moved is not remembered: it does not stand where it stood. */
  #remember(child: MembraneNode, key: string | number, value: object): void {
    const { base } = this;
    if (Array.isArray(base)) {
      this.#items ??= new Array(base.length);
      const index = Number(key);
      if (base[index] === value) this.#items[index] = child;
    } else {
      this.#members ??= new Map();
      const member = String(key);
      if (Object.hasOwn(base, member) && (base as JsonObject)[member] === value) {
        this.#members.set(member, child);
      }
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
    const own = this.#parent ? memberName(this.#parent.#where(), String(this.#key)) : this.#scope.name;
    return key === undefined ? own : memberName(own, String(key));
  }
}

/*
 * Through a proxy, V8 asks two traps for each item, which takes longer than all else that copying a list costs. These two
 * stand in for the methods that lists are copied with, and do what those do.
 */

function* listValues(this: unknown): Iterator<unknown> {
  const node = listOf(this);
  if (node === undefined) yield* Array.prototype.values.call(this);
  else for (let index = 0; index < node.copy.length; index++) yield node.item(index);
}

function listSlice(this: unknown, start?: number, end?: number): unknown[] {
  const node = listOf(this);
  if (node === undefined) return Array.prototype.slice.call(this, start, end);
  const { length } = node.copy;
  const last = end === undefined ? length : placeIn(length, end);
  for (let index = placeIn(length, start); index < last; index++) node.item(index);
  return node.copy.slice(start, end);
}

type ListNode = MembraneNode & { readonly copy: unknown[] };

function listOf(value: unknown): ListNode | undefined {
  const node = nodeOf(value);
  return node !== undefined && Array.isArray(node.copy) ? (node as ListNode) : undefined;
}

/** Where `slice` begins or ends that is told so. */
function placeIn(length: number, told: number | undefined): number {
  const place = Math.trunc(Number(told)) || 0;
  return place < 0 ? Math.max(0, length + place) : Math.min(place, length);
}
