import { rmSync } from 'node:fs';
import path from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import { BackstepError } from '../language/backstepError.ts';
import type { Cut } from '../language/snapshot.ts';
import { artifactsOf, collectArtifacts } from './collectArtifacts.ts';
import { loadSqlite } from './database.ts';
import { diskError } from './failure.ts';
import { listRuns } from './listRuns.ts';
import { filesOf, openDatabaseRun, pathsOf } from './openRunFile.ts';
import { openRunWith } from './reader.ts';
import type { RunIdentity } from './record.ts';
import { checkUnused } from './resume.ts';
import { saveRun } from './saveRun.ts';

/**
 * Deletes a recording, and the artifacts that no other run of its folder refers to, as far as
 * the disk lets go of them. What its forks need of it is written into them first, so that they stay whole: to them it is as
 * if they had been forked from the deleted run's own parent, or had run from the start.
 *
 * @throws BackstepError `recording-missing`, `recording-in-use` while another process records the run, or
 *   `recording-disk-full` or `recording-unwritable` with nothing deleted.
 */
export async function deleteRun(file: string): Promise<void> {
  await collectArtifacts(path.dirname(path.resolve(file)), await deleteRunAlone(file));
}

/**
 * The same without its artifacts.
 *
 * @returns those that may go with it, for `collectArtifacts`
 */
export async function deleteRunAlone(file: string): Promise<ReadonlySet<string>> {
  const files = filesOf(file);
  const sqlite = await loadSqlite();
  const deletable = deletableRun(sqlite, file, files);
  if (deletable !== null) {
    const { runs } = await listRuns(path.dirname(path.resolve(file)));
    for (const run of runs) if (run.parent === deletable.id) detach(sqlite, run.path);
  }
  try {
    for (const found of files) rmSync(found);
  } catch (error) {
    throw diskError(error, 'write', file);
  }
  return deletable?.artifacts ?? new Set();
}

/** Makes a fork independent of its parent. A journal that goes with it, which may be live, is left as it is. */
function detach(sqlite: SqlJsStatic, file: string): void {
  using reader = openRunWith(sqlite, file);
  const { database } = pathsOf(file);
  const own = database === null ? null : openDatabaseRun(sqlite, database);
  try {
    saveRun(sqlite, reader, own, detached(reader.lineage), file.replace(/\.journal$/, '.sqlite'));
  } finally {
    own?.close();
  }
}

/** What a fork is without its parent: a fork of the parent's parent, or a run of its own. */
function detached(lineage: readonly RunIdentity[]): RunIdentity {
  const [own, parent] = lineage as [RunIdentity, RunIdentity];
  const cut = own.parent?.cut as Cut;
  // A cut through open branches has no position in the parent's parent.
  if (parent.parent === null || isOpen(cut) || isOpen(parent.parent.cut)) {
    return { ...own, parent: null, inherited: 0 };
  }
  if (own.inherited <= parent.inherited) return { ...own, parent: { run: parent.parent.run, cut } };
  return { ...own, parent: parent.parent, inherited: parent.inherited };
}

function isOpen(cut: Cut): boolean {
  return Object.keys(cut.branches).length > 0;
}

/** Null for a recording that cannot be read: it can be deleted all the same, since its forks cannot be read either. */
function deletableRun(
  sqlite: SqlJsStatic,
  file: string,
  files: readonly string[],
): { readonly id: string; readonly artifacts: ReadonlySet<string> } | null {
  try {
    using reader = openRunWith(sqlite, file);
    checkUnused(reader.own);
    return { id: reader.header.id, artifacts: artifactsOf(reader, files) };
  } catch (error) {
    if (error instanceof BackstepError && error.code === 'recording-in-use') throw error;
    return null;
  }
}
