import type { Transition } from '../model/graph.ts';
import { shorten } from './guard.ts';

/**
 * One `return` gives one transition for each target and kind, with all its guards. Where every way leads to the same
 * target, only the guard of the `return` itself matters.
 */
export function merged(found: readonly Transition[], guard: string): readonly Transition[] {
  const byTarget = new Map<string, Transition>();
  for (const one of found) {
    const key = `${one.kind}\0${one.to}`;
    const before = byTarget.get(key);
    byTarget.set(
      key,
      before
        ? { ...before, label: either(before.label, one.label), certain: before.certain || one.certain }
        : one,
    );
  }
  const all = [...byTarget.values()];
  const [only] = all;
  return only && all.length === 1 && found.length > 1 ? [{ ...only, label: guard }] : all;
}

/** Two guards of which either will do. */
export function either(a: string, b: string): string {
  if (a === '' || b === '' || a === `not ${b}` || b === `not ${a}`) return '';
  return a.split(' or ').includes(b) ? a : shorten(`${a} or ${b}`);
}
