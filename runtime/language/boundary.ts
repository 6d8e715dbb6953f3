import { BackstepError } from './backstepError.ts';
import { commitContainer, isCommitted } from './committed.ts';
import type { Json } from './json.ts';

/**
 * A committed copy of `value` that survives `JSON.stringify` and back unchanged.
 *
 * Undefined properties are dropped, as `JSON.stringify` does; all else that JSON would lose or bend is refused.
 *
 * @param where names the value in messages, such as `session` or `data`
 * @param settled answers for values that stand for others, such as the proxies of a membrane
 * @throws BackstepError `not-json`, naming the path and the remedy
 */
export function copyJson(
  value: unknown,
  where: string,
  settled: (value: object, where: string) => Json | undefined,
): Json {
  const ancestors: object[] = [];

  function copy(value: unknown, where: string): Json {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (!Number.isFinite(value)) throw notJson(where, String(value), 'store null or a string');
        // JSON has no negative zero.
        return value + 0;
      case 'undefined':
        throw notJson(where, 'undefined', 'store null, or leave the property out');
      case 'function':
        throw notJson(where, 'a function', 'store its name, and look it up in the step');
      case 'symbol':
        throw notJson(where, 'a symbol', 'store a string');
      case 'bigint':
        throw notJson(where, 'a bigint', 'store it as a string');
      case 'object':
        return value === null ? null : copyObject(value, where);
    }
  }

  function copyObject(value: object, where: string): Json {
    if (isCommitted(value)) return value;
    const known = settled(value, where);
    if (known !== undefined) return known;
    if (ancestors.includes(value)) throw cycle(where);
    if (ancestors.length === deepest) throw tooDeep(where);
    ancestors.push(value);
    const result = Array.isArray(value) ? copyArray(value, where) : copyRecord(value, where);
    ancestors.pop();
    return result;
  }

  function copyArray(value: readonly unknown[], where: string): Json {
    const result: Json[] = new Array(value.length);
    for (let i = 0; i < value.length; i++) result[i] = copy(value[i], `${where}[${i}]`);
    return commitContainer(result);
  }

  function copyRecord(value: object, where: string): Json {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && !isPlainPrototype(prototype)) throw notPlain(value, where);
    const result: { [key: string]: Json } = {};
    for (const key of Object.keys(value)) {
      const child = (value as { [key: string]: unknown })[key];
      if (child !== undefined) put(result, key, copy(child, memberName(where, key)));
    }
    return commitContainer(result);
  }

  return copy(value, where);
}

/** Levels of a value. A recording cannot be read from twice as many on, and the stack ends a little later. */
export const deepest = 1000;

function tooDeep(where: string): BackstepError {
  const place = where.length > 80 ? `${where.slice(0, 60)}…` : where;
  return notJson(
    place,
    `nested more than ${deepest} levels deep`,
    'store it flat, such as a list whose items name each other by id',
  );
}

/** Sets an own property, `__proto__` included, which plain assignment would take for the prototype. */
export function put(target: object, key: string | number | symbol, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    (target as { [key: string | number | symbol]: unknown })[key] = value;
  }
}

export function memberName(where: string, key: string): string {
  if (/^\d+$/.test(key)) return `${where}[${key}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `${where}.${key}` : `${where}[${JSON.stringify(key)}]`;
}

export function cycle(where: string): BackstepError {
  return notJson(where, 'part of a cycle', 'store an id instead of the object that holds it');
}

/** Objects of another realm (a `vm` context, a test runner) are plain too: their prototype has no prototype. */
function isPlainPrototype(prototype: object | unknown): boolean {
  return (
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'hasOwnProperty'))
  );
}

const remedies: readonly (readonly [(value: object) => boolean, string])[] = [
  [(value) => value instanceof Date, 'store an ISO string (value.toISOString())'],
  [(value) => value instanceof Map, 'store Object.fromEntries(value)'],
  [(value) => value instanceof Set, 'store an array ([...value])'],
  [(value) => value instanceof Promise, 'await it first'],
  [(value) => value instanceof Error, 'store its message'],
  [(value) => ArrayBuffer.isView(value), 'store a base64 string'],
];

function notPlain(value: object, where: string): BackstepError {
  const name = value.constructor?.name || 'object with a prototype';
  const remedy = remedies.find(([matches]) => matches(value))?.[1];
  return notJson(
    where,
    `${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name}`,
    remedy ?? 'store a plain object with what you need of it',
  );
}

function notJson(where: string, what: string, remedy: string): BackstepError {
  return new BackstepError('not-json', `${where} is ${what}: ${remedy}. Only JSON crosses a step.`);
}
