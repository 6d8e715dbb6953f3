import type { Json } from './json.ts';

const committed = new WeakSet<object>();

/** True for a container that is deeply frozen JSON and can be shared without a copy. */
export function isCommitted(value: object): value is Json & object {
  return committed.has(value);
}

/** Freezes one container whose children are committed already. */
export function commitContainer<T extends Json & object>(value: T): T {
  committed.add(value);
  return Object.freeze(value);
}

/** Freezes a JSON value in depth, in place: for values that were parsed or patched and that nobody else holds. */
export function commitTree<T extends Json>(value: T): T {
  if (typeof value !== 'object' || value === null || committed.has(value)) return value;
  for (const child of Object.values(value)) commitTree(child as Json);
  return commitContainer(value);
}
