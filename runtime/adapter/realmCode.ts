/** A member of a value that was given: a primitive, `[number, whether it is a list, size]` for a container, `[]` for undefined. */
export type Told =
  | string
  | number
  | boolean
  | null
  | readonly []
  | readonly [id: number, isList: boolean, size: number];

/** One level of a value that was given, or a part of it; `keys` is null for a list. */
export interface Opened {
  readonly keys: readonly string[] | null;
  readonly values: readonly Told[];
}

/**
 * A value on its way out: a primitive; a given value that nobody looked into; members, with the number of what they
 * were given as; or the kind and the text of what is no JSON.
 */
export type Encoded =
  | string
  | number
  | boolean
  | null
  | readonly ['met', number]
  | readonly ['members', number | null, readonly string[] | null, readonly Encoded[]]
  | readonly ['odd', string, string];

/** The realm's side. Only `tell` and `explain` run code of the expression. */
export interface Inside {
  forget(): void;
  /** Lets the expression name a value; `told` is a `Told` as JSON. */
  give(name: string, told: string, refusal: string | null): void;
  /** What is to be told next. */
  keep(value: unknown): void;
  /** What the expression was given under a name. */
  given(name: string): unknown;
  /** What was kept, as the JSON of an `Encoded`. */
  tell(): string;
  /** Of an error that was kept, what it says. */
  explain(): string;
  /** Whether the expression wanted more at once than it may have here. */
  wasHeavy(): boolean;
}

/**
 * Runs inside of the realm of an expression, from the text of this function: it can name nothing that stands outside
 * of it. The expression may have replaced what the realm began with, so all that matters was taken before.
 *
 * @param open as the JSON of an `Opened`: of a list its items `from` to `to`, of an object all members, or the one of that name
 * @param most items or characters that a function of the language's own may make at once: while it does, nobody can end it
 */
export function insideRealm(
  open: (id: number, from: number | string, to: number) => string,
  most: number,
): Inside {
  interface Given {
    readonly id: number;
    readonly refusal: string | null;
    readonly above: Given | null;
    readonly key: string;
    /** Items or members that it was given. */
    readonly size: number;
    /** Everything that it was given is there. */
    filled: boolean;
    /** It, or something in it, was written to. */
    written: boolean;
  }
  type Container = { [key: string | symbol]: unknown };

  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const { hasOwn, keys: keysOf, getPrototypeOf, prototype: plain } = Object;
  const { get, has, ownKeys, set, apply, construct } = Reflect;
  const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;
  const [ProxyOf, text, finite, Mistake, TooDeep] = [Proxy, String, Number.isFinite, TypeError, RangeError];
  const realm = globalThis;
  /** By proxy and by target. */
  const byProxy = new WeakMap<object, Container>();
  const byTarget = new WeakMap<object, Given>();
  const { get: find, set: store } = WeakMap.prototype;
  const part = 64;
  const given: { [name: string]: unknown } = { __proto__: null } as never;
  let kept: unknown = null;

  // These wait, run code later, or reach what others may hold; those that hold bytes hold them where no limit counts.
  for (const name of ['Atomics', 'SharedArrayBuffer', 'WebAssembly', 'FinalizationRegistry', 'console'])
    deleteProperty(realm, name);
  for (const name of ownKeys(realm))
    if (/^ArrayBuffer$|^DataView$|.Array$/.test(text(name))) deleteProperty(realm, name);

  let isHeavy = false;
  function refuseAbove(size: number): void {
    if (size <= most) return;
    isHeavy = true;
    throw new TooDeep('That is too much at once.');
  }
  /** Refuses calls of a function that would make too much. */
  function bound(owner: object, name: string, size: (self: unknown, first: unknown) => number): void {
    const original = get(owner, name) as (...args: unknown[]) => unknown;
    function value(this: unknown, ...args: unknown[]): unknown {
      refuseAbove(size(this, args[0]));
      return apply(original, this, args);
    }
    const named = { __proto__: null, value: name, configurable: true };
    defineProperty(value, 'name', named as PropertyDescriptor);
    const member = { __proto__: null, value, writable: true, enumerable: false, configurable: true };
    defineProperty(owner, name, member as PropertyDescriptor);
  }
  const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
  const lengthOf = (value: unknown): number =>
    typeof value === 'string'
      ? value.length
      : typeof value === 'object' && value !== null
        ? numberOf((value as { length?: unknown }).length)
        : 0;
  /** Only its name leads to this one: with another constructor in the prototype, every list of the process were slower. */
  const ListOf: unknown = new ProxyOf(Array, {
    __proto__: null,
    apply(list, self, args) {
      if (args.length === 1) refuseAbove(numberOf(args[0]));
      return apply(list, self, args);
    },
    construct(list, args, made) {
      if (args.length === 1) refuseAbove(numberOf(args[0]));
      return construct(list, args, made);
    },
  } as ProxyHandler<ArrayConstructor>);
  const named = { __proto__: null, value: ListOf, writable: true, enumerable: false, configurable: true };
  defineProperty(realm, 'Array', named as PropertyDescriptor);
  bound(Array, 'from', (_, first) => lengthOf(first));
  for (const name of ['fill', 'join', 'toString']) bound(Array.prototype, name, lengthOf);
  for (const name of ['split', 'replace', 'replaceAll']) bound(String.prototype, name, lengthOf);
  for (const name of ['padStart', 'padEnd']) bound(String.prototype, name, (_, first) => numberOf(first));
  bound(String.prototype, 'repeat', (self, first) => lengthOf(self) * numberOf(first));

  function put(target: object, key: string | symbol, value: unknown): boolean {
    const member = { __proto__: null, value, writable: true, enumerable: true, configurable: true };
    return defineProperty(target, key, member as PropertyDescriptor);
  }
  function view(told: Told, refusal: string | null, above: Given | null, key: string): unknown {
    if (!isArray(told)) return told;
    // By index: an iterator would be one that the expression may have replaced.
    const parts = told as readonly [id?: number, isList?: boolean, size?: number];
    const id = parts[0];
    const isList = parts[1];
    const size = parts[2];
    if (id === undefined || size === undefined) return undefined;
    const target = (isList ? [] : {}) as Container;
    if (isList) target['length'] = size;
    const proxy = new ProxyOf(target, handler);
    apply(store, byTarget, [target, { id, refusal, above, key, size, filled: false, written: false }]);
    apply(store, byProxy, [proxy, target]);
    return proxy;
  }
  function givenOf(target: object): Given {
    return apply(find, byTarget, [target]) as Given;
  }
  function placeOf({ above, key }: Given): string {
    return above === null ? key : placeIn(above, key);
  }
  function placeIn(container: Given, key: string | symbol): string {
    const name = text(key);
    if (/^\d+$/.test(name)) return `${placeOf(container)}[${name}]`;
    const isName = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name);
    return `${placeOf(container)}${isName ? `.${name}` : `[${stringify(name)}]`}`;
  }
  function fetch(target: Container, state: Given, from: number | string, to: number): void {
    let json: string;
    try {
      json = open(state.id, from, to);
    } catch {
      // The error is of another realm, and goes no further.
      throw new TooDeep('The expression calls itself too often to look at what it was given.');
    }
    const { keys, values } = parse(json) as Opened;
    for (let i = 0; i < values.length; i++) {
      const key = keys === null ? text(+from + i) : (keys[i] as string);
      // What was fetched before is known, and may be remembered; of an object it may stand at another place.
      const known = hasOwn(target, key);
      const value = known ? target[key] : view(values[i] as Told, state.refusal, state, key);
      if (known) deleteProperty(target, key);
      put(target, key, value);
    }
  }
  function fill(target: Container): Given {
    const state = givenOf(target);
    if (!state.filled) fetch(target, state, 0, state.size);
    state.filled = true;
    return state;
  }
  /** Sees to it that a member is there. Most expressions ask a large container for its length, its last item, or one of its members. */
  function look(target: Container, key: string | symbol): void {
    const state = givenOf(target);
    if (state.filled || typeof key === 'symbol') return;
    if (state.size <= part) return void fill(target);
    if (hasOwn(target, key)) return;
    if (!isArray(target)) return fetch(target, state, key, 0);
    if (isIndex(key) && +key < state.size)
      fetch(target, state, +key - (+key % part), +key - (+key % part) + part);
  }
  function isIndex(key: string): boolean {
    return text(+key >>> 0) === key;
  }
  function write(target: Container, key: string | symbol): void {
    const state = fill(target);
    if (state.refusal !== null) throw new Mistake(`Cannot write ${placeIn(state, key)}: ${state.refusal}.`);
    for (let given: Given | null = state; given !== null; given = given.above) given.written = true;
  }
  function isHidden(target: Container, key: string | symbol): boolean {
    if (key !== '__proto__' && key !== 'constructor' && key !== 'prototype') return false;
    return !hasOwn(target, key);
  }

  const handler: ProxyHandler<Container> = {
    get(target, key) {
      look(target, key);
      return isHidden(target, key) ? undefined : get(target, key);
    },
    has(target, key) {
      look(target, key);
      return !isHidden(target, key) && has(target, key);
    },
    ownKeys(target) {
      fill(target);
      return ownKeys(target);
    },
    getOwnPropertyDescriptor(target, key) {
      look(target, key);
      return getOwnPropertyDescriptor(target, key);
    },
    set(target, key, value) {
      write(target, key);
      return isArray(target) ? set(target, key, value) : put(target, key, value);
    },
    defineProperty(target, key, descriptor) {
      write(target, key);
      return defineProperty(target, key, descriptor);
    },
    deleteProperty(target, key) {
      write(target, key);
      return deleteProperty(target, key);
    },
    setPrototypeOf(target) {
      throw new Mistake(`${placeOf(givenOf(target))} cannot get a prototype: keep it plain data.`);
    },
    preventExtensions(target) {
      throw new Mistake(`${placeOf(givenOf(target))} cannot be frozen: it is plain data.`);
    },
  };

  /** The limit is that of values that can be recorded. */
  function encode(value: unknown, above: readonly unknown[]): Encoded {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return finite(value) ? value + 0 : ['odd', 'number', text(value)];
      case 'object':
        return value === null ? null : encodeObject(value, above);
      default:
        return ['odd', typeof value, text(value)];
    }
  }
  function encodeObject(value: object, above: readonly unknown[]): Encoded {
    const target = apply(find, byProxy, [value]) as Container | undefined;
    const state = target && givenOf(target);
    if (state?.written === false) return ['met', state.id];
    if (target !== undefined) fill(target);
    for (let i = 0; i < above.length; i++) if (above[i] === value) return ['odd', 'cycle', '[Circular]'];
    if (above.length > 1000) return ['odd', 'deep', '[…]'];
    const within = [...above, value];
    const members = (target ?? value) as Container;
    const id = state?.id ?? null;
    const items: Encoded[] = [];
    if (isArray(members)) {
      for (let i = 0; i < members.length; i++) {
        // An array may be one of a thousand million gaps.
        if (!(i in members)) {
          if (above.length === 0) return ['odd', 'gaps', `Array(${members.length})`];
          items[i] = ['odd', 'undefined', 'undefined'];
          break;
        }
        items[i] = encode(members[i], within);
      }
      return ['members', id, null, items];
    }
    const prototype: unknown = getPrototypeOf(members);
    if (prototype !== plain && prototype !== null) return ['odd', classOf(value), text(value)];
    const keys: string[] = [];
    for (const key of keysOf(members)) {
      const member = members[key];
      if (member === undefined) continue;
      keys[keys.length] = key;
      items[items.length] = encode(member, within);
    }
    return ['members', id, keys, items];
  }
  function classOf(value: object): string {
    const name: unknown = value.constructor?.name;
    return typeof name === 'string' ? name : 'object';
  }

  return {
    wasHeavy: () => isHeavy,
    forget() {
      kept = null;
      const names = keysOf(given);
      for (let i = 0; i < names.length; i++) {
        deleteProperty(given, names[i] as string);
        deleteProperty(realm, names[i] as string);
      }
    },
    give(name, told, refusal) {
      given[name] = view(parse(told) as Told, refusal, null, name);
      defineProperty(realm, name, {
        __proto__: null,
        get: () => given[name],
        set: () => {
          throw new Mistake(`${name} itself cannot be set: set what it holds.`);
        },
        enumerable: true,
        configurable: true,
      } as PropertyDescriptor);
    },
    keep(value) {
      kept = value;
    },
    given: (name) => given[name],
    tell: () => stringify(encode(kept, [])),
    explain() {
      const { message = kept } = (kept ?? {}) as { readonly message?: unknown };
      return text(message);
    },
  };
}
