import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { RunEnd, RunSummary } from '../../runtime/model/run.ts';
import { checksum } from '../../runtime/recording/checksum.ts';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { resumeRun } from '../../runtime/recording/resume.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { DONE, frame, frames, header } from './samples.ts';

const FAILED: RunEnd = {
  status: 'failed',
  output: null,
  error: { name: 'Error', message: 'no', stack: null, code: null, retryable: false },
  endedAt: 5,
};

test('runs of every kind, newest first, and a bad file does not hide them', () =>
  inFolder(async (dir) => {
    const many = Array.from({ length: 2000 }, (_, index) => `STATE_${index}`);
    await record(dir, 'done', 1000, 3, DONE);
    await record(dir, 'failed', 4000, 1, FAILED);
    await record(dir, 'crashed', 3000, 2, null);
    await record(dir, 'empty', 2000, 0, null);
    const wide = createRun(
      dir,
      header({ id: 'wide', startedAt: 6000, states: many, file: `/${'long/'.repeat(1500)}` }),
    );
    for (const item of frames(2)) wide.append(item);
    await wide.finish(DONE);
    const fork = createRun(
      dir,
      header({ id: 'fork', startedAt: 5000, parent: { run: 'done', cut: { seq: 2, branches: {} } } }),
    );
    fork.append(frame(3));
    await fork.finish({ ...DONE, status: 'stopped' });
    const again = await resumeRun(path.join(dir, 'fork.sqlite'));
    again.append(frame(4, { data: 'x'.repeat(200_000) }));
    again.close();
    writeFileSync(path.join(dir, 'alien.sqlite'), 'hello');
    writeFileSync(
      path.join(dir, 'torn.journal'),
      readFileSync(path.join(dir, 'crashed.journal')).subarray(0, 30),
    );
    writeFileSync(path.join(dir, 'notes.txt'), 'not a recording');
    mkdirSync(path.join(dir, 'folder.sqlite'));

    const { runs, unreadable } = await listRuns(dir);
    const shown = runs.map(({ id, status, steps, parent }) => [id, status, steps, parent]);
    assert.deepEqual(shown, [
      ['wide', 'done', 2, null],
      ['fork', 'unfinished', 4, 'done'],
      ['failed', 'failed', 1, null],
      ['crashed', 'unfinished', 2, null],
      ['empty', 'unfinished', 0, null],
      ['done', 'done', 3, null],
    ]);
    const names = unreadable.map(({ path: file }) => path.basename(file));
    assert.deepEqual(names.sort(), ['alien.sqlite', 'folder.sqlite', 'torn.journal']);
    for (const summary of runs) assert.deepEqual(summary, await opened(summary.path));
  }));

async function record(
  dir: string,
  id: string,
  startedAt: number,
  steps: number,
  end: RunEnd | null,
): Promise<void> {
  const writer = createRun(dir, header({ id, startedAt }));
  for (const item of frames(steps)) writer.append(item);
  if (end === null) writer.close();
  else await writer.finish(end);
}

/** What opening the whole file says. */
async function opened(file: string): Promise<RunSummary> {
  using run = await openRun(file);
  return run.summary;
}

test('whoever took a run up last tells whether it is being recorded', () =>
  inFolder(async (dir) => {
    const writer = createRun(dir, header());
    for (const item of frames(2)) writer.append(item);
    const file = writer.path;
    const status = async (): Promise<unknown> => (await listRuns(dir)).runs[0]?.status;
    assert.equal(await status(), 'running');
    const ours = readFileSync(file, 'utf8');
    writer.close();
    assert.equal(await status(), 'unfinished');
    const gone = ours.replace(/^.*"type":"writer".*$/m, writtenBy(GONE));
    writeFileSync(file, gone);
    assert.equal(await status(), 'unfinished');
    using reader = await openRun(file);
    assert.equal(reader.summary.status, 'unfinished');
    // One of another machine is believed as long as it wrote a short time ago.
    writeFileSync(file, ours.replace(/^.*"type":"writer".*$/m, writtenBy(GONE, 'elsewhere.example')));
    assert.equal(await status(), 'running');
    utimesSync(file, 0, Date.now() / 1000 - 3600);
    assert.equal(await status(), 'unfinished');
    writeFileSync(file, gone);
    const again = await resumeRun(file);
    // Its record lies behind more than is read of a journal at once.
    for (let seq = 3; seq < 12; seq++) again.append(frame(seq, { data: noise(seq) }));
    assert.equal(await status(), 'running');
    again.close();
    assert.equal(await status(), 'unfinished');
  }));

/** No process has this number. */
const GONE = 2 ** 22 + 1;

/** The line of a journal that names its writer. */
function writtenBy(pid: number, host = hostname()): string {
  const json = JSON.stringify({ type: 'writer', writer: { pid, host } });
  const bytes = Buffer.from(json);
  return `${checksum(bytes, 0, bytes.length).toString(16).padStart(8, '0')} ${json}`;
}

/** A megabyte that is like no other. */
function noise(seed: number): string {
  return Array.from({ length: 1 << 17 }, (_, n) => Math.imul(n + 1, seed * 2654435761).toString(16)).join('');
}
