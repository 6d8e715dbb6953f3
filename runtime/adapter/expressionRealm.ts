/**
 * The realm in which an expression runs. A realm is no wall by itself: whoever gets hold of one object of ours has its
 * constructor, and by that the whole process. So
 *
 * E1. Nothing but texts and other primitives crosses: values go in level by level as JSON, large levels in parts, when the
 *     expression looks at them, and come out as JSON.
 * E2. What the expression sees of them are proxies of the realm's own over copies of its own. Names that are not members
 *     of the value, such as `constructor` and `__proto__`, lead nowhere.
 * E3. Whatever runs code of the expression, its getters included, runs within the time limit, and makes nothing large at
 *     once. What needs more is run again in a process of its own (`expressionApart.ts`), where it can do no harm.
 */
import { types } from 'node:util';
import { createContext, Script } from 'node:vm';
import { DapError } from './dapError.ts';
import { type Encoded, insideRealm, type Opened, type Told } from './realmCode.ts';

/** What an expression may name. */
export type Names = { readonly [name: string]: unknown };

/** Why what a name stands for refuses writes; null where it takes them. Left out, it is only read. */
export type Refusals = { readonly [name: string]: string | null };

/** Code that was compiled for any realm. */
export interface Code {
  readonly text: string;
  readonly script: Script;
}

/** Stands for a value that is no JSON: `kind` is its type or class, `text` how it prints. */
export type Odd = (kind: string, text: string) => unknown;

export interface Result {
  readonly isTrue: boolean;
  value(odd: Odd): unknown;
  /** What a name stands for now: the very value that was given, unless it was written to. */
  left(name: string, odd: Odd): unknown;
}

export interface Realm {
  /**
   * Runs code over these values. The result tells of them until the next run.
   *
   * @throws DapError `bad-expression`, BoundsExceeded, as the result does
   */
  run(code: Code, names: Names, refusals: Refusals): Result;
}

/** How much an expression may take of the process that it runs in. */
export interface Bounds {
  readonly timeMs: number;
  /** Items or characters that are made at once. */
  readonly items: number;
}

/** An expression was ended, since it went beyond its bounds; its realm may be in any state. */
export class BoundsExceeded extends Error {}

export function createRealm({ timeMs, items }: Bounds): Realm {
  const scope = Object.create(null) as { [name: string]: unknown };
  // Promises made here run their callbacks before the limit is over, or not at all.
  const context = createContext(scope, {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  /** What the expression has come upon, by number. */
  let met: object[] = [];
  const enter = entrance.runInContext(context) as typeof insideRealm;
  const inside = enter((id, from, to) => JSON.stringify(opened(id, from, to)), items);

  function told(value: unknown): Told {
    if (typeof value === 'object' && value !== null) {
      const isList = Array.isArray(value);
      return [met.push(value) - 1, isList, isList ? value.length : Object.keys(value).length];
    }
    return value === undefined ? [] : (value as string | number | boolean | null);
  }
  function opened(id: number, from: number | string, to: number): Opened {
    const value = met[id] as { readonly [key: string]: unknown };
    if (Array.isArray(value)) return { keys: null, values: value.slice(Number(from), to).map(told) };
    if (typeof from === 'number') return { keys: Object.keys(value), values: Object.values(value).map(told) };
    return Object.hasOwn(value, from)
      ? { keys: [from], values: [told(value[from])] }
      : { keys: [], values: [] };
  }
  function decoded(encoded: Encoded, odd: Odd): unknown {
    if (typeof encoded !== 'object' || encoded === null) return encoded;
    if (encoded[0] === 'met') return met[encoded[1]];
    if (encoded[0] === 'odd') return odd(encoded[1], encoded[2]);
    const [, id, keys, items] = encoded;
    const members = items.map((item) => decoded(item, odd));
    const value =
      keys === null ? members : Object.fromEntries(members.map((member, i) => [keys[i] as string, member]));
    const before = id === null ? undefined : met[id];
    return before !== undefined && isSame(before, value) ? before : value;
  }
  function limited(script: Script): unknown {
    try {
      // Node shows an error by reading its stack, for which there is no limit.
      return script.runInContext(context, { timeout: timeMs, displayErrors: false });
    } catch (error) {
      if (isTimeout(error) || inside.wasHeavy()) throw new BoundsExceeded();
      if (script === explain) throw new DapError('bad-expression', 'What it threw cannot be told.');
      throw new DapError('bad-expression', String(withKept(error, explain)));
    }
  }
  /** Runs a script of ours over a value of the realm. */
  function withKept(value: unknown, script: Script): unknown {
    inside.keep(value);
    Object.defineProperty(scope, 'inside', { value: inside, configurable: true });
    try {
      return limited(script);
    } finally {
      Reflect.deleteProperty(scope, 'inside');
    }
  }
  function tell(value: unknown, odd: Odd): unknown {
    return decoded(JSON.parse(String(withKept(value, exit))) as Encoded, odd);
  }

  return {
    run({ text, script }, names, refusals) {
      met = [];
      inside.forget();
      for (const name of Object.keys(names)) {
        // Some are dear to make, so only what is named is asked for.
        if (!text.includes(name)) continue;
        const refusal = refusals[name] === undefined ? 'an expression only reads it here' : refusals[name];
        inside.give(name, JSON.stringify(told(names[name])), refusal);
      }
      const result = limited(script);
      // It may have caught the refusal.
      if (inside.wasHeavy()) throw new BoundsExceeded();
      return {
        isTrue: Boolean(result),
        value: (odd) => tell(result, odd),
        left: (name, odd) => (text.includes(name) ? tell(inside.given(name), odd) : names[name]),
      };
    },
  };
}

const entrance = new Script(`'use strict';(${insideRealm})`);
const exit = new Script('inside.tell()');
const explain = new Script('inside.explain()');

/** Looked at without running code of whoever threw it. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || types.isProxy(error)) return false;
  return Object.getOwnPropertyDescriptor(error, 'code')?.value === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

/** Whether a copy has the very members of what it was made of, in their order. */
function isSame(before: object, after: object): boolean {
  const [a, b] = [Object.entries(before), Object.entries(after)];
  return a.length === b.length && a.every(([key, value], i) => b[i]?.[0] === key && b[i][1] === value);
}
