import type { FamilyRun } from '../../runtime/model/family.ts';

/** A run's lane: it goes from the step that it was forked after to its last one, as shares of the longest run. */
export interface ForkRow {
  readonly run: FamilyRun;
  readonly from: number;
  readonly to: number;
  /** Row of the run that it was forked from; null for the first. */
  readonly parent: number | null;
  readonly depth: number;
}

/** Lanes of runs that each come after their parents. `head` is the newest number of steps of `current`. */
export function forkRows(runs: readonly FamilyRun[], current: string | null, head: number): ForkRow[] {
  const stepsOf = ({ id, steps }: FamilyRun) => (id === current ? Math.max(steps, head) : steps);
  const longest = Math.max(1, ...runs.map(stepsOf));
  const rowOf = new Map(runs.map(({ id }, index) => [id, index]));
  const rows: ForkRow[] = [];
  for (const run of runs) {
    const parent = run.parent === null ? undefined : rowOf.get(run.parent);
    const steps = stepsOf(run);
    const above = parent === undefined ? undefined : rows[parent];
    rows.push({
      run: { ...run, steps },
      from: above ? Math.min(run.parentSeq, steps) / longest : 0,
      to: steps / longest,
      parent: above && parent !== undefined ? parent : null,
      depth: above ? above.depth + 1 : 1,
    });
  }
  return rows;
}
