import os from 'node:os';
import { type Contender, type Workload, workloads } from './contender.ts';
import type { Sample } from './measure.ts';
import type { Travel } from './travel.ts';

/** All processes' figures for one contender and one workload. */
export interface Result {
  readonly contender: Contender;
  readonly workload: Workload;
  readonly samples: readonly Sample[];
}

export interface Absent {
  readonly contender: Contender;
  readonly reason: string;
}

/** The results as the Markdown of test/bench/README.md. */
export function markdown(
  results: readonly Result[],
  travel: Travel,
  absent: readonly Absent[],
  loads: readonly [string, string],
): string {
  const [before, after] = loads;
  const cpu = os.cpus()[0]?.model ?? 'unknown';
  const lines = [
    `Node ${process.version}, ${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.platform()}; load average ${before} before, ${after} after.`,
    '',
    '| workload | | steps | steps/s | from – to | first run | per CPU second | on disk | peak RSS |',
    '|---|---|--:|--:|--:|--:|--:|--:|--:|',
  ];
  for (const [workload, about] of Object.entries(workloads)) {
    const rows = results.filter((result) => result.workload === workload);
    rows.forEach((result, index) => {
      lines.push(`| ${index === 0 ? about : ''} | ${row(result)} |`);
    });
  }
  lines.push('', '| time travel | median | p95 | most |', '|---|--:|--:|--:|');
  for (const [key, about] of Object.entries(travels)) {
    const sorted = [...travel[key as keyof Travel]].sort((a, b) => a - b);
    const figures = [at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1)].map(
      (value) => `${value.toFixed(2)} ms`,
    );
    lines.push(`| ${about} | ${figures.join(' | ')} |`);
  }
  const contenders = [...new Set(results.map(({ contender }) => contender))];
  lines.push('', ...contenders.map(({ name, about }) => `- **${name}**: ${about}.`));
  lines.push(
    ...absent.map(({ contender, reason }) => `- **${contender.name}** is not in the table: ${reason}.`),
  );
  return lines.join('\n');
}

export const travels: Readonly<Record<keyof Travel, string>> = {
  atHand: 'state at any of 10,000 steps, session of 1 to 11 MB, run at hand',
  cold: 'the same from the file, in a process that has read nothing yet',
  fork: 'fork at step 9,000, one step included',
  whoWrote: 'who wrote each of 50 fields last, in 1,000 transitions',
};

function row({ contender, workload, samples }: Result): string {
  const later = samples.map((sample) => sample.later).sort((a, b) => a - b);
  return [
    contender.name,
    grouped(contender.steps[workload] ?? 0),
    `**${grouped(at(later, 0.5))}**`,
    `${grouped(at(later, 0))} – ${grouped(at(later, 1))}`,
    grouped(median(samples, 'first')),
    grouped(median(samples, 'perCpuSecond')),
    `${(median(samples, 'diskBytes') / 1e6).toFixed(1)} MB`,
    `${Math.round(median(samples, 'rssBytes') / 1e6)} MB`,
  ].join(' | ');
}

function median(samples: readonly Sample[], key: keyof Sample): number {
  return at(
    samples.map((sample) => sample[key]).sort((a, b) => a - b),
    0.5,
  );
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en');
}
