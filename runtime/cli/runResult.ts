import { ringAtEnd } from '../engine/ring.ts';
import { BackstepError } from '../language/backstepError.ts';
import type { Json } from '../language/json.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { RunReader } from '../recording/reader.ts';
import type { StopRun } from './stopRun.ts';

/** What `--json` prints of a run that this process took further. */
export interface RunResult {
  readonly run: string;
  readonly status: 'done' | 'failed' | 'waiting' | 'stopped';
  readonly output: Json;
  readonly error: { readonly code: string | null; readonly name: string; readonly message: string } | null;
  readonly steps: number;
  readonly path: readonly string[];
}

/** How a run ended. */
export interface RunEnding {
  readonly run: string;
  readonly last: Snapshot;
  /** The states it was in, the start first. */
  readonly path: readonly string[];
  /** Why it was stopped; null when it came to its own end. */
  readonly stopped: StopRun | null;
  readonly maxSteps: number | null;
}

export function runResult(ending: RunEnding): RunResult {
  const { run, last, path, stopped } = ending;
  const steps = last.seq;
  if (stopped) {
    const message = `${stoppedBecause(stopped.why, ending)} ${roundOf(path)}`.trim();
    const error = { code: stopped.why, name: 'Stopped', message };
    return { run, status: 'stopped', output: null, error, steps, path };
  }
  switch (last.status) {
    case 'done':
      return { run, status: 'done', output: last.output, error: null, steps, path };
    case 'failed': {
      const { code, name, message } = last.error;
      return { run, status: 'failed', output: null, error: { code, name, message }, steps, path };
    }
    case 'running':
      throw new BackstepError('internal', 'The interpreter stopped inside a run.');
    default:
      return last satisfies never;
  }
}

/** The states that the first `steps` frames of a recording went through, the start first. */
export function pathOf(run: Pick<RunReader, 'header' | 'range'>, steps: number): readonly string[] {
  return [run.header.start, ...run.range(1, steps).map((frame) => frame.next)];
}

function stoppedBecause(why: StopRun['why'], { last, maxSteps }: RunEnding): string {
  switch (why) {
    case 'max-steps':
      return `Stopped after ${maxSteps} steps (--max-steps).`;
    case 'interrupted':
      return `Stopped after ${last.seq} steps by Ctrl-C.`;
    case 'never-settled':
      return `The step ${last.status === 'running' ? last.state : ''} never settled: it awaits a promise that nothing is left to resolve. Give the step a timeout, or resolve what it awaits.`;
    default:
      return why satisfies never;
  }
}

/** Says so when the end of a path goes round in a ring. */
function roundOf(path: readonly string[]): string {
  const ring = ringAtEnd(path);
  if (ring.length === 0) return '';
  const first = ring[0] as string;
  return `It went round in ${[...ring, first].join(' → ')}.`;
}
