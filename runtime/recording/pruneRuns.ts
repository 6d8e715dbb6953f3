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
 * @returns the paths of what was deleted.
 */
export async function pruneRuns(
  dir: string,
  retention: Retention,
  now: number = Date.now(),
): Promise<readonly string[]> {
  if (retention.runs === null && retention.days === null) return [];
  const { runs } = await listRuns(dir);
  const oldest = retention.days === null ? Number.NEGATIVE_INFINITY : now - retention.days * DAY;
  const kept = new Set<RunSummary>();
  runs.forEach((run, index) => {
    const isRecent = index < (retention.runs ?? runs.length) && run.startedAt >= oldest;
    if (isRecent || run.status === 'waiting') kept.add(run);
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
