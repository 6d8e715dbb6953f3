import type { Cut } from '../language/snapshot.ts';
import type { Frame } from '../model/run.ts';

/** The frames of a run that lie before a cut. A branch that is held back loses what was started inside it later, too. */
export function framesBefore(frames: readonly Frame[], cut: Cut): readonly Frame[] {
  const held = Object.entries(cut.branches);
  const first = frames.slice(0, cut.seq);
  if (held.length === 0) return first;
  const taken = new Map<string, number>();
  return first.filter(({ branch }) => {
    const number = (taken.get(branch) ?? 0) + 1;
    taken.set(branch, number);
    return held.every(([line, most]) => {
      if (branch === line) return number <= most;
      return !branch.startsWith(`${line}/`) || Number.parseInt(branch.slice(line.length + 1), 10) <= most;
    });
  });
}

export function hasBranches(cut: Cut): boolean {
  return Object.keys(cut.branches).length > 0;
}
