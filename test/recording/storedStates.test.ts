import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { SqlValue } from 'sql.js';
import { advance, initialSnapshot } from '../../runtime/language/advance.ts';
import type { Json } from '../../runtime/language/json.ts';
import type { Patch } from '../../runtime/language/patch.ts';
import type { Frame, RunHeader } from '../../runtime/model/run.ts';
import { loadSqlite, rows } from '../../runtime/recording/database.ts';
import { deleteRun } from '../../runtime/recording/deleteRun.ts';
import { exportRun } from '../../runtime/recording/exportRun.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { resumeRun } from '../../runtime/recording/resume.ts';
import { SCHEMA_STEPS } from '../../runtime/recording/schema.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { codeOf, inFolder } from './folder.ts';
import { DONE, frame, header, set } from './samples.ts';

const STOPPED = { status: 'stopped', output: null, error: null, endedAt: 0 } as const;

/** Short enough to stand in the steps themselves. */
const text = (n: number): string => `${n} `.padEnd(900, 'lorem ipsum ');
const texts = (n: number): Json => Array.from({ length: 22 }, (_, at) => ({ text: text(22 * n + at) }));
const push = (length: number, insert: Json): Patch => ({
  op: 'array',
  path: ['messages'],
  pieces: [{ start: 0, count: length }, { insert: insert as readonly Json[] }],
});

/** A conversation that grows by 20 kB in each step, with a key that goes and comes back at another place. */
function growing(from: number, to: number): readonly Frame[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const seq = from + index;
    const patches: Patch[] = [push(22 * (seq - 1), texts(seq)), set(['rounds'], seq)];
    if (seq % 7 === 0) patches.push(set(['late'], seq));
    if (seq % 35 === 0) patches.push({ op: 'delete', path: ['rounds'] }, set(['rounds'], seq));
    return frame(seq, { patches });
  });
}

/** A session that is another one after each step. */
const replaced = (count: number): readonly Frame[] =>
  Array.from({ length: count }, (_, index) =>
    frame(index + 1, {
      patches: Array.from({ length: 22 }, (_, key) => set([`part${key}`], text(22 * index + key))),
    }),
  );

async function record(dir: string, start: RunHeader, frames: readonly Frame[]): Promise<string> {
  const writer = createRun(dir, start);
  for (const each of frames) writer.append(each);
  const { path: file, problem } = await writer.finish(STOPPED);
  assert.equal(problem, null);
  return file;
}

/** Reads every tenth state from the file alone; the texts must be equal, so that the order of keys is looked at too. */
async function expectStates(file: string, start: RunHeader, frames: readonly Frame[]): Promise<void> {
  using run = await openRun(file);
  let expected = initialSnapshot(start);
  for (const [index, each] of frames.entries()) {
    expected = advance(expected, each);
    if (index % 10 !== 9) continue;
    assert.equal(JSON.stringify(run.snapshotAt(index + 1)), JSON.stringify(expected), `after ${index + 1}`);
  }
}

async function query(file: string, sql: string): Promise<readonly (readonly SqlValue[])[]> {
  const sqlite = await loadSqlite();
  const database = new sqlite.Database(readFileSync(file));
  try {
    return rows(database, sql);
  } finally {
    database.close();
  }
}

async function change(file: string, ...statements: readonly string[]): Promise<void> {
  const sqlite = await loadSqlite();
  const database = new sqlite.Database(readFileSync(file));
  for (const sql of statements) database.run(sql);
  writeFileSync(file, database.export());
  database.close();
}

test('of a session that grows, what was added is stored once more, and never the whole', () =>
  inFolder(async (dir) => {
    const frames = growing(1, 300);
    const file = await record(dir, header(), frames);
    assert.deepEqual(await query(file, 'SELECT count(*) FROM keyframe'), [[0]]);
    const [[deltas] = []] = await query(file, 'SELECT count(*) FROM delta');
    assert.ok(Number(deltas) >= 4, `${deltas} deltas`);
    const [[added] = []] = await query(file, 'SELECT sum(length(patches)) FROM frame');
    const [[again] = []] = await query(file, 'SELECT sum(length(patches)) FROM delta');
    assert.ok(Number(again) <= Number(added), `${again} for ${added}`);
    await expectStates(file, header(), frames);
  }));

test('of a session that is replaced again and again, the whole is stored now and then', () =>
  inFolder(async (dir) => {
    const frames = replaced(300);
    const file = await record(dir, header(), frames);
    const [[keyframes] = []] = await query(file, 'SELECT count(*) FROM keyframe');
    assert.ok(Number(keyframes) >= 4, `${keyframes} keyframes`);
    await expectStates(file, header(), frames);
  }));

test('a run that goes on after it was a database has the right states before and after', () =>
  inFolder(async (dir) => {
    const frames = growing(1, 300);
    const file = await record(dir, header(), frames.slice(0, 130));
    const writer = await resumeRun(file);
    for (const each of frames.slice(130)) writer.append(each);
    await expectStates(file, header(), frames);
    assert.equal((await writer.finish(DONE)).problem, null);
    await expectStates(file, header(), frames);
  }));

test('so have a fork, one whose parent is gone, and an export', () =>
  inFolder(async (dir) => {
    const frames = growing(1, 300);
    const parent = await record(dir, header(), frames.slice(0, 200));
    const start = header({ id: 'fork-1', parent: { run: 'run-1', cut: { seq: 120, branches: {} } } });
    const file = await record(dir, start, frames.slice(120));
    await expectStates(file, header(), frames);
    const exported = path.join(dir, 'exported.backstep');
    await exportRun(file, exported);
    await expectStates(exported, header(), frames);
    await deleteRun(parent);
    await expectStates(file, header(), frames);
  }));

test('a recording of an older schema, with whole sessions only, reads as it did', () =>
  inFolder(async (dir) => {
    const frames = growing(1, 100);
    const file = await record(dir, header(), frames);
    let snapshot = initialSnapshot(header());
    for (const each of frames.slice(0, 60)) snapshot = advance(snapshot, each);
    await change(
      file,
      `PRAGMA user_version = ${SCHEMA_STEPS.length - 1}`,
      'DROP TABLE delta',
      `INSERT INTO keyframe VALUES (60, '${JSON.stringify(snapshot.session)}')`,
    );
    await expectStates(file, header(), frames);
  }));

for (const [name, sql] of [
  ['that end before they begin', 'UPDATE delta SET after = position'],
  ['that are not JSON', "UPDATE delta SET patches = '['"],
  ['that fit no session', `UPDATE delta SET patches = '[{"op":"set","path":["no","where"],"value":1}]'`],
] as const) {
  test(`changes put together ${name} are told as a damaged recording`, () =>
    inFolder(async (dir) => {
      const file = await record(dir, header(), growing(1, 100));
      await change(file, sql);
      using run = await openRun(file);
      assert.equal(await codeOf(() => run.snapshotAt(100)), 'recording-unreadable');
    }));
}

test('changes put together that overlap are left out, and the steps are read', () =>
  inFolder(async (dir) => {
    const frames = growing(1, 150);
    const file = await record(dir, header(), frames);
    await change(file, 'UPDATE delta SET after = after - 3 WHERE after > 0');
    await expectStates(file, header(), frames);
  }));

test('long texts are stored once, in the steps and in what they come to', () =>
  inFolder(async (dir) => {
    const long = (n: number): string => `${n} `.padEnd(3_000, 'lorem ipsum ');
    const frames = Array.from({ length: 1_200 }, (_, index) =>
      frame(index + 1, { patches: [push(index, [{ text: long(index) }])] }),
    );
    const file = await record(dir, header(), frames);
    assert.deepEqual(await query(file, 'SELECT count(*) FROM delta'), [[1]]);
    assert.ok(statSync(file).size < 1_200 * 5_000, `${statSync(file).size} bytes`);
    await expectStates(file, header(), frames);
  }));

test('of small changes nothing is stored twice', () =>
  inFolder(async (dir) => {
    const session: Json = { rounds: 0, messages: [] };
    const frames = Array.from({ length: 50 }, (_, index) => frame(index + 1));
    const file = await record(dir, header({ session }), frames);
    assert.deepEqual(
      await query(file, 'SELECT (SELECT count(*) FROM delta), (SELECT count(*) FROM keyframe)'),
      [[0, 0]],
    );
    await expectStates(file, header({ session }), frames);
  }));
