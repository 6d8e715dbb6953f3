import { arrangement, type Run } from './arrangement.ts';
import { copyJson, cycle, deepest, memberName, put } from './boundary.ts';
import { commitContainer } from './committed.ts';
import type { Json, JsonObject, Path } from './json.ts';
import { derive } from './lineage.ts';
import { type Container, type MembraneNode, nodeOf } from './membraneNode.ts';
import type { ArrayPiece, Patch } from './patch.ts';

/**
 * The JSON boundary: a committed copy of `value` in which every proxy of a membrane is replaced by what it stands for.
 *
 * @throws BackstepError `not-json`, naming the path and the remedy
 */
export function toJson(value: unknown, where: string): Json {
  return copyJson(value, where, settledValue);
}

/**
 * What a node stands for now, committed. Appends the patches that lead there from the node's base.
 *
 * Cost follows the change: a node that was only read gives its base, and children that have no node are not visited.
 */
export function settle(node: MembraneNode, path: Path, patches: Patch[], where: string): Json {
  if (!node.mayDiffer) return node.base;
  if (node.settling) throw cycle(where);
  node.settling = true;
  try {
    const { copy, base } = node;
    return Array.isArray(copy)
      ? compareArrays(copy, base as readonly Json[], node, path, patches, where)
      : compareObjects(copy, base as JsonObject, node, path, patches, where);
  } finally {
    node.settling = false;
  }
}

/**
 * The value with every proxy replaced by committed JSON, at every depth of plain objects and arrays: for what leaves a
 * step towards services and logs. The caller's own containers stay as they are; those that hold a proxy are copied.
 */
export function withoutProxies(value: unknown): unknown {
  // Every container is looked into once, however many ways lead to it.
  const holding = new Map<object, boolean>();
  let found = false;

  function look(value: unknown, depth: number): boolean {
    if (typeof value !== 'object' || value === null) return false;
    if (nodeOf(value) !== undefined) {
      found = true;
      return true;
    }
    const known = holding.get(value);
    if (known !== undefined) return known;
    if ((!Array.isArray(value) && !isPlain(value)) || depth > deepest) return false;
    // Part of a cycle, for all that is known until the walk is back here.
    holding.set(value, true);
    let holds = false;
    for (const child of Object.values(value)) if (look(child, depth + 1)) holds = true;
    holding.set(value, holds);
    return holds;
  }

  const copies = new Map<object, Container>();
  function replace(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const settled = settledValue(value, 'value');
    if (settled !== undefined) return settled;
    if (holding.get(value) !== true) return value;
    const known = copies.get(value);
    if (known) return known;
    const copy: Container = Array.isArray(value) ? value.slice() : { ...value };
    copies.set(value, copy);
    for (const [key, child] of Object.entries(copy)) put(copy, key, replace(child));
    return copy;
  }

  look(value, 0);
  return found ? replace(value) : value;
}

function settledValue(value: object, where: string): Json | undefined {
  const node = nodeOf(value);
  return node === undefined ? undefined : settle(node, [], [], where);
}

/**
 * The committed form of `value`, with patches that lead to it from `base`.
 *
 * @param opened the node that was opened over `base` where it stood, whether or not `value` is its proxy
 */
function compare(
  value: unknown,
  base: Json,
  opened: MembraneNode | undefined,
  path: Path,
  patches: Patch[],
  where: string,
): Json {
  const node = opened?.proxy === value ? opened : nodeOf(value);
  if (node) {
    if (node.base === base && !node.settling) return settle(node, path, patches, where);
  } else if (Array.isArray(value) && Array.isArray(base)) {
    return compareArrays(value, base, opened, path, patches, where);
  } else if (isPlain(value) && isPlain(base)) {
    return compareObjects(value, base as JsonObject, opened, path, patches, where);
  }
  const json = toJson(value, where);
  if (json !== base) patches.push({ op: 'set', path, value: json });
  return json;
}

function compareObjects(
  value: { readonly [key: string]: unknown },
  base: JsonObject,
  node: MembraneNode | undefined,
  path: Path,
  patches: Patch[],
  where: string,
): Json {
  const result: { [key: string]: Json } = {};
  let changed = false;
  for (const key of Object.keys(value)) {
    const child = value[key];
    if (child === undefined) continue;
    const old = Object.hasOwn(base, key) ? base[key] : undefined;
    let json: Json;
    if (old === undefined) {
      json = toJson(child, memberName(where, key));
      patches.push({ op: 'set', path: [...path, key], value: json });
    } else {
      const opened = node?.childAt(key);
      json = isUnchanged(child, old, opened)
        ? old
        : compare(child, old, opened, [...path, key], patches, memberName(where, key));
    }
    changed ||= json !== old;
    put(result, key, json);
  }
  for (const key of Object.keys(base)) {
    if (Object.hasOwn(result, key)) continue;
    patches.push({ op: 'delete', path: [...path, key] });
    changed = true;
  }
  return changed ? commitContainer(result) : base;
}

function compareArrays(
  value: readonly unknown[],
  base: readonly Json[],
  node: MembraneNode | undefined,
  path: Path,
  patches: Patch[],
  where: string,
): Json {
  const runs = arrangement(value, base, node);
  const nested: Patch[] = [];
  let changed = runs !== null;
  const all = runs ?? [{ source: 0, count: value.length }];
  const first = all[0];
  const result = first?.source === 0 ? headOf(base, first.count) : [];
  let at = 0;
  /** Items at the beginning that are those of `base`. */
  let shared = first?.source === 0 ? first.count : 0;
  for (const { source, count } of all) {
    if (source === -1) {
      for (let i = at; i < at + count; i++) result.push(toJson(value[i], `${where}[${i}]`));
      at += count;
      continue;
    }
    // What stands where it stood and was not looked into is as it was.
    const unseen = node !== undefined && value === node.copy && !node.opened && source === at;
    for (let i = unseen ? Math.min(node.kept, at + count) : at; i < at + count; i++) {
      const place = source + i - at;
      const old = base[place] as Json;
      const opened = node?.childAt(place);
      result[i] = isUnchanged(value[i], old, opened)
        ? old
        : compare(value[i], old, opened, [...path, i], nested, `${where}[${i}]`);
      if (result[i] === old) continue;
      changed = true;
      shared = Math.min(shared, i);
    }
    at += count;
  }
  if (runs !== null) patches.push({ op: 'array', path, pieces: pieces(runs, result) });
  patches.push(...nested);
  if (!changed) return base;
  derive(result, base, shared);
  return commitContainer(result);
}

/** What the old array begins with: V8 copies a frozen array many times faster whole than item by item. */
function headOf(base: readonly Json[], count: number): Json[] {
  const head = [...base];
  head.length = count;
  return head;
}

function pieces(runs: readonly Run[], result: readonly Json[]): readonly ArrayPiece[] {
  let at = 0;
  return runs.map(({ source, count }): ArrayPiece => {
    const start = at;
    at += count;
    return source === -1 ? { insert: result.slice(start, at) } : { start: source, count };
  });
}

/** Most of what a step looks into it leaves as it is: known at a glance, without a path for messages. */
function isUnchanged(value: unknown, base: Json, opened: MembraneNode | undefined): boolean {
  if (value === base) return true;
  const node = opened?.proxy === value ? opened : nodeOf(value);
  return node !== undefined && node.base === base && !node.mayDiffer;
}

function isPlain(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
