import type { Insertion } from '../../extension/stepSkeleton.ts';

/** The text with all insertions made; those at one offset in their order, as an editor makes them. */
export function applied(text: string, insertions: readonly Insertion[]): string {
  const sorted = [...insertions].sort((a, b) => a.offset - b.offset);
  let result = '';
  let at = 0;
  for (const { offset, text: added } of sorted) {
    result += text.slice(at, offset) + added;
    at = offset;
  }
  return result + text.slice(at);
}
