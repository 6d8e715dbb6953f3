import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { resumeRun } from '../../runtime/recording/resume.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { DONE, frame, header } from './samples.ts';

const RECORD_INTO = 'BACKSTEP_TEST_RECORD_INTO';
const folder = process.env[RECORD_INTO];

if (folder !== undefined) await recordForever(folder);
else {
  test('a process killed while it records loses at most the step in flight, again and again', () =>
    inFolder(async (dir) => {
      let file: string | null = null;
      for (let round = 0; round < 12; round++) {
        const told = await recordAndKill(dir, round * 3);
        const { runs, unreadable } = await listRuns(dir);
        assert.deepEqual(unreadable, []);
        assert.equal(runs[0]?.status, 'unfinished');
        file = runs[0]?.path ?? null;
        assert.ok(file !== null);
        using run = await openRun(file);
        assert.equal(run.damage, null);
        assert.ok(run.head >= told, `${run.head} steps of the ${told} that were recorded`);
        assert.equal(runs[0]?.steps, run.head);
        assert.deepEqual(run.frame(run.head), bigFrame(run.head));
        assert.deepEqual((run.snapshotAt(run.head).session as { readonly rounds: number }).rounds, run.head);
      }
      const writer = await resumeRun(file as string);
      const { path } = await writer.finish(DONE);
      using run = await openRun(path);
      run.frames.forEach((item, index) => {
        assert.equal(item.seq, index + 1);
      });
    }));
}

/** Runs this file as a process that records, kills it some time after it began, and tells how far it said it was. */
async function recordAndKill(dir: string, delay: number): Promise<number> {
  const child = spawn(process.execPath, [process.argv[1] as string], {
    env: { ...process.env, [RECORD_INTO]: dir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  await wait(delay);
  child.kill('SIGKILL');
  await closed;
  const whole = said.split('\n').slice(0, -1);
  return Number(whole.at(-1) ?? 0);
}

async function recordForever(dir: string): Promise<void> {
  const { runs } = await listRuns(dir);
  const writer = runs[0] === undefined ? createRun(dir, header()) : await resumeRun(runs[0].path);
  for (let seq = (runs[0]?.steps ?? 0) + 1; ; seq++) {
    writer.append(bigFrame(seq));
    process.stdout.write(`${seq}\n`);
    if (seq % 50 === 0) await wait(0);
  }
}

/** Every seventh frame has a large value, which makes it two records. */
function bigFrame(seq: number) {
  return seq % 7 === 0 ? frame(seq, { data: `${seq} `.repeat(3000) }) : frame(seq);
}
