import { stepMs } from '../model/heat.ts';
import type { RecordedRun } from '../model/recorded.ts';
import { addUsages, type Spent, type Usage, usageOfFrame } from '../model/usage.ts';
import type { RunReader } from './reader.ts';
import { type Limit, shown } from './shown.ts';

/** Steps that are read at a time while all of a run is gone through, so that a long one is never in memory at once. */
export const stride = 500;

/** The run as a whole, as it is shown. */
export function recordedRun(run: RunReader, limit: Limit): RecordedRun {
  const { header, summary, end, inherited, damage } = run;
  const at = (k: number, name: string): { k: number; path: readonly string[] } => ({ k, path: [name] });
  const { ms, usage } = spentBy(run);
  return {
    summary,
    version: header.version,
    start: header.start,
    states: header.states,
    inherited,
    usage,
    ms,
    input: shown(header.input, at(0, 'input'), limit),
    config: shown(header.config, at(0, 'config'), limit),
    session: shown(header.session, at(0, 'session'), limit),
    output: end?.status === 'done' ? shown(end.output, at(run.head, 'output'), limit) : null,
    error: end?.error ?? null,
    damage,
  };
}

/** Time in which no step ran, such as that of a paused debugger or of a wait, is none of the steps'. */
export function spentBy(run: Pick<RunReader, 'range' | 'head' | 'inherited'>): Spent {
  let usage: Usage | null = null;
  const stretches: Stretch[] = [];
  /** Starts are whole milliseconds: what one line does in one of them comes one after the other all the same. */
  const ends = new Map<string, number>();
  for (let from = run.inherited + 1; from <= run.head; from += stride) {
    const frames = run.range(from, Math.min(run.head, from + stride - 1));
    usage = addUsages([usage, ...frames.map(usageOfFrame)]);
    for (const frame of frames) {
      const { branch, startedAt } = frame;
      const begun = Math.max(startedAt, ends.get(branch) ?? startedAt);
      const ended = begun + stepMs(frame);
      ends.set(branch, ended);
      stretches.push({ from: begun, to: ended });
    }
  }
  return { ms: lengthOf(stretches), usage };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How much of the time line stretches cover together. */
function lengthOf(stretches: Stretch[]): number {
  let covered = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of stretches.sort((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return covered;
}
