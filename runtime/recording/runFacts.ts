import type { RecordedRun } from '../model/recorded.ts';
import { addUsages, type Usage, usageOfFrame } from '../model/usage.ts';
import type { RunReader } from './reader.ts';
import { type Limit, shown } from './shown.ts';

/** Steps that are read at a time while all of a run is gone through, so that a long one is never in memory at once. */
export const stride = 500;

/** The run as a whole, as it is shown. */
export function recordedRun(run: RunReader, limit: Limit): RecordedRun {
  const { header, summary, end, inherited, damage } = run;
  const at = (k: number, name: string): { k: number; path: readonly string[] } => ({ k, path: [name] });
  return {
    summary,
    version: header.version,
    start: header.start,
    states: header.states,
    inherited,
    usage: usageOf(run),
    input: shown(header.input, at(0, 'input'), limit),
    config: shown(header.config, at(0, 'config'), limit),
    session: shown(header.session, at(0, 'session'), limit),
    output: end?.status === 'done' ? shown(end.output, at(run.head, 'output'), limit) : null,
    error: end?.error ?? null,
    damage,
  };
}

/** What a run's own steps used; those of its parents are counted there. */
export function usageOf(run: RunReader): Usage | null {
  let sum: Usage | null = null;
  for (let from = run.inherited + 1; from <= run.head; from += stride) {
    const frames = run.range(from, Math.min(run.head, from + stride - 1));
    sum = addUsages([sum, ...frames.map(usageOfFrame)]);
  }
  return sum;
}
