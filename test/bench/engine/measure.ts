import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Contender, Workload } from './contender.ts';

/** One process's figures for a workload. */
export interface Sample {
  /** Steps a second in the process's first run, when nothing is compiled yet, and in a later one. */
  readonly first: number;
  readonly later: number;
  /** Steps for each second of the processor in the later run: what a busy machine leaves of `later`. */
  readonly perCpuSecond: number;
  /** The most that the first run had on disk, before or after its end. */
  readonly diskBytes: number;
  /** The most memory that the process had until the end of its first run. */
  readonly rssBytes: number;
}

/** V8 goes on compiling for some thousand steps. */
const LATER_RUNS = 5;

/** Runs a workload several times in this process; each run has a folder of its own, which is removed. */
export async function measure(contender: Contender, workload: Workload): Promise<Sample> {
  const steps = contender.steps[workload] ?? 0;
  const first = await runOnce(contender, workload, steps, 'keep');
  const rssBytes = process.resourceUsage().maxRSS * 1024;
  const runs = steps >= 1000 ? LATER_RUNS : 1;
  const later: Run[] = [];
  for (let run = 0; run < runs; run++) later.push(await runOnce(contender, workload, steps, 'drop'));
  later.sort((a, b) => a.seconds - b.seconds);
  const middle = later[Math.floor(later.length / 2)] as Run;
  return {
    first: steps / first.seconds,
    later: steps / middle.seconds,
    perCpuSecond: steps / middle.cpuSeconds,
    diskBytes: first.diskBytes,
    rssBytes,
  };
}

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly diskBytes: number;
}

async function runOnce(
  contender: Contender,
  workload: Workload,
  steps: number,
  how: 'keep' | 'drop',
): Promise<Run> {
  const dir = mkdtempSync(path.join(tmpdir(), 'backstep-bench-'));
  try {
    const { go, end } = await contender.prepare(workload, steps, dir);
    const cpu = process.cpuUsage();
    const began = performance.now();
    await go();
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const running = sizeOf(dir);
    await end(how);
    return { seconds, cpuSeconds: (user + system) / 1e6, diskBytes: Math.max(running, sizeOf(dir)) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function sizeOf(dir: string): number {
  return readdirSync(dir).reduce((sum, file) => sum + statSync(path.join(dir, file)).size, 0);
}
