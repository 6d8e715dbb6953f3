import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import { openDatabase } from './database.ts';
import { DatabaseRun } from './databaseRun.ts';
import { diskError } from './failure.ts';
import { JournaledRun } from './journaledRun.ts';
import type { RunFile } from './runFile.ts';
import { checkRunId } from './runId.ts';

/** The recording of a run in a folder; null when there is none. */
export function runPath(dir: string, id: string): string | null {
  const base = path.join(dir, checkRunId(id));
  return [`${base}.sqlite`, `${base}.journal`].find((file) => existsSync(file)) ?? null;
}

/** The files of the recording that `file` is part of. */
export interface RunPaths {
  readonly database: string | null;
  readonly journal: string | null;
}

/** A database and a journal side by side are one recording; a file of another name is told by its first bytes. */
export function pathsOf(file: string): RunPaths {
  const absolute = path.resolve(file);
  const extension = path.extname(absolute);
  if (extension === '.sqlite' || extension === '.journal') {
    const base = absolute.slice(0, -extension.length);
    const database = existsSync(`${base}.sqlite`) ? `${base}.sqlite` : null;
    const journal = existsSync(`${base}.journal`) ? `${base}.journal` : null;
    if (database !== null || journal !== null) return { database, journal };
  }
  return startsLikeSqlite(absolute)
    ? { database: absolute, journal: null }
    : { database: null, journal: absolute };
}

/** The same, those that there are. */
export function filesOf(file: string): readonly string[] {
  const { database, journal } = pathsOf(file);
  return [database, journal].filter((found) => found !== null);
}

/** @throws BackstepError as docs/errors.md lists them. */
export function openRunFile(sqlite: SqlJsStatic, file: string): RunFile {
  const paths = pathsOf(file);
  try {
    return openPaths(sqlite, paths);
  } catch (error) {
    const now = pathsOf(file);
    // Between looking and opening, another process may have made a database of the journal.
    if (now.database !== paths.database || now.journal !== paths.journal) return openPaths(sqlite, now);
    throw error;
  }
}

function openPaths(sqlite: SqlJsStatic, paths: RunPaths): RunFile {
  const { database, journal } = paths;
  const base = database === null ? null : openDatabaseRun(sqlite, database);
  if (journal === null) return base as DatabaseRun;
  try {
    return new JournaledRun(journal, base);
  } catch (error) {
    base?.close();
    throw error;
  }
}

/** A database alone, without the journal that may continue it. */
export function openDatabaseRun(sqlite: SqlJsStatic, database: string): DatabaseRun {
  return new DatabaseRun(openDatabase(sqlite, database), database);
}

function startsLikeSqlite(file: string): boolean {
  try {
    const fd = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(16);
      readSync(fd, bytes, 0, 16, 0);
      return bytes.toString('latin1') === 'SQLite format 3\0';
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw diskError(error, 'read', file);
  }
}
