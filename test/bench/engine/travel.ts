import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Frame, RunHeader } from '../../../runtime/model/run.ts';
import { BARE_FRAME } from '../../../runtime/recording/bareFrame.ts';
import { openRun } from '../../../runtime/recording/reader.ts';
import { Timeline } from '../../../runtime/recording/timeline.ts';
import { createRun } from '../../../runtime/recording/writer.ts';
import { headerOf, Push, startOf, take } from './backstep.ts';
import { firstMessages, type Message } from './contender.ts';

/** Milliseconds, many of each. */
export interface Travel {
  readonly atHand: readonly number[];
  readonly cold: readonly number[];
  readonly fork: readonly number[];
  readonly whoWrote: readonly number[];
}

const STEPS = 10_000;
const FORKED_AT = 9_000;

/** Time travel in a run of 10,000 steps whose session grows from 1 to 11 MB. */
export async function travel(dir: string): Promise<Travel> {
  const start = startOf(Push, {
    messages: firstMessages().map(({ role, text }: Message) => ({ role, text })),
  });
  const header = headerOf('long', start);
  const timeline = new Timeline(header);
  const writer = createRun(dir, header);
  await take(Push, start, STEPS, (frame) => {
    writer.append(frame);
    timeline.append(frame);
  });
  const { path: file } = await writer.finish({ status: 'stopped', output: null, error: null, endedAt: 0 });
  const atHand = Array.from({ length: 500 }, (_, n) =>
    timed(() => timeline.snapshotAt((n * 7919) % (STEPS + 1))),
  );
  const fork: number[] = [];
  for (let n = 0; n < 20; n++) fork.push(await forked(dir, timeline, n));
  const cold = Array.from({ length: 20 }, (_, n) => coldly(file, (n * 7919) % (STEPS + 1)));
  return { atHand, cold, fork, whoWrote: Array.from({ length: 20 }, whoWrote) };
}

/** From the decision to the first new step on its way to the disk. */
async function forked(dir: string, timeline: Timeline, n: number): Promise<number> {
  const began = performance.now();
  const { header } = timeline;
  const parent: RunHeader['parent'] = { run: header.id, cut: { seq: FORKED_AT, branches: {} } };
  const ours: RunHeader = { ...header, id: `fork-${n}`, parent };
  const branch = timeline.truncatedTo(FORKED_AT, ours);
  const writer = createRun(dir, ours);
  await take(Push, branch.snapshotAt(FORKED_AT), 1, (frame) => {
    writer.append(frame);
    branch.append(frame);
  });
  const took = performance.now() - began;
  writer.close();
  return took;
}

/** In a new process, from the opening of the file on; the start of the process is not part of it. */
function coldly(file: string, k: number): number {
  const { stdout, status } = spawnSync(
    process.execPath,
    [process.argv[1] as string, 'cold', file, String(k)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (status !== 0) throw new Error('the cold reader failed');
  return Number(stdout);
}

/** What that process does. */
export async function readCold(file: string, k: number): Promise<number> {
  const began = performance.now();
  using run = await openRun(path.resolve(file));
  run.snapshotAt(k);
  return performance.now() - began;
}

/** 1,000 transitions over a session of 50 fields: who wrote each of them last? */
function whoWrote(): number {
  const fields = Array.from({ length: 50 }, (_, n) => `field${n}`);
  const session = Object.fromEntries(fields.map((field) => [field, 0]));
  const timeline = new Timeline(headerOf('fields', startOf(Push, session)));
  for (let seq = 1; seq <= 1000; seq++) timeline.append(fieldFrame(seq, fields[(seq * 7) % 10] as string));
  return timed(() => {
    for (const field of fields) timeline.previousWriter([field], 1000);
  });
}

function fieldFrame(seq: number, field: string): Frame {
  return {
    ...BARE_FRAME,
    seq,
    state: 'A',
    patches: [{ op: 'set', path: [field], value: seq }],
    directive: { directive: 'goto', state: 'A', data: null },
    next: 'A',
  };
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
