/**
 * Artifacts go with the last run that refers to them.
 *
 * C1. Only what a deleted run referred to, or was stored while it ran, is looked at.
 * C2. What any run of the folder refers to stays; when one of them cannot be read, everything does.
 * C3. A run that is under way may refer to what it has stored without a frame that says so: whatever was stored, or
 *     stored again, since the first of them began stays. Storing what is there already makes it new.
 */
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RunSummary } from '../model/run.ts';
import { artifactNames, artifactsFolder } from './artifacts.ts';
import { listRuns } from './listRuns.ts';
import { filesOf } from './openRunFile.ts';
import { openRun, type RunReader } from './reader.ts';
import { mayWrite } from './writerProcess.ts';

/** The artifacts that may go with a run that is to be deleted. */
export function artifactsOf(run: RunReader, files: readonly string[]): ReadonlySet<string> {
  const stored = storedIn(run.dir);
  if (stored.length === 0) return new Set();
  const referred = artifactNames(run);
  const from = begunBy(run, files) - coarsestMs;
  const to = Math.max(...files.map((file) => statSync(file).mtimeMs)) + coarsestMs;
  // Attempts that failed have left some that nothing refers to.
  return new Set(
    stored.filter(({ name, at }) => referred.has(name) || (at >= from && at <= to)).map(({ name }) => name),
  );
}

/** When a run had begun at the latest, in the time of files: what an earlier Backstep said of a fork may be ahead of it. */
function begunBy({ header: { startedAt }, end }: RunReader, files: readonly string[]): number {
  const born = Math.min(...files.map((file) => statSync(file).birthtimeMs));
  // A database is born when its run ends. That clock never goes slower than time, so the run took no longer than it says.
  return startedAt <= born ? startedAt : born - Math.max(0, (end?.endedAt ?? startedAt) - startedAt);
}

/**
 * Deletes those of the artifacts of a folder of runs that none of its runs needs. The run that they go with is deleted
 * already: whatever the disk does not let go stays, as everything does where the folder cannot be listed.
 */
export async function collectArtifacts(dir: string, candidates: ReadonlySet<string>): Promise<void> {
  if (candidates.size === 0) return;
  // A run that begins while the folder is listed is not in the list.
  let before = Date.now() - coarsestMs;
  const runs = await readableRuns(dir);
  if (runs === null) return;
  const unneeded = new Set(candidates);
  for (const summary of runs) {
    const seen = await look(summary);
    if (seen === null) return;
    for (const name of seen.names) unneeded.delete(name);
    if (seen.liveSince !== null) before = Math.min(before, seen.liveSince - coarsestMs);
    if (unneeded.size === 0) return;
  }
  for (const { name, at } of storedIn(dir)) {
    if (unneeded.has(name) && at < before) remove(path.join(artifactsFolder(dir), name), before);
  }
}

/** Null when one of them cannot be read. */
async function readableRuns(dir: string): Promise<readonly RunSummary[] | null> {
  try {
    const { runs, unreadable } = await listRuns(dir);
    return unreadable.length === 0 ? runs : null;
  } catch {
    // Whoever lists the folder is told what is wrong with it.
    return null;
  }
}

/** Null for a run that cannot be read. */
async function look(
  summary: RunSummary,
): Promise<{ readonly names: ReadonlySet<string>; readonly liveSince: number | null } | null> {
  try {
    using run = await openRun(summary.path);
    const writer = run.end === null ? (run.own.journal?.writer ?? null) : null;
    if (run.damage !== null) return null;
    const isLive = writer !== null && mayWrite(writer);
    return { names: artifactNames(run), liveSince: isLive ? begunBy(run, filesOf(summary.path)) : null };
  } catch {
    // Whoever opens the run is told what is wrong with it.
    return null;
  }
}

/** Taken away before its time is looked at once more: who stores it meanwhile finds none, and stores it anew. */
function remove(file: string, before: number): void {
  const aside = `${file}.${process.pid}.tmp`;
  try {
    renameSync(file, aside);
    if (statSync(aside).mtimeMs < before) rmSync(aside);
    else renameSync(aside, file);
  } catch {
    // Another process collects too, or the disk does not let it go: it costs room, and nothing else.
  }
}

interface Stored {
  readonly name: string;
  /** When it was stored last, in milliseconds since 1970. */
  readonly at: number;
}

/** What lies in the folder of artifacts, and is one or was to become one. */
function storedIn(dir: string): readonly Stored[] {
  const folder = artifactsFolder(dir);
  try {
    return readdirSync(folder)
      .filter((name) => /^[0-9a-f]{64}\.(?:txt|bin|json)(?:\..+\.tmp)?$/.test(name))
      .flatMap((name) => {
        const stats = statSync(path.join(folder, name), { throwIfNoEntry: false });
        return stats === undefined ? [] : [{ name, at: stats.mtimeMs }];
      });
  } catch {
    // Most folders of runs have none; of one that cannot be read nothing can be collected.
    return [];
  }
}

/** The times of files may be as coarse as this. */
const coarsestMs = 2000;
