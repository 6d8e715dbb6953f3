import { BackstepError } from '../language/backstepError.ts';
import type { RunSummary } from '../model/run.ts';
import { collectArtifacts } from './collectArtifacts.ts';
import { deleteRunAlone } from './deleteRun.ts';
import { listRuns } from './listRuns.ts';

/** How many recordings to keep; null for no limit. */
export interface Retention {
  /** The newest runs that are kept. */
  readonly runs: number | null;
  /** Days for which a run is kept. */
  readonly days: number | null;
}

/**
 * Deletes the recordings that a retention does not keep, and the artifacts that go with them. Runs that others were forked from are kept as long as those
 * are: writing them into their forks would take more room, not less. Nor is anything deleted that is in use, or waits.
 *
 * @param ended - the run that has just ended: while any are kept, it is, however many have begun after it
 * @returns the paths of what was deleted.
 */
export async function pruneRuns(
  dir: string,
  retention: Retention,
  ended: string | null = null,
  now: number = Date.now(),
): Promise<readonly string[]> {
  if (retention.runs === null && retention.days === null) return [];
  const begun = (run: RunSummary): number => Math.min(run.startedAt, run.endedAt ?? now);
  // What an earlier Backstep recorded may say that it began after it had ended, on a clock that had skipped a wait.
  const runs = [...(await listRuns(dir)).runs].sort((a, b) => begun(b) - begun(a) || (a.id < b.id ? 1 : -1));
  const oldest = retention.days === null ? Number.NEGATIVE_INFINITY : now - retention.days * DAY;
  const kept = new Set<RunSummary>();
  runs.forEach((run, index) => {
    const isRecent = index < (retention.runs ?? runs.length) && begun(run) >= oldest;
    const hasJustEnded = run.id === ended && retention.runs !== 0;
    if (isRecent || hasJustEnded || run.status === 'waiting') kept.add(run);
  });
  // The newest come first, and a parent is older than its forks: one pass finds all that are needed.
  const needed = new Set<string>();
  const deleted: string[] = [];
  const artifacts = new Set<string>();
  for (const run of runs) {
    if (kept.has(run) || needed.has(run.id)) {
      if (run.parent !== null) needed.add(run.parent);
      continue;
    }
    const freed = await freedBy(run.path);
    if (freed === null) {
      if (run.parent !== null) needed.add(run.parent);
      continue;
    }
    deleted.push(run.path);
    for (const name of freed) artifacts.add(name);
  }
  await collectArtifacts(dir, artifacts);
  return deleted;
}

const DAY = 24 * 60 * 60 * 1000;

/** The artifacts that may go with a run that is now deleted; null when it is in use, and stays. */
async function freedBy(path: string): Promise<ReadonlySet<string> | null> {
  try {
    return await deleteRunAlone(path);
  } catch (error) {
    if (error instanceof BackstepError && error.code === 'recording-in-use') return null;
    throw error;
  }
}
