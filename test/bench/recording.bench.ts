/**
 * Speed of recordings. Prints one line per figure; with `--cpu` in time of the processor, for machines that are busy with
 * other things, else in time of the clock.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Json } from '../../runtime/language/json.ts';
import type { Frame, RunHeader } from '../../runtime/model/run.ts';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { Timeline } from '../../runtime/recording/timeline.ts';
import { createRun } from '../../runtime/recording/writer.ts';

const STARTED = 1_700_000_000_000;
const byProcessor = process.argv.includes('--cpu');
const dir = mkdtempSync(path.join(os.tmpdir(), 'backstep-bench-'));
try {
  await smallFrames();
  await grownSession();
  await conversation();
  await manyRuns();
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function smallFrames(): Promise<void> {
  const count = 50_000;
  const frames = Array.from({ length: count }, (_, index) => smallFrame(index + 1));
  timed('JSON.stringify of a small frame', count, () => {
    for (const frame of frames) JSON.stringify(frame);
  });
  const writer = createRun(dir, header('small', { rounds: 0 }));
  timed('append of a small frame', count, () => {
    for (const frame of frames) writer.append(frame);
  });
  console.log(`  ${megabytes(statSync(writer.path).size)} of journal`);
  const began = clock();
  await writer.finish({ status: 'done', output: null, error: null, endedAt: STARTED });
  rate('conversion to SQLite', count, began);
  console.log(`  ${megabytes(statSync(path.join(dir, 'small.sqlite')).size)} of database`);
  const opened = clock();
  using run = await openRun(path.join(dir, 'small.sqlite'));
  elapsed('open', opened);
  const read = clock();
  rate('all frames read', run.frames.length, read);
}

/** 10,000 steps, each of which adds a kilobyte to a session that begins with one megabyte. */
async function grownSession(): Promise<void> {
  const steps = 10_000;
  const message = (n: number): Json => ({ role: 'user', text: `${n} `.padEnd(1000, 'lorem ipsum ') });
  const first = Array.from({ length: 1000 }, (_, index) => message(index));
  const start = header('grown', { messages: first });
  const frames = Array.from(
    { length: steps },
    (_, index): Frame => ({
      ...smallFrame(index + 1),
      patches: [
        {
          op: 'array',
          path: ['messages'],
          pieces: [{ start: 0, count: first.length + index }, { insert: [message(index)] }],
        },
      ],
    }),
  );
  const writer = createRun(dir, start);
  timed('append of a push of 1 kB', steps, () => {
    for (const frame of frames) writer.append(frame);
  });
  const began = clock();
  await writer.finish({ status: 'done', output: null, error: null, endedAt: STARTED });
  rate('  conversion', steps, began);
  console.log(`  ${megabytes(statSync(path.join(dir, 'grown.sqlite')).size)} of database`);
  for (const k of [10_000, 9_999, 5_000, 1]) {
    const asked = clock();
    using run = await openRun(path.join(dir, 'grown.sqlite'));
    run.snapshotAt(k);
    elapsed(`  state at step ${k} of 10,000, 11 MB session, from the file`, asked);
  }
  const timeline = new Timeline(start);
  timed('  append to the timeline', steps, () => {
    for (const frame of frames) timeline.append(frame);
  });
  const times: number[] = [];
  for (let i = 0; i < 500; i++) {
    const asked = clock();
    timeline.snapshotAt((i * 7919) % (steps + 1));
    times.push(clock() - asked);
  }
  times.sort((a, b) => a - b);
  console.log(`  state at any step, run at hand: p50 ${ms(times[250])}, p95 ${ms(times[475])}`);
  const forked = clock();
  timeline.truncatedTo(9_000, header('fork', null)).snapshotAt(9_000);
  elapsed('  fork of the timeline', forked);
  const begun = clock();
  const fork = createRun(dir, {
    ...start,
    id: 'fork',
    parent: { run: 'grown', cut: { seq: 9_000, branches: {} } },
  });
  fork.append(smallFrame(9_001));
  elapsed('  fork on disk, one step included', begun);
  fork.close();
  console.log(`  ${megabytes(process.memoryUsage().rss)} resident`);
}

/** 1,000 steps that push a kilobyte and pass the whole conversation of one to two megabytes to a service. */
async function conversation(): Promise<void> {
  const steps = 1_000;
  const message = (n: number): Json => ({ role: 'user', text: `${n} `.padEnd(1000, 'lorem ipsum ') });
  let messages: readonly Json[] = Array.from({ length: 1000 }, (_, index) => message(index));
  const writer = createRun(dir, header('conversation', { messages }));
  let spent = 0;
  for (let seq = 1; seq <= steps; seq++) {
    const added = message(1000 + seq);
    const length = messages.length;
    messages = [...messages, added];
    const frame: Frame = {
      ...smallFrame(seq),
      patches: [
        { op: 'array', path: ['messages'], pieces: [{ start: 0, count: length }, { insert: [added] }] },
      ],
      calls: [
        {
          service: 'llm',
          method: 'chat.create',
          args: [{ model: 'small', messages }],
          result: { type: 'value', value: { text: `answer ${seq}` } },
          startedMs: 0,
          durationMs: 1,
          attempt: 1,
          promised: true,
          reused: false,
        },
      ],
    };
    const began = clock();
    writer.append(frame);
    spent += clock() - began;
  }
  console.log(
    line('append of a push and the conversation passed', `${Math.round((steps / spent) * 1000)} /s`),
  );
  console.log(`  ${megabytes(statSync(writer.path).size)} of journal`);
  const began = clock();
  await writer.finish({ status: 'done', output: null, error: null, endedAt: STARTED });
  rate('  conversion', steps, began);
  console.log(`  ${megabytes(statSync(path.join(dir, 'conversation.sqlite')).size)} of database`);
  const read = clock();
  using run = await openRun(path.join(dir, 'conversation.sqlite'));
  run.frame(900);
  elapsed('  one frame, from the file', read);
  const all = clock();
  rate('  all frames read', run.frames.length, all);
  console.log(`  ${megabytes(process.memoryUsage().rss)} resident`);
}

async function manyRuns(): Promise<void> {
  const folder = path.join(dir, 'many');
  for (let run = 0; run < 200; run++) {
    const writer = createRun(folder, header(`run-${run}`, { rounds: 0, text: 'x'.repeat(100_000) }));
    for (let seq = 1; seq <= 200; seq++) writer.append(smallFrame(seq));
    if (run % 10 === 0) writer.close();
    else await writer.finish({ status: 'done', output: null, error: null, endedAt: STARTED });
  }
  for (const time of ['first', 'second']) {
    const began = clock();
    await listRuns(folder);
    elapsed(`list of 200 runs, ${time} time`, began);
  }
}

function header(id: string, session: Json): RunHeader {
  return {
    id,
    workflow: 'AnswerRefinement',
    version: '1',
    file: '/project/answer.ts',
    states: ['START', 'CHECKED', 'END'],
    start: 'START',
    startedAt: STARTED,
    input: null,
    config: {},
    session,
    parent: null,
    source: '',
  };
}

function smallFrame(seq: number): Frame {
  return {
    seq,
    branch: '',
    state: 'CHECKED',
    data: { text: `draft ${seq}` },
    edits: [],
    patches: [{ op: 'set', path: ['rounds'], value: seq }],
    directive: { directive: 'goto', state: 'CHECKED', data: { text: `draft ${seq + 1}` } },
    error: null,
    next: 'CHECKED',
    at: { file: '/project/answer.ts', line: 33, column: 5 },
    attempts: [{ startedAt: STARTED + seq, durationMs: 0.125, error: null }],
    calls: [],
    logs: [],
    metrics: [],
    startedAt: STARTED + seq,
    durationMs: 0.125,
  };
}

/** Milliseconds. */
function clock(): number {
  if (!byProcessor) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function timed(what: string, count: number, work: () => void): void {
  const began = clock();
  work();
  const spent = clock() - began;
  console.log(
    line(what, `${((spent * 1000) / count).toFixed(2)} µs each, ${Math.round((count / spent) * 1000)} /s`),
  );
}

function rate(what: string, count: number, began: number): void {
  const spent = clock() - began;
  console.log(line(what, `${ms(spent)}, ${Math.round((count / spent) * 1000)} /s`));
}

function elapsed(what: string, began: number): void {
  console.log(line(what, ms(clock() - began)));
}

function line(what: string, figure: string): string {
  return `${what.padEnd(64)} ${figure}`;
}

function ms(value: number | undefined): string {
  return `${(value ?? Number.NaN).toFixed(2)} ms`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
