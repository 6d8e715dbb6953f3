const pattern = /^(==|=|>=|>|<=|<|%)?\s*(\d+)$/;

/** What is wrong with a hit count; null when nothing is. */
export function hitCountMistake(condition: string): string | null {
  const match = pattern.exec(condition);
  if (match && (match[1] !== '%' || Number(match[2]) > 0)) return null;
  return `The hit count "${condition}" is none: give a number such as 3, or >=3, or %2 for every second.`;
}

/** `3` and `==3` stop at the third hit, `>=3`, `>3`, `<3`, `<=3` as they say, `%2` at every second. */
export function countAllows(condition: string, hits: number): boolean {
  const match = pattern.exec(condition);
  if (!match) return true;
  const count = Number(match[2]);
  switch (match[1]) {
    case '>=':
      return hits >= count;
    case '>':
      return hits > count;
    case '<=':
      return hits <= count;
    case '<':
      return hits < count;
    case '%':
      return hits % count === 0;
    default:
      return hits === count;
  }
}
