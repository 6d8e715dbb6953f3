/**
 * The engine with its recording beside those of others, and time travel in a long run.
 *
 * Each contender runs each workload in processes of its own, turn by turn, so that all meet the same machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { append } from './engine/append.ts';
import { backstep } from './engine/backstep.ts';
import { type Contender, type Workload, workloads } from './engine/contender.ts';
import { langgraphMemory, langgraphPeer, langgraphSqlite } from './engine/langgraph.ts';
import { mastra, mastraPeer } from './engine/mastra.ts';
import { measure, type Sample } from './engine/measure.ts';
import { install, type Peer } from './engine/peers.ts';
import { type Absent, markdown, type Result, travels } from './engine/table.ts';
import { readCold, type Travel, travel } from './engine/travel.ts';
import { xstate, xstatePeer } from './engine/xstate.ts';
import { report } from './figure.ts';

const ROUNDS = 5;
/** Enough for a spread, and not much of a wait. */
const SLOW_ROUNDS = 3;

const contenders: readonly { readonly contender: Contender; readonly peer: Peer | null }[] = [
  { contender: backstep, peer: null },
  { contender: append, peer: null },
  { contender: xstate, peer: xstatePeer },
  { contender: mastra, peer: mastraPeer },
  { contender: langgraphMemory, peer: langgraphPeer },
  { contender: langgraphSqlite, peer: langgraphPeer },
];

const [role, one, two] = process.argv.slice(2);
if (role === 'one') {
  const contender = contenders.find(({ contender: { name } }) => name === one)?.contender as Contender;
  answer(await measure(contender, two as Workload));
  // A peer may keep a connection open that keeps the process.
  process.exit(0);
} else if (role === 'travel') {
  answer(await travel(one as string));
} else if (role === 'cold') {
  answer(await readCold(one as string, Number(two)));
} else {
  compare();
}

function compare(): void {
  const before = load();
  const absent: Absent[] = [];
  const ready: Contender[] = [];
  for (const { contender, peer } of contenders) {
    const reason = peer === null ? null : install(peer);
    if (reason === null) ready.push(contender);
    else absent.push({ contender, reason });
  }
  const results = new Map<string, Result & { readonly samples: Sample[] }>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of ready) {
      for (const workload of Object.keys(workloads) as Workload[]) {
        const steps = contender.steps[workload];
        if (steps === undefined || (round >= SLOW_ROUNDS && steps < 1001)) continue;
        const key = `${contender.name} ${workload}`;
        const result = results.get(key) ?? { contender, workload, samples: [] };
        result.samples.push(inProcess<Sample>('one', contender.name, workload));
        results.set(key, result);
      }
    }
  }
  const dir = mkdtempSync(path.join(tmpdir(), 'backstep-bench-'));
  let travelled: Travel;
  try {
    travelled = inProcess<Travel>('travel', dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const all = [...results.values()];
  if (process.env['BENCH_MARKDOWN'] === '1') {
    console.log(markdown(all, travelled, absent, [before, load()]));
    return;
  }
  for (const { contender, workload, samples } of all) {
    const name = `${contender.name}, ${workload}`;
    const of = (key: keyof Sample): number[] => samples.map((sample) => sample[key]);
    report(name, 'steps/s', of('later'));
    report(`${name}: first run`, 'steps/s', of('first'));
    report(`${name}: per CPU second`, 'steps', of('perCpuSecond'));
    report(
      `${name}: on disk`,
      'MB',
      of('diskBytes').map((bytes) => bytes / 1e6),
    );
    report(
      `${name}: peak RSS`,
      'MB',
      of('rssBytes').map((bytes) => bytes / 1e6),
    );
  }
  for (const [key, about] of Object.entries(travels)) report(about, 'ms', travelled[key as keyof Travel]);
  for (const { contender, reason } of absent) console.error(`${contender.name}: ${reason}`);
}

/** Runs this file again with other words, and answers what that printed. */
function inProcess<T>(...words: readonly string[]): T {
  const { status, stdout } = spawnSync(process.execPath, [process.argv[1] as string, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 5 * 60_000,
  });
  if (status !== 0) throw new Error(`${words.join(' ')} failed`);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as T;
}

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function load(): string {
  return (os.loadavg()[0] as number).toFixed(1);
}
