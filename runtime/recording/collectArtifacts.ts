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
import { diskError } from './failure.ts';
import { listRuns } from './listRuns.ts';
import { openRun, type RunReader } from './reader.ts';
import { mayWrite } from './writerProcess.ts';

/** The artifacts that may go with a run that is to be deleted. */
export function artifactsOf(run: RunReader, files: readonly string[]): ReadonlySet<string> {
  const stored = storedIn(run.dir);
  if (stored.length === 0) return new Set();
  const referred = artifactNames(run);
  const from = run.header.startedAt - coarsestMs;
  const to = Math.max(...files.map((file) => statSync(file).mtimeMs)) + coarsestMs;
  // Attempts that failed have left some that nothing refers to.
  return new Set(
    stored.filter(({ name, at }) => referred.has(name) || (at >= from && at <= to)).map(({ name }) => name),
  );
}

/** Deletes those of the artifacts of a folder of runs that none of its runs needs. */
export async function collectArtifacts(dir: string, candidates: ReadonlySet<string>): Promise<void> {
  if (candidates.size === 0) return;
  const { runs, unreadable } = await listRuns(dir);
  if (unreadable.length > 0) return;
  const unneeded = new Set(candidates);
  let before = Date.now() - coarsestMs;
  for (const summary of runs) {
    const seen = await look(summary);
    if (seen === null) return;
    for (const name of seen.names) unneeded.delete(name);
    if (seen.isLive) before = Math.min(before, summary.startedAt - coarsestMs);
    if (unneeded.size === 0) return;
  }
  for (const { name, at } of storedIn(dir)) {
    if (unneeded.has(name) && at < before) remove(path.join(artifactsFolder(dir), name), before);
  }
}

/** Null for a run that cannot be read. */
async function look(
  summary: RunSummary,
): Promise<{ readonly names: ReadonlySet<string>; readonly isLive: boolean } | null> {
  try {
    using run = await openRun(summary.path);
    const writer = run.end === null ? (run.own.journal?.writer ?? null) : null;
    return run.damage === null
      ? { names: artifactNames(run), isLive: writer !== null && mayWrite(writer) }
      : null;
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
  } catch (error) {
    const failure = diskError(error, 'write', file);
    // Another process collects too.
    if (failure.code !== 'recording-missing') throw failure;
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
  } catch (error) {
    const failure = diskError(error, 'read', folder);
    if (failure.code === 'recording-missing') return [];
    throw failure;
  }
}

/** The times of files may be as coarse as this. */
const coarsestMs = 2000;
