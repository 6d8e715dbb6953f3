import type { Json } from './json.ts';
import { nodeOf } from './membraneNode.ts';

/**
 * For each item of an array, the index in `base` that it came from, or -1 for a new one; null when every item stands
 * where it stood, so that the array itself did not change.
 *
 * Containers are matched by identity, wherever they moved; primitives only in the common prefix and suffix, since
 * repeating one costs no more than saying where it came from.
 */
export function arrangement(value: readonly unknown[], base: readonly Json[]): readonly number[] | null {
  const shared = Math.min(value.length, base.length);
  let prefix = 0;
  while (prefix < shared && same(value[prefix], base[prefix])) prefix++;
  if (prefix === value.length && prefix === base.length) return null;
  let suffix = 0;
  while (suffix < shared - prefix && same(value[value.length - 1 - suffix], base[base.length - 1 - suffix])) {
    suffix++;
  }
  const sources: number[] = new Array(value.length);
  for (let i = 0; i < prefix; i++) sources[i] = i;
  for (let i = 0; i < suffix; i++) sources[value.length - 1 - i] = base.length - 1 - i;
  if (prefix + suffix === value.length) return sources;

  const indexOf = new Map<Json, number>();
  for (let i = prefix; i < base.length - suffix; i++) {
    const item = base[i] as Json;
    if (typeof item === 'object' && item !== null && !indexOf.has(item)) indexOf.set(item, i);
  }
  const taken = new Set<number>();
  for (let i = prefix; i < value.length - suffix; i++) {
    const found = indexOf.get(identity(value[i]) as Json);
    // A container that stands twice in the new array is kept once and inserted the second time.
    sources[i] = found === undefined || taken.has(found) ? -1 : found;
    if (sources[i] !== -1) taken.add(sources[i] as number);
  }
  if (value.length !== base.length) return sources;
  // In an array of the same length a new container most likely replaces the old one: compare them in depth.
  let moved = false;
  for (let i = prefix; i < value.length - suffix; i++) {
    if (sources[i] === -1 && !taken.has(i) && bothContainers(value[i], base[i])) sources[i] = i;
    if (sources[i] !== i) moved = true;
  }
  return moved ? sources : null;
}

function same(item: unknown, old: unknown): boolean {
  return item === old || (typeof item === 'object' && identity(item) === old);
}

/** What a node was opened over, so that an item that was looked into is still known for itself. */
function identity(item: unknown): unknown {
  return nodeOf(item)?.base ?? item;
}

function bothContainers(a: unknown, b: unknown): boolean {
  return (
    typeof a === 'object' &&
    a !== null &&
    typeof b === 'object' &&
    b !== null &&
    Array.isArray(a) === Array.isArray(b)
  );
}
