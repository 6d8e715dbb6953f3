import type { LogEntry } from '../model/run.ts';

/** A frame that carries more than this is slow to store, to send and to look at. */
const mostCharacters = 256 * 1024;

/**
 * The warning of a step that changes more than a frame should carry; null for one that does not.
 *
 * @param change - the patches and the directive of the step
 */
export function largeChange(state: string, change: unknown, atMs: number): LogEntry | null {
  if (lengthUpTo(change, mostCharacters) <= mostCharacters) return null;
  const message = `large-change: the step ${state} changes more than 256 KB of session and data at once. Keep large values with artifact(value), and put what it returns there.`;
  return { level: 'warn', message, atMs };
}

/** About how long the JSON of a value is. Looks no further once it is longer than `most`. */
function lengthUpTo(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 4;
  let length = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      length += 1 + lengthUpTo(item, most - length);
      if (length > most) break;
    }
    return length;
  }
  for (const key in value) {
    const member = (value as { readonly [key: string]: unknown })[key];
    length += key.length + 4 + lengthUpTo(member, most - length);
    if (length > most) break;
  }
  return length;
}
