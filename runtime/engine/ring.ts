/**
 * The states that the end of a path goes round in, in the order visited; empty when it does not go round.
 * The shortest ring that fills at least the last two rounds counts.
 */
export function ringAtEnd(path: readonly string[]): readonly string[] {
  for (let length = 1; length * 2 <= path.length; length++) {
    const last = path.slice(-length);
    const before = path.slice(-2 * length, -length);
    if (last.every((state, index) => state === before[index])) return last;
  }
  return [];
}
