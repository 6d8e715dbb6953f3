import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { checksum } from '../../runtime/recording/checksum.ts';
import type { WriteBytes } from '../../runtime/recording/journal.ts';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { resumeRun } from '../../runtime/recording/resume.ts';
import { createRun, type RunWriter } from '../../runtime/recording/writer.ts';
import { codeOf, inFolder } from './folder.ts';
import { DONE, frame, frames, header } from './samples.ts';

const FRAMES = frames(3, (seq) => ({ data: { text: `é${seq}` } }));

/** A journal of three frames, and its length after the head and after each frame. */
function written(dir: string): {
  readonly file: string;
  readonly bytes: Buffer;
  readonly ends: readonly number[];
} {
  const writer = createRun(dir, header());
  const ends = [readFileSync(writer.path).length];
  for (const item of FRAMES) {
    writer.append(item);
    ends.push(readFileSync(writer.path).length);
  }
  return { file: writer.path, bytes: readFileSync(writer.path), ends };
}

test('a journal torn at any byte opens with all whole frames', () =>
  inFolder(async (dir) => {
    const { file, bytes, ends } = written(dir);
    const firstTwo = nthLineEnd(bytes, 2);
    for (let length = bytes.length; length >= 0; length--) {
      truncateSync(file, length);
      const whole = ends.filter((end) => end <= length).length - 1;
      if (length < firstTwo) {
        assert.equal(await codeOf(() => openRun(file)), 'recording-torn', `at ${length}`);
        continue;
      }
      using run = await openRun(file);
      assert.deepEqual(run.frames, FRAMES.slice(0, Math.max(0, whole)), `at ${length}`);
      assert.equal(run.damage, null);
    }
  }));

test('a frame with a changed byte is never read', () =>
  inFolder(async (dir) => {
    const { file, bytes, ends } = written(dir);
    for (let at = 0; at < bytes.length; at += 5) {
      const changed = Buffer.from(bytes);
      changed[at] = (bytes[at] as number) ^ 0x21;
      writeFileSync(file, changed);
      if (at < (ends[0] as number)) {
        const code = await codeOf(async () => {
          using run = await openRun(file);
          assert.deepEqual(run.frames, [], `at ${at}`);
        });
        assert.ok(code === 'recording-torn' || code === 'none', `${code} at ${at}`);
        continue;
      }
      using run = await openRun(file);
      const whole = ends.filter((end) => end <= at).length - 1;
      assert.deepEqual(run.frames, FRAMES.slice(0, whole), `at ${at}`);
      // In the last record it could have been a torn write as well.
      if (at < (ends[2] as number)) assert.match(String(run.damage), /checksum/, `at ${at}`);
    }
  }));

test('damage in the middle stops a resume, which would cut off what lies behind it', () =>
  inFolder(async (dir) => {
    const { file, bytes, ends } = written(dir);
    bytes[(ends[1] as number) + 20] = 0;
    writeFileSync(file, bytes);
    assert.equal(await codeOf(() => resumeRun(file)), 'recording-torn');
    assert.deepEqual(readFileSync(file), bytes);
  }));

test('resuming cuts off a torn record and goes on', () =>
  inFolder(async (dir) => {
    const { file, bytes } = written(dir);
    truncateSync(file, bytes.length - 5);
    const writer = await resumeRun(file);
    writer.append(FRAMES[2] as (typeof FRAMES)[0]);
    writer.append(frame(4));
    await expectFrames(file, [...FRAMES, frame(4)]);
    const { path: database } = await writer.finish(DONE);
    await expectFrames(database, [...FRAMES, frame(4)]);
  }));

test('a run that ended can be resumed, and its journal continues the database', () =>
  inFolder(async (dir) => {
    const first = createRun(dir, header());
    first.append(frame(1));
    const { path: database } = await first.finish({ ...DONE, status: 'waiting', output: null });
    const again = await resumeRun(database);
    again.append(frame(2));
    again.close();
    {
      using run = await openRun(database);
      assert.equal(run.end, null);
      assert.equal(run.snapshotAt(2).seq, 2);
    }
    const third = await resumeRun(database);
    third.append(frame(3));
    await third.finish(DONE);
    using run = await openRun(database);
    assert.deepEqual(run.frames, frames(3));
    assert.deepEqual(run.end, DONE);
    assert.equal(run.damage, null);
  }));

test('a crash between conversion and deletion of the journal repeats nothing', () =>
  inFolder(async (dir) => {
    const { file, bytes } = written(dir);
    const writer = await resumeRun(file);
    await writer.finish(DONE);
    writeFileSync(file, bytes);
    await expectFrames(file, FRAMES);
    const again = await resumeRun(file);
    again.append(frame(4));
    await again.finish(DONE);
    await expectFrames(path.join(dir, 'run-1.sqlite'), [...FRAMES, frame(4)]);
  }));

test('a full disk loses nothing that was written, and recording goes on when there is room', () =>
  inFolder(async (dir) => {
    let room = Number.POSITIVE_INFINITY;
    const write: WriteBytes = (fd, buffer, offset, length, position) => {
      if (room <= 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      const part = Math.min(length, room);
      room -= part;
      return writeSync(fd, buffer, offset, part, position);
    };
    const writer = createRun(dir, header(), { write });
    writer.append(frame(1));
    const before = readFileSync(writer.path);
    const large = frame(2, { data: 'long text '.repeat(1000) });
    for (const left of [0, 1, 300, 9000]) {
      room = left;
      assert.equal(await codeOf(() => writer.append(large)), 'recording-disk-full');
      assert.deepEqual(readFileSync(writer.path), before);
    }
    assert.equal(await codeOf(() => writer.finish(DONE)), 'recording-disk-full');
    room = Number.POSITIVE_INFINITY;
    writer.append(large);
    const { path: database } = await writer.finish(DONE);
    await expectFrames(database, [frame(1), large]);
  }));

test('a database that cannot be written leaves the journal as the recording', () =>
  inFolder(async (dir) => {
    const writer = createRun(dir, header());
    writer.append(frame(1));
    // A file cannot be moved onto a folder.
    const { mkdirSync } = await import('node:fs');
    mkdirSync(path.join(dir, 'run-1.sqlite'));
    const { path: kept, problem } = await writer.finish(DONE);
    assert.equal(kept, writer.path);
    assert.notEqual(problem, null);
  }));

test('what cannot be recorded into names why', () =>
  inFolder(async (dir) => {
    const file = path.join(dir, 'file');
    writeFileSync(file, '');
    createRun(dir, header()).close();
    const rows: readonly (readonly [string, () => RunWriter])[] = [
      ['recording-exists', () => createRun(dir, header())],
      ['recording-unwritable', () => createRun(file, header())],
      ['recording-unwritable', () => createRun(path.join(file, 'below'), header())],
      ['bad-run-id', () => createRun(dir, header({ id: '../escape' }))],
      ['bad-run-id', () => createRun(dir, header({ id: '' }))],
      [
        'bad-run-id',
        () => createRun(dir, header({ id: 'b', parent: { run: '/etc', cut: { seq: 0, branches: {} } } })),
      ],
    ];
    for (const [code, make] of rows) assert.equal(await codeOf(make), code);
    // Node's own way to make a folder there never returns.
    const run = (): RunWriter => createRun('/proc/nothing/here', header());
    if (process.platform === 'linux') assert.equal(await codeOf(run), 'recording-unwritable');
  }));

test('a writer that is closed refuses frames', () =>
  inFolder(async (dir) => {
    const writer = createRun(dir, header());
    writer.close();
    assert.equal(await codeOf(() => writer.append(frame(1))), 'recording-closed');
  }));

test('another process that records the run is not disturbed', () =>
  inFolder(async (dir) => {
    const writer = createRun(dir, header());
    writer.append(frame(1));
    const text = readFileSync(writer.path, 'latin1');
    writer.close();
    writeFileSync(writer.path, text, 'latin1');
    addRecord(writer.path, elsewhere);
    assert.equal(await codeOf(() => resumeRun(writer.path)), 'recording-in-use');
  }));

test('a run that ended waiting is in use once another process takes it up', () =>
  inFolder(async (dir) => {
    const writer = createRun(dir, header());
    writer.append(frame(1));
    addRecord(writer.path, { type: 'end', end: { ...DONE, status: 'waiting' } });
    assert.equal((await listRuns(dir)).runs[0]?.status, 'waiting');
    addRecord(writer.path, elsewhere);
    assert.equal((await listRuns(dir)).runs[0]?.status, 'running');
    assert.equal(await codeOf(() => resumeRun(writer.path)), 'recording-in-use');
    addRecord(writer.path, { type: 'end', end: { ...DONE, status: 'waiting' } });
    assert.equal((await listRuns(dir)).runs[0]?.status, 'waiting');
    using run = await openRun(writer.path);
    assert.equal(run.end?.status, 'waiting');
    writer.close();
  }));

/** What a process writes that is surely there. */
const elsewhere = { type: 'writer', writer: { pid: process.ppid, host: hostname() } };

/** Appends a record to a journal as another process would have written it. */
function addRecord(file: string, record: object): void {
  const bytes = Buffer.from(JSON.stringify(record));
  const sum = checksum(bytes, 0, bytes.length).toString(16).padStart(8, '0');
  appendFileSync(file, `${sum} ${bytes}\n`);
}

async function expectFrames(file: string, expected: readonly unknown[]): Promise<void> {
  using run = await openRun(file);
  assert.deepEqual(run.frames, expected);
}

function nthLineEnd(bytes: Buffer, count: number): number {
  let end = 0;
  for (let line = 0; line < count; line++) end = bytes.indexOf(10, end) + 1;
  return end;
}
