import { nearest } from '../language/nearest.ts';

/** What was probably meant, as the end of a message; empty where nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const meant = nearest(name, [...candidates]);
  return meant === null ? '' : ` Did you mean ${meant}?`;
}

/**
 * Warns of keys that are set where they were not before: most are a slip of the pen, though a workflow may know more
 * keys than it begins with. Where it begins with none, nothing is known of them.
 */
export function tellUnknownKeys(what: string, given: Iterable<string>, known: object): void {
  const names = Object.keys(known);
  if (names.length === 0) return;
  for (const key of given) {
    if (names.includes(key)) continue;
    const meant = didYouMean(key, names) || ` It has ${names.join(', ')}.`;
    process.stderr.write(`backstep: ${what} has no "${key}", which is set all the same.${meant}\n`);
  }
}
