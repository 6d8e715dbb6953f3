import { readFileSync, statSync } from 'node:fs';
import initSqlJs, { type Database, type SqlJsStatic, type SqlValue } from 'sql.js';
import { distFile } from '../dist.ts';
import { diskError, recordingError } from './failure.ts';
import { APPLICATION_ID, SCHEMA_STEPS, SCHEMA_VERSION } from './schema.ts';

/** SQLite, loaded. sql.js itself keeps one instance per process, so that loading again costs nothing. */
export function loadSqlite(): Promise<SqlJsStatic> {
  return initSqlJs({ locateFile: () => distFile('sql-wasm.wasm') });
}

/**
 * An empty recording of the newest schema.
 *
 * @param pageSize - bytes; what reads all of a large recording spends most of its time on going from page to page.
 */
export function emptyDatabase(
  sqlite: SqlJsStatic,
  steps: readonly string[] = SCHEMA_STEPS,
  pageSize = 4096,
): Database {
  const database = new sqlite.Database();
  database.run(`PRAGMA page_size = ${pageSize};`);
  database.run('PRAGMA journal_mode = OFF; PRAGMA foreign_keys = OFF;');
  database.run(`PRAGMA application_id = ${APPLICATION_ID};`);
  for (const step of steps) database.run(step);
  database.run(`PRAGMA user_version = ${steps.length};`);
  return database;
}

/**
 * A recording's database, in memory, brought to the newest schema there. The file is not changed.
 *
 * Nothing that the file defines is trusted or run: its tables must be ours to the letter, which leaves no room for
 * views in their place, generated columns or virtual tables, and it may have no triggers.
 *
 * @throws BackstepError `recording-missing`, `recording-unreadable`, `recording-too-large` or `recording-too-new`.
 */
export function openDatabase(
  sqlite: SqlJsStatic,
  path: string,
  steps: readonly string[] = SCHEMA_STEPS,
): Database {
  const bytes = readWhole(path);
  const version = schemaVersion(bytes, path, steps.length);
  // A write-ahead log would have to be beside the file, and sql.js sees one file only.
  bytes[18] = 1;
  bytes[19] = 1;
  return guarded(path, () => {
    const database = new sqlite.Database(bytes);
    try {
      database.run('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = OFF;');
      checkSchema(sqlite, database, path, steps.slice(0, version));
      for (const step of steps.slice(version)) database.run(step);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * The version of the schema, from the first 100 bytes of a database.
 *
 * @throws BackstepError `recording-unreadable` or `recording-too-new`.
 */
export function schemaVersion(header: Buffer, path: string, newest: number = SCHEMA_VERSION): number {
  if (header.length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw recordingError('recording-unreadable', `${path} is not an SQLite database.`);
  }
  const application = header.readUInt32BE(68);
  const version = header.readInt32BE(60);
  if (application !== APPLICATION_ID || version < 1) {
    throw recordingError('recording-unreadable', `${path} is an SQLite database, but not a recording.`);
  }
  if (version > newest) {
    throw recordingError(
      'recording-too-new',
      `${path} was written with schema ${version}, and this Backstep knows up to ${newest}: update Backstep.`,
    );
  }
  return version;
}

/** Runs a query on a recording; what SQLite says of a damaged file becomes `recording-unreadable`. */
export function guarded<T>(path: string, query: () => T): T {
  try {
    return query();
  } catch (error) {
    throw diskError(error, 'read', path);
  }
}

/**
 * The rows of one query, as arrays of column values; at most `most` of them, since the pages of a damaged file may lead
 * in circles.
 */
export function rows(
  database: Database,
  sql: string,
  params: SqlValue[] = [],
  most = 1000,
): readonly (readonly SqlValue[])[] {
  const statement = database.prepare(sql, params);
  try {
    const found: SqlValue[][] = [];
    while (found.length < most && statement.step()) found.push(statement.get());
    return found;
  } finally {
    statement.free();
  }
}

const LARGEST_FILE = 2 ** 31 - 1;

function readWhole(path: string): Buffer {
  try {
    const { size } = statSync(path);
    if (size > LARGEST_FILE) {
      throw recordingError(
        'recording-too-large',
        `${path} has ${size} bytes, and recordings above ${LARGEST_FILE} cannot be opened.`,
      );
    }
    return readFileSync(path);
  } catch (error) {
    throw diskError(error, 'read', path);
  }
}

function checkSchema(sqlite: SqlJsStatic, database: Database, path: string, steps: readonly string[]): void {
  const found = tables(database);
  if (!isAsWritten(found, steps)) compareWithModel(sqlite, found, path, steps);
  if (rows(database, "SELECT 1 FROM sqlite_master WHERE type = 'trigger' LIMIT 1").length > 0) {
    throw recordingError('recording-unreadable', `${path} has triggers, which no recording has.`);
  }
}

/** SQLite keeps the text of a table's statement: where no step alters a table, no model has to be made to compare with. */
function isAsWritten(found: ReadonlyMap<SqlValue, SqlValue>, steps: readonly string[]): boolean {
  const text = steps.join('\n');
  if (/\b(ALTER|DROP)\b/i.test(text)) return false;
  const statements = [...text.matchAll(/CREATE TABLE (\w+) [^;]*/g)];
  return statements.every(([statement, name]) => found.get(name as string) === statement.trimEnd());
}

function compareWithModel(
  sqlite: SqlJsStatic,
  found: ReadonlyMap<SqlValue, SqlValue>,
  path: string,
  steps: readonly string[],
): void {
  const model = emptyDatabase(sqlite, steps);
  try {
    for (const [name, sql] of tables(model)) {
      if (found.get(name) === sql) continue;
      throw recordingError(
        'recording-unreadable',
        `${path} is not a recording: its table "${name}" is ${found.has(name) ? 'not ours' : 'missing'}.`,
      );
    }
  } finally {
    model.close();
  }
}

/** The statements that made each table, indexes of ours included. */
function tables(database: Database): ReadonlyMap<SqlValue, SqlValue> {
  const found = new Map<SqlValue, SqlValue>();
  for (const [name, sql] of rows(database, "SELECT name, sql FROM sqlite_master WHERE type = 'table'")) {
    found.set(name ?? null, sql ?? null);
  }
  return found;
}
