import { isCommitted } from './committed.ts';
import type { Json } from './json.ts';
import { type MembraneNode, nodeOf } from './membraneNode.ts';

/** Neighbours of an array that came from neighbours of the old one, from `source` on; with `source` -1 they are new. */
export interface Run {
  readonly source: number;
  count: number;
}

/**
 * Where the items of an array came from, in order; null when every item stands where it stood, so that the array itself
 * did not change.
 *
 * Containers are matched by identity, wherever they moved; primitives only in the common prefix and suffix, since
 * repeating one costs no more than saying where it came from.
 *
 * @param node the node that was opened over `base`. It knows the proxies of the items without asking them, which is
 *   what makes a copy of a long list cheap to compare.
 */
export function arrangement(
  value: readonly unknown[],
  base: readonly Json[],
  node: MembraneNode | undefined,
): readonly Run[] | null {
  const shared = Math.min(value.length, base.length);
  let prefix = node !== undefined && value === node.copy ? Math.min(node.kept, shared) : 0;
  while (prefix < shared && same(value[prefix], prefix, base, node)) prefix++;
  if (prefix === value.length && prefix === base.length) return null;
  const most = shared - prefix;
  let suffix = 0;
  while (suffix < most && same(value[value.length - 1 - suffix], base.length - 1 - suffix, base, node)) {
    suffix++;
  }
  const end = value.length - suffix;
  const middle = prefix === end ? [] : sourcesBetween(prefix, end, suffix, value, base, node);
  if (middle === null) return null;
  const runs: Run[] = [];
  append(runs, 0, prefix);
  for (const source of middle) append(runs, source, 1);
  append(runs, base.length - suffix, suffix);
  return runs;
}

/** The places in `base` of the items from `start` to `end`, -1 for new ones; null when none of them moved. */
function sourcesBetween(
  start: number,
  end: number,
  suffix: number,
  value: readonly unknown[],
  base: readonly Json[],
  node: MembraneNode | undefined,
): readonly number[] | null {
  const baseEnd = base.length - suffix;
  const sources: number[] = [];
  // A container that stands twice in the new array is kept once and inserted the second time.
  const taken = new Uint8Array(baseEnd - start);
  let indexOf: Map<Json, number> | null = null;
  let next = start;
  for (let i = start; i < end; i++) {
    if (value[i] === undefined) {
      // It is refused as soon as it is met: a length that was set may be followed by a thousand million more.
      sources.push(-1);
      break;
    }
    const source =
      next < baseEnd && isContainer(value[i]) && same(value[i], next, base, node) ? next : find(value[i]);
    if (source === -1 || taken[source - start] === 1) sources.push(-1);
    else {
      taken[source - start] = 1;
      sources.push(source);
      next = source + 1;
    }
  }

  function find(item: unknown): number {
    if (!isContainer(item) || start === baseEnd) return -1;
    const opened = nodeOf(item);
    const place = opened === undefined ? undefined : node?.placeOf(opened);
    if (place !== undefined) return place < start || place >= baseEnd ? -1 : place;
    const container = opened?.base ?? item;
    // Whatever is in `base` is committed.
    if (!isCommitted(container)) return -1;
    indexOf ??= indexed(base, start, baseEnd);
    return indexOf.get(container) ?? -1;
  }

  if (value.length !== base.length) return sources;
  // In an array of the same length a new container most likely replaces the old one: compare them in depth.
  let moved = false;
  for (let i = start; i < end; i++) {
    const free = sources[i - start] === -1 && taken[i - start] === 0;
    if (free && bothContainers(value[i], base[i])) sources[i - start] = i;
    if (sources[i - start] !== i) moved = true;
  }
  return moved ? sources : null;
}

function indexed(base: readonly Json[], start: number, end: number): Map<Json, number> {
  const indexOf = new Map<Json, number>();
  for (let i = start; i < end; i++) {
    const item = base[i] as Json;
    if (isContainer(item) && !indexOf.has(item)) indexOf.set(item, i);
  }
  return indexOf;
}

function append(runs: Run[], source: number, count: number): void {
  if (count === 0) return;
  const last = runs.at(-1);
  const follows =
    last !== undefined &&
    (source === -1 ? last.source === -1 : last.source !== -1 && last.source + last.count === source);
  if (follows) last.count += count;
  else runs.push({ source, count });
}

/** True when an item is the one that stood at a place of the old array, or a proxy of it. */
function same(item: unknown, place: number, base: readonly Json[], node: MembraneNode | undefined): boolean {
  const old = base[place];
  if (item === old) return true;
  if (!isContainer(item)) return false;
  return node?.childAt(place)?.proxy === item || nodeOf(item)?.base === old;
}

function isContainer(item: unknown): item is object {
  return typeof item === 'object' && item !== null;
}

function bothContainers(a: unknown, b: unknown): boolean {
  return isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b);
}
