import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Database } from 'sql.js';
import { checksum } from '../../runtime/recording/checksum.ts';
import { loadSqlite } from '../../runtime/recording/database.ts';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { codeOf, inFolder } from './folder.ts';
import { DONE, frame, frames, header } from './samples.ts';

const LONG = 'long '.repeat(1000);

/** A good recording with a large value in it. */
async function good(dir: string): Promise<string> {
  const writer = createRun(dir, header());
  for (const item of frames(3)) writer.append(item);
  writer.append(frame(4, { data: LONG }));
  return (await writer.finish(DONE)).path;
}

/** Opens a file, lists its folder, and reads everything in it; answers the code of the first error. */
async function readAll(file: string): Promise<string> {
  await listRuns(path.dirname(file));
  return codeOf(async () => {
    using run = await openRun(file);
    for (let k = 0; k <= run.head; k++) run.snapshotAt(k);
    JSON.stringify([run.frames, run.header, run.end]);
    run.timeline();
  });
}

test('a recording that is cut off says so, and what to do', () =>
  inFolder(async (dir) => {
    const file = await good(dir);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 2)));
    await assert.rejects(async () => {
      using run = await openRun(file);
      for (let k = 0; k <= run.head; k++) run.snapshotAt(k);
    }, /cannot be read: the file is cut off or damaged, so take a whole copy of it/);
  }));

/** Changes the database of a good recording with SQL, then reads it. */
function damaged(name: string, sql: string, code: string): void {
  test(`a database ${name}: ${code}`, () =>
    inFolder(async (dir) => {
      const file = await good(dir);
      const sqlite = await loadSqlite();
      const database: Database = new sqlite.Database(readFileSync(file));
      database.run(sql);
      writeFileSync(file, database.export());
      database.close();
      assert.equal(await readAll(file), code);
    }));
}

damaged('with nothing changed', '', 'none');
damaged('with an index of somebody', 'CREATE INDEX mine ON frame (state)', 'none');
damaged('of a newer schema', 'PRAGMA user_version = 999', 'recording-too-new');
damaged('without a schema version', 'PRAGMA user_version = 0', 'recording-unreadable');
damaged('of another application', 'PRAGMA application_id = 7', 'recording-unreadable');
damaged('without frames', 'DELETE FROM frame', 'none');
damaged('with a frame missing', 'DELETE FROM frame WHERE position = 2', 'recording-unreadable');
damaged('without its run', 'DELETE FROM run', 'recording-unreadable');
damaged('without its session', "DELETE FROM document WHERE name = 'session'", 'recording-unreadable');
damaged('without its source', "DELETE FROM document WHERE name = 'source'", 'recording-unreadable');
damaged('without its output', "DELETE FROM document WHERE name = 'output'", 'recording-unreadable');
damaged('without its large values', 'DELETE FROM value', 'recording-unreadable');
damaged('with data that is not JSON', "UPDATE frame SET data = '{'", 'recording-unreadable');
damaged('with patches that are no patches', "UPDATE frame SET patches = '[1]'", 'recording-unreadable');
damaged(
  'with a patch into nothing',
  change('{"op":"set","path":["no","where"],"value":1}'),
  'recording-unreadable',
);
damaged('with a patch of an unknown kind', change('{"op":"move","path":[]}'), 'recording-unreadable');
damaged(
  'with a huge run of items',
  change('{"op":"array","path":["messages"],"pieces":[{"start":0,"count":1e15}]}'),
  'recording-unreadable',
);
damaged(
  'with a run of items that are not there',
  change('{"op":"array","path":["messages"],"pieces":[{"start":0,"count":9}]}'),
  'recording-unreadable',
);
damaged(
  'with an unknown directive',
  `UPDATE frame SET directive = '{"directive":"eval"}'`,
  'recording-unreadable',
);
damaged('with a directive of no shape', "UPDATE frame SET directive = 'null'", 'recording-unreadable');
damaged('with calls that are no calls', `UPDATE frame SET calls = '[{"service":1}]'`, 'recording-unreadable');
for (const branch of ['{}', '{"state":5}', '{"state":"A","workflow":"B"}', 'null']) {
  damaged(`with branches of ${branch}`, fanOut(branch, 'null'), 'recording-unreadable');
}
for (const concurrency of ['0', '-1', '1.5', '"all"']) {
  damaged(
    `with ${concurrency} branches at once`,
    fanOut('{"state":"A"}', concurrency),
    'recording-unreadable',
  );
}
damaged(
  'with a sleep that ends before it began',
  directive('{"directive":"sleep","durationMs":-1,"state":"CHECKED","data":null}'),
  'recording-unreadable',
);
damaged(
  'with a timeout before its wait',
  directive(
    '{"directive":"waitFor","signal":"s","state":"CHECKED","data":null,"timeoutMs":-1,"onTimeout":null}',
  ),
  'recording-unreadable',
);
damaged('with a stream where one was', call('["a","b"]', '["args",0,"at"]'), 'none');
damaged('with a stream where nothing is', call('["a","c"]', '["args",0,"at"]'), 'recording-unreadable');
damaged(
  'with a stream in a prototype',
  call('["__proto__","polluted"]', '["args",0,"at"]'),
  'recording-unreadable',
);
damaged('with a stream for a length', call('["list","length"]', '["args",0,"at"]'), 'recording-unreadable');
damaged(
  'with a note on a prototype',
  call('["a","b"]', '["args",0,"constructor","prototype"]'),
  'recording-unreadable',
);
damaged('with a rest that is a list', "UPDATE frame SET rest = '[]'", 'recording-unreadable');
damaged('with a hole in a wrong place', hole('{"path":["state"],"hash":"0"}'), 'recording-unreadable');
damaged('with a hole without a value', hole('{"path":["data"],"hash":"0"}'), 'recording-unreadable');
damaged('with a hole that is like itself', hole(like(1, '["data"]')), 'recording-unreadable');
damaged('with a hole that is like a later frame', hole(like(4, '["data"]')), 'recording-unreadable');
damaged('with a hole that is like nothing', hole(like(1, '["data","no"]')), 'recording-unreadable');
damaged('with a bad run id', "UPDATE run SET id = '../../etc'", 'recording-unreadable');
damaged('with a bad status', "UPDATE run SET status = 'exploded'", 'recording-unreadable');
damaged(
  'with a parent outside',
  "UPDATE run SET parent_run = '../x', parent_cut = '{}'",
  'recording-unreadable',
);
damaged(
  'with a parent that is not there',
  `UPDATE run SET parent_run = 'gone', parent_cut = '{"seq":0,"branches":{}}'`,
  'parent-missing',
);
damaged('that claims frames of nobody', 'UPDATE run SET inherited = 3', 'recording-unreadable');
damaged('with states that are numbers', "UPDATE run SET states = '[1]'", 'recording-unreadable');
damaged(
  'with a trigger',
  'CREATE TRIGGER boom AFTER INSERT ON run BEGIN DELETE FROM run; END',
  'recording-unreadable',
);
damaged(
  'with a view for a table',
  'ALTER TABLE frame RENAME TO hidden; CREATE VIEW frame AS SELECT * FROM hidden',
  'recording-unreadable',
);
damaged(
  'with a view that never ends for a table',
  `DROP TABLE run; CREATE VIEW run AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n`,
  'recording-unreadable',
);
damaged(
  'with a generated column',
  'ALTER TABLE run ADD COLUMN x TEXT AS (upper(id))',
  'recording-unreadable',
);
damaged('with a table less', 'DROP TABLE keyframe', 'recording-unreadable');
damaged('with a keyframe that is not JSON', "INSERT INTO keyframe VALUES (1, '')", 'recording-unreadable');
damaged(
  'with a session as deep as the sea',
  `UPDATE document SET content = '${'['.repeat(200_000)}${']'.repeat(200_000)}' WHERE name = 'session'`,
  'recording-unreadable',
);

function change(patch: string): string {
  return `UPDATE frame SET patches = '[${patch}]' WHERE position = 2`;
}

function directive(json: string): string {
  return `UPDATE frame SET directive = '${json}' WHERE position = 2`;
}

function fanOut(branch: string, concurrency: string): string {
  return directive(
    `{"directive":"fanOut","branch":${branch},"items":[],"join":"A","concurrency":${concurrency},"onBranchError":"fail"}`,
  );
}

/** A call whose answer holds a stream, and whose argument a date. */
function call(stream: string, typed: string): string {
  const kept = `{"path":${stream},"kind":"iterable","chunks":[],"times":[],"end":"done","error":null}`;
  const result = `{"type":"stream","value":{"a":{"b":null},"list":[]},"streams":[${kept}]}`;
  const args = `[{"at":"2023-11-14T22:13:20.000Z"}]`;
  return `UPDATE frame SET calls = '[{"service":"s","method":"m","args":${args},"startedMs":0,"durationMs":0,"attempt":1,"result":${result},"typed":[{"path":${typed},"type":"Date"}]}]' WHERE position = 2`;
}

function hole(json: string): string {
  return `UPDATE frame SET holes = '[${json}]' WHERE position = 1`;
}

function like(position: number, place: string): string {
  return `{"path":["data"],"like":{"position":${position},"path":${place}},"patches":[]}`;
}

/** Writes a file of our name with these contents, then reads it. */
function alien(name: string, file: string, contents: string | Buffer, code: string): void {
  test(`${name}: ${code}`, () =>
    inFolder(async (dir) => {
      writeFileSync(path.join(dir, file), contents);
      assert.equal(await readAll(path.join(dir, file)), code);
      const { runs, unreadable } = await listRuns(dir);
      assert.equal(runs.length, 0);
      assert.equal(unreadable.length, 1);
    }));
}

alien('an empty database', 'x.sqlite', '', 'recording-unreadable');
alien('an empty journal', 'x.journal', '', 'recording-torn');
alien('a text as a database', 'x.sqlite', 'hello\n', 'recording-unreadable');
alien('a database of nothing but zeros', 'x.sqlite', Buffer.alloc(8192), 'recording-unreadable');
alien('a journal of nothing but zeros', 'x.journal', Buffer.alloc(8192), 'recording-torn');
alien('a text as a journal', 'x.journal', 'hello\nthere\n', 'recording-torn');
alien('JSON lines as a journal', 'x.journal', '{"type":"run"}\n{"type":"start"}\n', 'recording-torn');
alien('a database with nothing behind its header', 'x.sqlite', sqliteHeader(), 'recording-unreadable');
journal('of another kind', ['{"hello":1}'], 'recording-unreadable');
journal('that begins with its end', ['{"type":"end"}'], 'recording-unreadable');
journal('of a newer version', ['{"type":"run","journal":99,"after":0,"run":{}}'], 'recording-too-new');
journal('without an id', ['{"type":"run","journal":1,"after":0,"run":{}}'], 'recording-unreadable');
journal('with a head that is a list', ['[]'], 'recording-unreadable');

/** A journal with right checksums and wrong contents. */
function journal(name: string, records: readonly string[], code: string): void {
  const lines = records.map((record) => {
    const bytes = Buffer.from(record);
    return `${checksum(bytes, 0, bytes.length).toString(16).padStart(8, '0')} ${record}\n`;
  });
  alien(`a journal ${name}`, 'x.journal', lines.join(''), code);
}

test('a file that is not there, or is a folder', () =>
  inFolder(async (dir) => {
    mkdirSync(path.join(dir, 'folder.sqlite'));
    assert.equal(await codeOf(() => openRun(path.join(dir, 'folder.sqlite'))), 'recording-unreadable');
    assert.equal(await codeOf(() => openRun(path.join(dir, 'nothing.sqlite'))), 'recording-missing');
    assert.equal(
      await codeOf(() => openRun(path.join(dir, 'no', 'such', 'folder', 'x'))),
      'recording-missing',
    );
    assert.deepEqual(await listRuns(path.join(dir, 'nowhere')), { runs: [], unreadable: [] });
  }));

test('a file larger than can be opened is refused before it is read', () =>
  inFolder(async (dir) => {
    const file = await good(dir);
    // Sparse: it takes no room.
    truncateSync(file, 3 * 2 ** 30);
    assert.equal(await codeOf(() => openRun(file)), 'recording-too-large');
  }));

test('a step that is not there', () =>
  inFolder(async (dir) => {
    using run = await openRun(await good(dir));
    for (const k of [-1, 5, 1.5, Number.NaN]) {
      assert.equal(await codeOf(() => run.snapshotAt(k)), 'no-such-step');
      assert.equal(await codeOf(() => run.frame(k)), 'no-such-step');
    }
    assert.equal(await codeOf(() => run.frame(0)), 'no-such-step');
  }));

const CODES = new Set([
  'none',
  'recording-unreadable',
  'recording-too-new',
  'recording-torn',
  'parent-missing',
  'recording-missing',
]);

test('a database cut off anywhere, or with bytes changed anywhere, gives a code or is read', () =>
  inFolder(async (dir) => {
    const file = await good(dir);
    const bytes = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length),
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }),
        async (length, changes) => {
          const changed = Buffer.from(bytes);
          for (const [at, value] of changes) changed[at] = value;
          writeFileSync(file, changes.length === 0 ? changed.subarray(0, length) : changed);
          const code = await readAll(file);
          assert.ok(CODES.has(code), code);
        },
      ),
      { numRuns: 120 },
    );
  }));

function sqliteHeader(): Buffer {
  const header = Buffer.alloc(4096);
  header.write('SQLite format 3\0');
  header.writeUInt16BE(4096, 16);
  header.writeUInt32BE(1, 60);
  header.writeUInt32BE(0x626b7374, 68);
  return header;
}
