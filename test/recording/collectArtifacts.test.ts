import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { artifactFolder } from '../../runtime/engine/artifactFolder.ts';
import { collectArtifacts } from '../../runtime/recording/collectArtifacts.ts';
import { deleteRun } from '../../runtime/recording/deleteRun.ts';
import { exportRun, importRun } from '../../runtime/recording/exportRun.ts';
import { pruneRuns } from '../../runtime/recording/pruneRuns.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { createRun, type RunWriter } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { DONE, frame, header, set } from './samples.ts';

const HOUR = 3_600_000;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const fileOf = (dir: string, text: string): string => path.join(dir, 'artifacts', `${hash(text)}.txt`);
const reference = (text: string) => ({ artifact: hash(text), kind: 'text', bytes: text.length });

/** Artifacts that were stored so many hours ago. */
function store(dir: string, texts: readonly string[], hours: number): void {
  mkdirSync(path.join(dir, 'artifacts'), { recursive: true });
  for (const text of texts) {
    writeFileSync(fileOf(dir, text), text);
    age(fileOf(dir, text), hours);
  }
}

function age(file: string, hours: number): void {
  const then = new Date(Date.now() - hours * HOUR);
  utimesSync(file, then, then);
}

function left(dir: string): string {
  return readdirSync(path.join(dir, 'artifacts'))
    .map((name) => readFileSync(path.join(dir, 'artifacts', name), 'utf8'))
    .sort()
    .join();
}

/** A run that refers to artifacts, begun so many hours ago. */
function begin(dir: string, id: string, texts: readonly string[], hours = 10, parent?: string): RunWriter {
  const from = parent === undefined ? null : { run: parent, cut: { seq: 1, branches: {} } };
  const startedAt = Date.now() - hours * HOUR;
  const writer = createRun(dir, header({ id, startedAt, parent: from, input: texts.map(reference) }));
  const patches = [set(['documents'], texts.map(reference))];
  writer.append(frame(parent === undefined ? 1 : 2, { patches }));
  return writer;
}

async function recorded(...given: Parameters<typeof begin>): Promise<string> {
  return (await begin(...given).finish(DONE)).path;
}

test('artifacts go with the last run that refers to them', () =>
  inFolder(async (dir) => {
    store(dir, ['a', 'b', 'c', 'foreign'], 20);
    const first = await recorded(dir, 'first', ['a', 'b']);
    const second = await recorded(dir, 'second', ['b', 'c']);
    await deleteRun(first);
    assert.equal(left(dir), 'b,c,foreign');
    await deleteRun(second);
    assert.equal(left(dir), 'foreign', 'which neither has stored nor referred to');
  }));

test('what an attempt stored in vain goes with its run', () =>
  inFolder(async (dir) => {
    store(dir, ['before'], 20);
    store(dir, ['in vain'], 5);
    await deleteRun(await recorded(dir, 'run', []));
    assert.equal(left(dir), 'before');
  }));

test('a fork keeps what it inherits, and what a step in flight has in its checkpoint stays', () =>
  inFolder(async (dir) => {
    store(dir, ['a', 'b', 'c'], 20);
    const parent = await recorded(dir, 'parent', ['a']);
    await recorded(dir, 'fork', ['b'], 9, 'parent');
    const waiting = begin(dir, 'waiting', []);
    waiting.note({ type: 'checkpoint', branch: '', step: '2:CHECKED', value: [reference('c')] });
    waiting.close();
    await deleteRun(parent);
    assert.equal(left(dir), 'a,b,c');
  }));

test('an import keeps what it brought, and retention drops what nobody needs', () =>
  inFolder(async (dir) => {
    store(dir, ['a', 'b'], 20);
    const run = await recorded(dir, 'sent', ['a'], 1);
    const sent = path.join(dir, 'sent.backstep');
    await exportRun(run, sent);
    await recorded(dir, 'old', ['a', 'b'], 30);
    const elsewhere = path.join(dir, 'elsewhere');
    await importRun(sent, elsewhere);
    await recorded(elsewhere, 'old', ['a'], 30);
    for (const folder of [dir, elsewhere]) await pruneRuns(folder, { runs: 1, days: null });
    assert.equal(left(dir), 'a');
    assert.equal(left(elsewhere), 'a');
  }));

test('while a run is under way, what it has stored stays though no frame refers to it', () =>
  inFolder(async (dir) => {
    store(dir, ['a', 'again'], 20);
    const old = await recorded(dir, 'old', ['a', 'again']);
    const live = begin(dir, 'live', [], 1);
    await artifactFolder(path.join(dir, 'artifacts')).put(`${hash('again')}.txt`, Buffer.from('again'));
    await deleteRun(old);
    assert.equal(left(dir), 'again');
    live.close();
  }));

test('of a fork that began after a skipped sleep, what it stores stays while it runs, and what it stored in vain goes', (t) =>
  inFolder(async (dir) => {
    store(dir, ['a', 'before'], 20);
    const old = await recorded(dir, 'old', ['a']);
    const live = begin(dir, 'live', [], -72);
    await artifactFolder(path.join(dir, 'artifacts')).put(`${hash('a')}.txt`, Buffer.from('a'));
    const now = Date.now();
    const clock = t.mock.method(Date, 'now', () => now + HOUR);
    await deleteRun(old);
    clock.mock.restore();
    assert.equal(left(dir), 'a,before', 'though an hour has passed since');
    store(dir, ['in vain'], 1);
    const { path: file } = await live.finish({ ...DONE, endedAt: Date.now() + 74 * HOUR });
    await deleteRun(file);
    assert.equal(left(dir), 'a,before');
  }));

test('what a run stores that begins while the folder is listed stays', (t) =>
  inFolder(async (dir) => {
    store(dir, ['a'], 20);
    await recorded(dir, 'other', []);
    const collecting = collectArtifacts(dir, new Set([`${hash('a')}.txt`]));
    // What is stored again is as new.
    age(fileOf(dir, 'a'), 0);
    const now = Date.now();
    t.mock.method(Date, 'now', () => now + HOUR);
    await collecting;
    assert.equal(left(dir), 'a');
  }));

test('a run is deleted though an artifact cannot be', () =>
  inFolder(async (dir) => {
    store(dir, ['a', 'b'], 20);
    const stuck = fileOf(dir, 'stuck');
    mkdirSync(stuck);
    age(stuck, 20);
    const runs = [await recorded(dir, 'one', ['stuck', 'a']), await recorded(dir, 'two', ['stuck', 'b'])];
    await deleteRun(runs[0] as string);
    assert.deepEqual(await pruneRuns(dir, { runs: 0, days: null }), runs.slice(1));
    assert.deepEqual(
      [fileOf(dir, 'a'), fileOf(dir, 'b'), ...runs].filter((file) => existsSync(file)),
      [],
    );
  }));

test('a fork stays whole though the artifacts of its parent cannot be looked at', () =>
  inFolder(async (dir) => {
    const parent = await recorded(dir, 'parent', []);
    const fork = await recorded(dir, 'fork', [], 9, 'parent');
    symlinkSync('artifacts', path.join(dir, 'artifacts'));
    await deleteRun(parent);
    using run = await openRun(fork);
    assert.equal(run.head, 2);
  }));

test('while a recording cannot be read, everything stays', () =>
  inFolder(async (dir) => {
    store(dir, ['a'], 20);
    const run = await recorded(dir, 'run', ['a']);
    writeFileSync(path.join(dir, 'broken.sqlite'), 'SQLite format 3\0, and no more');
    await deleteRun(run);
    assert.equal(left(dir), 'a');
  }));
