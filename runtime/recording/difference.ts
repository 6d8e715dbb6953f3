import { isJsonObject, type Json, type JsonObject, type Path } from '../language/json.ts';
import { sharedItems } from '../language/lineage.ts';
import type { ArrayPiece, Patch } from '../language/patch.ts';

/**
 * Patches that make `after` of `before`, to the order of the keys. Made for values that mostly stayed the same, such as a conversation that got
 * one message longer: what both share by reference costs one comparison, and lists that grew, lost items at either end
 * or had some replaced give small patches. Anything else is right too, only longer.
 */
export function difference(before: Json, after: Json): readonly Patch[] {
  const patches: Patch[] = [];
  compare(before, after, [], patches);
  return patches;
}

/** True when two values are the same JSON, whatever the order of their keys. */
export function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item: Json, index) => equalJson(item, b[index]));
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) => Object.hasOwn(b, key) && equalJson((a as JsonObject)[key], (b as JsonObject)[key]),
  );
}

function compare(before: Json, after: Json, path: Path, patches: Patch[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    const pieces = align(before, after);
    if (pieces !== null) patches.push({ op: 'array', path, pieces });
  } else if (isJsonObject(before) && isJsonObject(after) && keepsOrder(before, after)) {
    for (const key of Object.keys(before)) {
      if (!Object.hasOwn(after, key)) patches.push({ op: 'delete', path: [...path, key] });
    }
    for (const [key, value] of Object.entries(after)) {
      if (Object.hasOwn(before, key)) compare(before[key] as Json, value, [...path, key], patches);
      else patches.push({ op: 'set', path: [...path, key], value });
    }
  } else {
    patches.push({ op: 'set', path, value: after });
  }
}

/** True when two values have the same text. */
function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item: Json, index) => isSame(item, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  const others = Object.keys(b);
  return (
    keys.length === others.length && keys.every((key, at) => key === others[at] && isSame(a[key], b[key]))
  );
}

/** True when the keys stand as they do after those that are gone were deleted, and the new ones set, one after the other. */
function keepsOrder(before: JsonObject, after: JsonObject): boolean {
  const kept = Object.keys(before).filter((key) => Object.hasOwn(after, key));
  const made = Object.keys(after);
  if (kept.length === made.length) return kept.every((key, index) => key === made[index]);
  // Whole numbers stand first, whenever they are set.
  const named = made.filter(isNamed);
  const set = [...kept, ...made.filter((key) => !Object.hasOwn(before, key))].filter(isNamed);
  return set.every((key, index) => key === named[index]);
}

function isNamed(key: string): boolean {
  return !/^\d+$/.test(key);
}

/** Null when the arrays are equal. */
function align(before: readonly Json[], after: readonly Json[]): readonly ArrayPiece[] | null {
  const pieces: ArrayPiece[] = [];
  let from = sharedItems(before, after);
  let index = from;
  if (from > 0) {
    const more = commonLength(before, from, after, from);
    from += more;
    index += more;
    pieces.push({ start: 0, count: from });
  }
  while (index < after.length) {
    const start = find(before, from, after[index] as Json);
    if (start === -1) {
      const insert: Json[] = [];
      while (
        index < after.length &&
        (insert.length === 0 || find(before, from, after[index] as Json) === -1)
      ) {
        insert.push(after[index] as Json);
        index += 1;
      }
      pieces.push({ insert });
      continue;
    }
    const count = 1 + commonLength(before, start + 1, after, index + 1);
    pieces.push({ start, count });
    from = start + count;
    index += count;
  }
  const [only] = pieces;
  const same = pieces.length === 1 && only !== undefined && 'start' in only && only.count === before.length;
  return same || (pieces.length === 0 && before.length === 0) ? null : pieces;
}

/** How many items are the same from two places on. What both lists share by reference does not cost a call. */
function commonLength(before: readonly Json[], from: number, after: readonly Json[], index: number): number {
  const most = Math.min(before.length - from, after.length - index);
  let count = 0;
  while (count < most) {
    const item = after[index + count];
    if (item !== before[from + count] && !isSame(before[from + count], item)) break;
    count += 1;
  }
  return count;
}

/** Where the item is found next, near `from`: looking further would cost more than storing the item again. */
function find(before: readonly Json[], from: number, item: Json): number {
  const end = Math.min(before.length, from + REACH);
  for (let at = from; at < end; at++) if (isSame(before[at], item)) return at;
  return -1;
}

const REACH = 32;
