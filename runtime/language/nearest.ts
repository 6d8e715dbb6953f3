/** The candidate that was probably meant by a name; null when none is near. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  // Two letters of which none is the same have nothing in common.
  if (!ranked || ranked.distance >= Math.max(name.length, ranked.candidate.length)) return null;
  // What begins alike may end otherwise, as retry and retries do.
  const beginsAlike = ranked.candidate.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase();
  return ranked.distance <= Math.max(2, name.length / (beginsAlike ? 2 : 3)) ? ranked.candidate : null;
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
