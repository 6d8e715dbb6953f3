/**
 * Kills `backstep run` and `backstep resume` at random moments, again and again, and looks after each kill whether the
 * recording opens, holds all that had finished, and goes on with at most the step in flight repeated.
 *
 * What really ran is known from a ledger beside the recording: each step writes its number there before it does
 * anything else, into a file of its own process.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { distFile } from '../../runtime/dist.ts';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { openRun } from '../../runtime/recording/reader.ts';

export interface Torture {
  readonly kills: number;
  /** Runs that are tortured at the same time. */
  readonly lanes: number;
  readonly onKill?: (kills: number) => void;
}

export interface TortureReport {
  readonly kills: number;
  /** Kills before the first step of their process: while it loaded, opened the recording, or began one. */
  readonly beforeSteps: number;
  /** Kills that hit a step in flight, which ran again. */
  readonly repeatedSteps: number;
  /** Kills after the last step: while the end was recorded and the database made. */
  readonly atEnd: number;
  readonly finishedRuns: number;
  readonly steps: number;
}

/** Steps of a run: enough for several kills, few enough for the ends of runs to be hit too. */
const stepsOfRun = 400;

const workflow = `
import { appendFileSync } from 'node:fs';
import { type Context, done, step, workflow } from 'backstep';
type Ctx = Context<{ session: { n: number; list: string[] }; services: { ledger: { write(n: number): Promise<number> } } }>;
const ledger = {
  async write(n: number) {
    appendFileSync(process.env['LEDGER'] as string, n + '\\n');
    if (n % 5 === 0) await new Promise((turn) => setTimeout(turn, 1));
    return n;
  },
};
@workflow({ states: ['COUNT', 'END'], start: 'COUNT', services: () => ({ ledger }), session: () => ({ n: 0, list: [] as string[] }) })
export class Counting {
  @step('COUNT') async count(_: null, { session, ledger }: Ctx) {
    session.n = await ledger.write(session.n + 1);
    session.list.push(session.n % 7 === 0 ? (session.n + ' ').repeat(2000) : 'item ' + session.n);
    return session.n < ${stepsOfRun - 1} ? 'COUNT' : 'END';
  }
  @step('END') async end(_: null, { session, ledger }: Ctx) {
    await ledger.write(session.n + 1);
    return done(session.n);
  }
}
`;

/** @throws AssertionError at the first promise that is broken; the recording is left where the message says */
export async function torture({ kills, lanes, onKill = () => undefined }: Torture): Promise<TortureReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'backstep-torture-'));
  const program = path.join(folder, 'counting.ts');
  writeFileSync(program, workflow);
  const sum = { kills: 0, beforeSteps: 0, repeatedSteps: 0, atEnd: 0, finishedRuns: 0, steps: 0 };
  let started = 0;
  const lane = async (name: string): Promise<void> => {
    for (let number = 0; sum.kills < kills; number++) {
      const dir = path.join(folder, `${name}-${number}`);
      mkdirSync(dir);
      await tortureRun(
        program,
        dir,
        sum,
        () => sum.kills < kills && started++ < kills * 20,
        () => onKill(++sum.kills),
      );
      rmSync(dir, { recursive: true });
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(`lane${index}`)));
  rmSync(folder, { recursive: true });
  return sum;
}

type Sum = { -readonly [key in keyof TortureReport]: number };

/** One run from its start to its end, through any number of kills. */
async function tortureRun(
  program: string,
  dir: string,
  sum: Sum,
  goesOn: () => boolean,
  onKill: () => void,
): Promise<void> {
  const runs = path.join(dir, 'runs');
  let recorded = 0;
  let last = 0;
  for (let process = 1; goesOn(); process++) {
    const known = await onlyRun(runs);
    const words = known === null ? ['run', program, '--record', runs] : ['resume', known.path];
    const ledger = path.join(dir, `ledger-${process}`);
    const wasKilled = await runAndKill([...words, '--json'], ledger, dir);
    const ran = ledgerOf(ledger);

    // A process takes up the run after the last recorded step, and goes on without gaps or repetitions.
    ran.forEach((number, index) => {
      assert.equal(
        number,
        recorded + 1 + index,
        `${dir}: process ${process} ran ${number} as its step ${index + 1}`,
      );
    });
    if (ran.length > 0 && ran[0] === last) sum.repeatedSteps++;
    last = ran.at(-1) ?? last;
    const before = recorded;
    recorded = await recordedSteps(runs, dir);
    assert.ok(recorded >= before, `${dir}: ${recorded} steps are left of ${before}`);
    // What had finished is there: of the steps that began, only the last may have been in flight.
    assert.ok(
      recorded >= last - 1 && recorded <= last,
      `${dir}: ${recorded} steps are recorded, and step ${last} had begun`,
    );
    if (wasKilled) {
      onKill();
      if (ran.length === 0) sum.beforeSteps++;
      if (recorded === stepsOfRun) sum.atEnd++;
    }
    sum.steps += recorded - before;
    if (!wasKilled) {
      assert.equal(recorded, stepsOfRun, `${dir}: the run ended`);
      assert.equal((await onlyRun(runs))?.status, 'done');
      sum.finishedRuns++;
      return;
    }
  }
}

/** True when it was killed before it ended by itself. */
async function runAndKill(words: readonly string[], ledger: string, dir: string): Promise<boolean> {
  const child = spawn(process.execPath, [distFile('cli.js'), ...words], {
    env: { ...process.env, LEDGER: ledger },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      said += text.toString();
    });
  const closed = once(child, 'close');
  await moment(child, ledger);
  child.kill('SIGKILL');
  const [code, signal] = await closed;
  assert.ok(signal === 'SIGKILL' || code === 0, `${dir}: ${words.join(' ')} ended with ${code}: ${said}`);
  return signal === 'SIGKILL';
}

/** One kill in five comes at any time after the start of the process; the others after its first step. */
async function moment(child: ChildProcess, ledger: string): Promise<void> {
  const ended = (): boolean => child.exitCode !== null;
  if (Math.random() < 0.2) {
    await wait(Math.random() * 600);
    return;
  }
  while (!ended() && !existsSync(ledger)) await wait(2);
  const end = performance.now() + Math.random() * 250;
  while (!ended() && performance.now() < end) await wait(1);
}

async function onlyRun(runs: string): Promise<{ readonly path: string; readonly status: string } | null> {
  const { runs: found, unreadable } = await listRuns(runs);
  assert.deepEqual(unreadable, []);
  assert.ok(found.length <= 1, `${runs} holds ${found.length} runs`);
  return found[0] ?? null;
}

/** Opens the recording and reads all of it. */
async function recordedSteps(runs: string, dir: string): Promise<number> {
  const found = await onlyRun(runs);
  if (found === null) return 0;
  using run = await openRun(found.path);
  assert.equal(run.damage, null, dir);
  run.frames.forEach((frame, index) => {
    assert.deepEqual(
      [frame.seq, frame.calls[0]?.args],
      [index + 1, [index + 1]],
      `${dir}: step ${index + 1}`,
    );
  });
  const { session } = run.snapshotAt(run.head);
  assert.equal((session as { readonly n: number }).n, Math.min(run.head, stepsOfRun - 1), dir);
  return run.head;
}

function ledgerOf(file: string): readonly number[] {
  // A kill may come between the making of the file and its first line.
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return lines.map(Number);
}
