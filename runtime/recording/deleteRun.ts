import { rmSync } from 'node:fs';
import path from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import type { Cut } from '../language/snapshot.ts';
import { loadSqlite } from './database.ts';
import { DatabaseBuilder } from './databaseBuilder.ts';
import { diskError } from './failure.ts';
import { listRuns } from './listRuns.ts';
import { openDatabaseRun, pathsOf } from './openRunFile.ts';
import { openRunWith } from './reader.ts';
import type { RunIdentity } from './record.ts';

/**
 * Deletes a recording. What its forks need of it is written into them first, so that they stay whole: to them it is as
 * if they had been forked from the deleted run's own parent, or had run from the start.
 *
 * @throws BackstepError `recording-missing`, or `recording-disk-full` or `recording-unwritable` with nothing deleted.
 */
export async function deleteRun(file: string): Promise<void> {
  const paths = pathsOf(file);
  const files = [paths.database, paths.journal].filter((found) => found !== null);
  const sqlite = await loadSqlite();
  const id = readableId(sqlite, file);
  if (id !== null) {
    const { runs } = await listRuns(path.dirname(path.resolve(file)));
    for (const run of runs) if (run.parent === id) detach(sqlite, run.path);
  }
  try {
    for (const found of files) rmSync(found);
  } catch (error) {
    throw diskError(error, 'write', file);
  }
}

/** Makes a fork independent of its parent. A journal that goes with it, which may be live, is left as it is. */
function detach(sqlite: SqlJsStatic, file: string): void {
  using reader = openRunWith(sqlite, file);
  const identity = detached(reader.lineage);
  const { inherited } = reader;
  const builder = new DatabaseBuilder(
    sqlite,
    identity.inherited,
    () => reader.snapshotAt(identity.inherited).session,
  );
  const { database } = pathsOf(file);
  const base = database === null ? null : openDatabaseRun(sqlite, database);
  try {
    for (const frame of reader.range(identity.inherited + 1, inherited)) builder.frame(frame);
    base?.copyInto(builder);
    const { source, input, config, session } = reader.header;
    const values = identity.parent === null ? { input, config, session } : null;
    builder.run(identity, { source, values }, base?.end ?? null);
    builder.save(file.replace(/\.journal$/, '.sqlite'));
  } finally {
    builder.close();
    base?.close();
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

/** A recording that cannot be read can be deleted all the same: its forks cannot be read either. */
function readableId(sqlite: SqlJsStatic, file: string): string | null {
  try {
    using reader = openRunWith(sqlite, file);
    return reader.header.id;
  } catch {
    return null;
  }
}
