import { BackstepError } from './backstepError.ts';
import type { Json, Path } from './json.ts';
import type { ArrayPiece, Patch } from './patch.ts';

/**
 * The value after the patches. Copies only the containers on the paths that change and shares all others with
 * `value`, which stays as it was.
 *
 * @throws BackstepError `patch-mismatch` when a path does not exist in the value.
 */
export function applyPatches(value: Json, patches: readonly Patch[]): Json {
  if (patches.length === 0) return value;
  const fresh = new Set<object>();
  let root = value;
  for (const patch of patches) root = applyAt(root, patch, 0, fresh);
  return root;
}

/** The patches that take `applyPatches(before, patches)` back to `before`, exactly. */
export function invertPatches(before: Json, patches: readonly Patch[]): readonly Patch[] {
  const inverse: Patch[] = [];
  let value = before;
  for (const patch of patches) {
    inverse.unshift(invert(value, patch));
    value = applyPatches(value, [patch]);
  }
  return inverse;
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = ownValue(value as Container, key);
  }
  return value;
}

type Container = { [key: string]: Json } | Json[];

function applyAt(value: Json, patch: Patch, depth: number, fresh: Set<object>): Json {
  if (depth === patch.path.length) return applyHere(value, patch, fresh);
  if (typeof value !== 'object' || value === null) throw mismatch(patch, depth);
  const key = patch.path[depth] as string | number;
  const last = depth === patch.path.length - 1;
  const copy = copyOnce(value as Container, fresh);
  if (last && patch.op === 'delete') {
    if (Array.isArray(copy)) throw mismatch(patch, depth);
    delete copy[key];
    return copy;
  }
  const child = ownValue(copy, key);
  if (child === undefined && !(last && patch.op === 'set')) throw mismatch(patch, depth);
  put(copy, key, last && patch.op === 'set' ? patch.value : applyAt(child as Json, patch, depth + 1, fresh));
  return copy;
}

function applyHere(value: Json, patch: Patch, fresh: Set<object>): Json {
  switch (patch.op) {
    case 'set':
      return patch.value;
    case 'array':
      if (!Array.isArray(value)) throw mismatch(patch, patch.path.length);
      return rebuilt(value, patch, fresh);
    case 'delete':
      throw mismatch(patch, 0);
    default:
      throw mismatch(patch satisfies never, 0);
  }
}

function rebuilt(
  old: readonly Json[],
  patch: Extract<Patch, { op: 'array' }>,
  fresh: Set<object>,
): readonly Json[] {
  let end = 0;
  let distinct = true;
  for (const piece of patch.pieces) {
    if ('insert' in piece) continue;
    if (piece.start + piece.count > old.length) throw mismatch(patch, patch.path.length);
    if (piece.start < end) distinct = false;
    end = piece.start + piece.count;
  }
  // An item that comes twice is reachable by two paths, and must not be changed in place through one of them.
  if (!distinct) fresh.clear();
  const [first, ...rest] = patch.pieces;
  const keepsHead = first !== undefined && !('insert' in first) && first.start === 0;
  if (keepsHead && fresh.has(old) && rest.every((piece) => 'insert' in piece)) {
    // Many pushes in one application cost what they add and not the array each time.
    const next = old as Json[];
    next.length = first.count;
    for (const { insert } of rest) for (const item of insert) next.push(item);
    return next;
  }
  const next: Json[] = keepsHead ? old.slice(0, first.count) : [];
  for (const piece of keepsHead ? rest : patch.pieces) {
    if ('insert' in piece) for (const item of piece.insert) next.push(item);
    else for (let i = piece.start; i < piece.start + piece.count; i++) next.push(old[i] as Json);
  }
  fresh.add(next);
  return next;
}

/** A container that this application already copied is its own and may be changed in place. */
function copyOnce(value: Container, fresh: Set<object>): Container {
  if (fresh.has(value)) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  fresh.add(copy);
  return copy;
}

/** `__proto__` is an ordinary key in JSON: plain assignment would set the prototype instead. */
function put(container: Container, key: string | number, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    (container as { [key: string | number]: Json })[key] = value;
  }
}

function ownValue(container: Container, key: string | number): Json | undefined {
  return Object.hasOwn(container, key) ? (container as { [key: string | number]: Json })[key] : undefined;
}

function invert(before: Json, patch: Patch): Patch {
  const old = valueAt(before, patch.path);
  if (patch.op !== 'array') {
    return old === undefined
      ? { op: 'delete', path: patch.path }
      : { op: 'set', path: patch.path, value: old };
  }
  const source = old as readonly Json[];
  const cameTo = new Map<number, number>();
  let position = 0;
  for (const piece of patch.pieces) {
    if ('insert' in piece) position += piece.insert.length;
    else for (let i = 0; i < piece.count; i++) cameTo.set(piece.start + i, position++);
  }
  const pieces: ArrayPiece[] = [];
  source.forEach((item, index) => {
    const from = cameTo.get(index);
    const previous = pieces.at(-1);
    if (from === undefined) {
      if (previous && 'insert' in previous) (previous.insert as Json[]).push(item);
      else pieces.push({ insert: [item] });
    } else if (previous && !('insert' in previous) && previous.start + previous.count === from) {
      pieces[pieces.length - 1] = { start: previous.start, count: previous.count + 1 };
    } else {
      pieces.push({ start: from, count: 1 });
    }
  });
  return { op: 'array', path: patch.path, pieces };
}

function mismatch(patch: Patch, depth: number): BackstepError {
  const path = patch.path.slice(0, depth + 1).join('.');
  return new BackstepError(
    'patch-mismatch',
    `A recorded change to "${patch.path.join('.')}" does not fit the value: nothing at "${path}". The recording is damaged.`,
  );
}
