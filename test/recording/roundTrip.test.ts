import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { advance, initialSnapshot } from '../../runtime/language/advance.ts';
import type { Json } from '../../runtime/language/json.ts';
import type { Frame, RunHeader } from '../../runtime/model/run.ts';
import { exportRun, importRun } from '../../runtime/recording/exportRun.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { Timeline } from '../../runtime/recording/timeline.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { run } from './arbitraries.ts';
import { inFolder } from './folder.ts';
import { DONE, header } from './samples.ts';

test('frames survive journal, database and export; every state is that of forward application', () =>
  fc.assert(
    fc.asyncProperty(run, ({ session, frames }) =>
      inFolder(async (dir) => {
        const start = header({ session });
        const writer = createRun(dir, start);
        for (const frame of frames) writer.append(frame);
        await expectRun(writer.path, start, frames);
        const { path, problem } = await writer.finish(DONE);
        assert.equal(problem, null);
        await expectRun(path, start, frames);
        await exportRun(path, `${dir}/exported.backstep`);
        await expectRun(await importRun(`${dir}/exported.backstep`, `${dir}/other`), start, frames);
        expectStates(new Timeline(start, frames), start, frames);
      }),
    ),
    { numRuns: 40 },
  ));

test('a frame still reads when its file is closed', () =>
  inFolder(async (dir) => {
    const messages = Array.from({ length: 100 }, (_, index) => ({ text: `message ${index} `.repeat(10) }));
    const frames = Array.from({ length: 50 }, (_, index) =>
      sendingFrame(index + 1, messages.slice(0, 50 + index)),
    );
    const writer = createRun(dir, header());
    for (const frame of frames) writer.append(frame);
    const { path } = await writer.finish(DONE);
    const reader = await openRun(path);
    const read = reader.frames;
    const one = (await openRun(path)).frame(40);
    reader.close();
    assert.deepEqual(read, frames);
    assert.deepEqual(one, frames[39]);
    assert.deepEqual(JSON.parse(JSON.stringify(read)), frames);
  }));

function sendingFrame(seq: number, messages: Json): Frame {
  return {
    seq,
    branch: '',
    state: 'CHECKED',
    data: messages,
    edits: [],
    patches: [],
    directive: { directive: 'goto', state: 'CHECKED', data: messages },
    error: null,
    next: 'CHECKED',
    at: null,
    attempts: [],
    calls: [
      {
        service: 'llm',
        method: 'chat',
        args: [{ model: 'small', messages }],
        result: { type: 'value', value: null },
        startedMs: 0,
        durationMs: 0,
        attempt: 1,
        promised: true,
        reused: false,
      },
    ],
    logs: [],
    metrics: [],
    startedAt: 0,
    durationMs: 0,
  };
}

async function expectRun(file: string, start: RunHeader, frames: readonly Frame[]): Promise<void> {
  // Once without and once with all frames loaded: the two read states in different ways.
  using cold = await openRun(file);
  expectStates(cold, start, frames);
  using warm = await openRun(file);
  assert.deepEqual(warm.frames, frames);
  assert.deepEqual(warm.header, start);
  expectStates(warm, start, frames);
}

function expectStates(
  run: { readonly head: number; frame(k: number): Frame; snapshotAt(k: number): unknown },
  start: RunHeader,
  frames: readonly Frame[],
): void {
  assert.equal(run.head, frames.length);
  let expected = initialSnapshot(start);
  assert.deepEqual(run.snapshotAt(0), expected);
  for (const [index, frame] of frames.entries()) {
    expected = advance(expected, frame);
    assert.deepEqual(run.snapshotAt(index + 1), expected);
    assert.deepEqual(run.frame(index + 1), frame);
  }
}
