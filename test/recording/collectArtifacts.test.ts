import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { artifactFolder } from '../../runtime/engine/artifactFolder.ts';
import { deleteRun } from '../../runtime/recording/deleteRun.ts';
import { exportRun, importRun } from '../../runtime/recording/exportRun.ts';
import { pruneRuns } from '../../runtime/recording/pruneRuns.ts';
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

test('while a recording cannot be read, everything stays', () =>
  inFolder(async (dir) => {
    store(dir, ['a'], 20);
    const run = await recorded(dir, 'run', ['a']);
    writeFileSync(path.join(dir, 'broken.sqlite'), 'SQLite format 3\0, and no more');
    await deleteRun(run);
    assert.equal(left(dir), 'a');
  }));
