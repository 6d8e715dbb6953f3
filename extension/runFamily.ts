import type { FamilyRun, RunFamily } from '../runtime/model/family.ts';
import type { PositionBody } from '../runtime/model/position.ts';
import type { RunSummary } from '../runtime/model/run.ts';

/** More runs than this are no picture any more. */
const most = 60;

/** The runs of a listing that a position's run was forked from or into; itself too where it is not listed yet. */
export function familyOf(
  listed: readonly Omit<RunSummary, 'path'>[],
  { run, parent, head }: Pick<PositionBody, 'run' | 'parent' | 'head'>,
): RunFamily {
  const byId = new Map<string, FamilyRun>();
  for (const { id, parent, parentSeq, steps, status, startedAt } of listed)
    byId.set(id, { id, parent, parentSeq: parentSeq ?? 0, steps, status, startedAt });
  if (!byId.has(run)) {
    const own = { parent: parent?.run ?? null, parentSeq: parent?.seq ?? 0, steps: head };
    byId.set(run, { id: run, ...own, status: 'running', startedAt: Number.POSITIVE_INFINITY });
  }

  // Recordings come from strangers too, and two of them may each claim to be a fork of the other.
  const line = new Set<string>();
  let root = run;
  for (let at: string | null = run; at !== null && byId.has(at) && !line.has(at); ) {
    line.add(at);
    root = at;
    at = byId.get(at)?.parent ?? null;
  }

  const forks = new Map<string, FamilyRun[]>();
  for (const one of byId.values()) {
    if (one.parent === null || one.id === root) continue;
    const known = forks.get(one.parent);
    if (known) known.push(one);
    else forks.set(one.parent, [one]);
  }
  const ordered: FamilyRun[] = [];
  const open = [root];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const one = byId.get(id);
    if (one) ordered.push(id === root ? { ...one, parent: null } : one);
    const next = (forks.get(id) ?? []).toSorted(
      (a, b) => b.parentSeq - a.parentSeq || b.startedAt - a.startedAt,
    );
    open.push(...next.map((fork) => fork.id));
  }

  // The line of the run itself is always among those that are kept, and no fork without its parent.
  let room = Math.max(0, most - line.size);
  const kept = new Set<string>();
  const runs = ordered.filter((one) => {
    const fits = line.has(one.id) || (room > 0 && (one.parent === null || kept.has(one.parent)));
    if (fits && !line.has(one.id)) room--;
    if (fits) kept.add(one.id);
    return fits;
  });
  return { run, runs, omitted: ordered.length - runs.length };
}
