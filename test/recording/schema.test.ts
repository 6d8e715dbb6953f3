import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadSqlite, openDatabase, rows } from '../../runtime/recording/database.ts';
import { SCHEMA_STEPS } from '../../runtime/recording/schema.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { codeOf, inFolder } from './folder.ts';
import { DONE, frame, frames, header, set } from './samples.ts';

/** A step that a later version could have. */
const LATER = [
  ...SCHEMA_STEPS,
  'ALTER TABLE run ADD COLUMN note TEXT; UPDATE run SET note = id;',
  'CREATE TABLE tag (name TEXT NOT NULL) STRICT; INSERT INTO tag SELECT note FROM run;',
];

test('an older recording is brought forward step by step, and its file stays as it was', () =>
  inFolder(async (dir) => {
    const file = await recorded(dir);
    const before = readFileSync(file);
    const sqlite = await loadSqlite();
    const database = openDatabase(sqlite, file, LATER);
    assert.deepEqual(rows(database, 'SELECT name FROM tag'), [['run-1']]);
    assert.deepEqual(readFileSync(file), before);
    writeFileSync(file, database.export());
    database.close();
    const half = path.join(dir, 'half.sqlite');
    const newer = new sqlite.Database(readFileSync(file));
    newer.run(`PRAGMA user_version = ${LATER.length}`);
    writeFileSync(half, newer.export());
    newer.close();
    openDatabase(sqlite, half, LATER).close();
    assert.equal(await codeOf(() => openDatabase(sqlite, half)), 'recording-too-new');
  }));

/** Every example query in the documentation runs, and finds something in a run that has some of everything. */
test('the queries of the documentation', () =>
  inFolder(async (dir) => {
    const document = readFileSync(path.join(import.meta.dirname, '../../docs/recordings.md'), 'utf8');
    const queries = [...document.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql]) => sql as string);
    assert.ok(queries.length >= 5);
    const sqlite = await loadSqlite();
    const database = new sqlite.Database(readFileSync(await recorded(dir)));
    for (const query of queries) {
      assert.ok((database.exec(query)[0]?.values.length ?? 0) > 0, query);
    }
    database.close();
  }));

async function recorded(dir: string): Promise<string> {
  const writer = createRun(dir, header());
  for (const item of frames(20)) {
    writer.append({
      ...item,
      patches: [...item.patches, set(['answer'], 'a long answer '.repeat(200))],
      logs: [{ level: 'warn', message: 'slow', atMs: 1 }],
      calls: [
        {
          service: 'llm',
          method: 'ask',
          args: ['why?'],
          result: { type: 'value', value: 'because' },
          startedMs: 0,
          durationMs: 3,
          attempt: 1,
          promised: true,
          reused: false,
        },
      ],
    });
  }
  writer.append(
    frame(21, { error: { name: 'Error', message: 'no', stack: null, code: null, retryable: false } }),
  );
  return (await writer.finish(DONE)).path;
}
