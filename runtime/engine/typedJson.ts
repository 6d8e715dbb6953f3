import { deepest, put } from '../language/boundary.ts';
import type { Json, Path } from '../language/json.ts';
import { toJson } from '../language/settle.ts';
import type { TypedValue } from '../model/answer.ts';

/** Thrown away once it is caught: what it says is that a value has no form that could be read back. */
export class NoForm extends Error {}

/**
 * A value as JSON, with a note for each part that JSON has no form for. `onOther` answers for what has no form at all, or
 * throws.
 */
export function toTypedJson(
  value: unknown,
  path: Path,
  typed: TypedValue[],
  onOther: (value: unknown) => Json,
): Json {
  const ancestors: object[] = [];

  function keep(value: unknown, path: Path): Json {
    const json = tryJson(value);
    if (json !== undefined) return json;
    if (isSignal(value)) return null;
    const special = specialOf(value);
    if (special) {
      const [type, form] = special;
      // Its own parts are noted before it: reading back goes from the inside out.
      const kept = Array.isArray(form) ? inside(value as object, form, path) : (form as Json);
      typed.push({ path, type });
      return kept;
    }
    if (Array.isArray(value) || isPlain(value)) return inside(value as object, value, path);
    return onOther(value);
  }

  function inside(owner: object, form: unknown, path: Path): Json {
    if (ancestors.includes(owner) || ancestors.length === deepest) return onOther(owner);
    ancestors.push(owner);
    let kept: Json;
    if (Array.isArray(form)) kept = form.map((item: unknown, index) => keep(item, [...path, index]));
    else {
      const record = {};
      for (const [key, child] of Object.entries(form as object)) {
        if (child !== undefined && !isSignal(child)) put(record, key, keep(child, [...path, key]));
      }
      kept = record;
    }
    ancestors.pop();
    return kept;
  }

  return keep(value, path);
}

/** A copy of the value in which stands again what the notes below `path` say stood there. */
export function fromTypedJson(value: Json, path: Path, typed: readonly TypedValue[]): unknown {
  const root: { value: unknown } = { value: structuredClone(value) };
  for (const note of typed) {
    const isBelow = path.every((key, index) => note.path[index] === key);
    const place = isBelow ? placeIn(root, ['value', ...note.path.slice(path.length)]) : null;
    if (place) put(place.owner, place.key, revived(Reflect.get(place.owner, place.key), note.type));
  }
  return root.value;
}

/** A place in a value that JSON could be; null for what a path only seems to lead to, such as a prototype. */
export function placeIn(
  root: object,
  path: Path,
): { readonly owner: object; readonly key: string | number } | null {
  let owner: unknown = root;
  for (const [index, key] of path.entries()) {
    const holds = Array.isArray(owner) ? typeof key === 'number' : isPlain(owner);
    if (!holds || !Object.hasOwn(owner as object, key)) return null;
    if (index === path.length - 1) return { owner: owner as object, key };
    owner = Reflect.get(owner as object, key);
  }
  return null;
}

/** What JSON cannot hold, and what stands for it; an array stands for a container. */
function specialOf(value: unknown): readonly [TypedValue['type'], unknown] | null {
  if (value === undefined) return ['undefined', null];
  if (typeof value === 'bigint') return ['bigint', String(value)];
  if (typeof value === 'number') return ['number', String(value)];
  if (Buffer.isBuffer(value)) return ['Buffer', value.toString('base64')];
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('base64')];
  if (value instanceof Date) return ['Date', Number.isNaN(value.getTime()) ? null : value.toISOString()];
  if (value instanceof URL) return ['URL', value.href];
  if (value instanceof Map) return ['Map', [...value]];
  if (value instanceof Set) return ['Set', [...value]];
  return null;
}

/** A recording may have been redacted, or come from a stranger: what does not fit its note stays as it is. */
function revived(form: unknown, type: TypedValue['type']): unknown {
  switch (type) {
    case 'undefined':
      return undefined;
    case 'Date':
      return form === null ? new Date(Number.NaN) : fits(form, () => new Date(form as string));
    case 'bytes':
      return fits(form, () => new Uint8Array(Buffer.from(form as string, 'base64')));
    case 'Buffer':
      return fits(form, () => Buffer.from(form as string, 'base64'));
    case 'bigint':
      return fits(form, () => BigInt(form as string));
    case 'number':
      return fits(form, () => Number(form));
    case 'URL':
      return fits(form, () => new URL(form as string));
    case 'Map':
      return Array.isArray(form) && form.every(Array.isArray)
        ? new Map(form as unknown as readonly (readonly [unknown, unknown])[])
        : form;
    case 'Set':
      return Array.isArray(form) ? new Set(form) : form;
    default:
      return type satisfies never;
  }
}

function fits(form: unknown, make: () => unknown): unknown {
  if (typeof form !== 'string') return form;
  try {
    return make();
  } catch {
    return form;
  }
}

/** A signal says when to give up, not what is asked for. */
function isSignal(value: unknown): boolean {
  return value instanceof AbortSignal;
}

export function isPlain(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function tryJson(value: unknown): Json | undefined {
  try {
    return toJson(value, 'value');
  } catch {
    return undefined;
  }
}
