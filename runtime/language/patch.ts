import type { Json, Path } from './json.ts';

/**
 * One change to a JSON value.
 *
 * `array` rebuilds an array from runs of the old one and new values, in order: a push is one run and one insert,
 * a sliding window a later run and an insert, a sort a list of runs. Patches apply in sequence, so the path of a
 * later patch speaks of the value as the earlier ones left it.
 */
export type Patch =
  | { readonly op: 'set'; readonly path: Path; readonly value: Json }
  | { readonly op: 'delete'; readonly path: Path }
  | { readonly op: 'array'; readonly path: Path; readonly pieces: readonly ArrayPiece[] };

/** A run of `count` items of the old array from `start`, or new items. */
export type ArrayPiece =
  | { readonly start: number; readonly count: number }
  | { readonly insert: readonly Json[] };
