import { statSync, unlinkSync } from 'node:fs';
import type { SqlJsStatic } from 'sql.js';
import type { Json } from '../language/json.ts';
import { loadSqlite } from './database.ts';
import { DatabaseBuilder } from './databaseBuilder.ts';
import { recordingError } from './failure.ts';
import { openRunFile } from './openRunFile.ts';
import { openRunWith } from './reader.ts';
import type { RunFile } from './runFile.ts';

/**
 * Makes the database of a journal, together with the database that the journal continues if there is one, and deletes
 * the journal.
 *
 * @returns the database's path.
 * @throws BackstepError; the journal is still there then.
 */
export async function convertJournal(journal: string): Promise<string> {
  const { size } = statSync(journal);
  if (size > LARGEST_JOURNAL) {
    throw recordingError(
      'recording-too-large',
      `${journal} has ${size} bytes: above ${LARGEST_JOURNAL} it stays a journal, which opens like a database.`,
    );
  }
  const sqlite = await loadSqlite();
  const target = journal.replace(/\.journal$/, '.sqlite');
  const file = openRunFile(sqlite, journal);
  const before = file.identity.inherited;
  const builder = new DatabaseBuilder(sqlite, before, (position) => sessionAt(sqlite, file, position), size);
  try {
    if (file.damage !== null)
      throw recordingError('recording-torn', `${journal} is damaged: ${file.damage}.`);
    file.copyInto(builder);
    builder.run(file.identity, file.start(), file.end);
    builder.inFlight(file);
    builder.save(target);
  } finally {
    builder.close();
    file.close();
  }
  unlinkSync(journal);
  return target;
}

/** A database is made in memory, which has room for two gigabytes. */
const LARGEST_JOURNAL = 512 * 1024 * 1024;

/** The session after a step; null when it cannot be read. */
function sessionAt(sqlite: SqlJsStatic, file: RunFile, position: number): Json | null {
  const { values } = file.start();
  if (position === 0 && values !== null) return values.session;
  try {
    using reader = openRunWith(sqlite, file.path);
    return reader.snapshotAt(position).session;
  } catch {
    // Whoever opens the run is told what is wrong with it; here it must only not stop the conversion.
    return null;
  }
}
