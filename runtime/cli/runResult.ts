import { ringAtEnd } from '../engine/ring.ts';
import { BackstepError } from '../language/backstepError.ts';
import type { Json } from '../language/json.ts';
import { waitingState } from '../language/nextState.ts';
import type { Snapshot } from '../language/snapshot.ts';
import { type Wait, waitsOf } from '../language/waits.ts';
import type { Frame } from '../model/run.ts';
import type { RunReader } from '../recording/reader.ts';
import { counted } from './counted.ts';
import type { StopReason, StopRun } from './stopRun.ts';

/** What `--json` prints of a run that this process took further. */
export interface RunResult {
  readonly run: string;
  readonly status: 'done' | 'failed' | 'waiting' | 'stopped';
  readonly output: Json;
  readonly error: { readonly code: string | null; readonly name: string; readonly message: string } | null;
  readonly steps: number;
  readonly path: readonly string[];
  /** What the run waits for, while its status is `waiting`. */
  readonly waiting?: readonly Wait[];
  /** The service of the call that nobody allowed, when that is why it was stopped. */
  readonly refused?: string;
}

/** How a run ended. */
export interface RunEnding {
  readonly run: string;
  readonly last: Snapshot;
  readonly steps: number;
  /** The states it was in, the start first. */
  readonly path: readonly string[];
  /** Why it was stopped; null when it came to its own end. */
  readonly stopped: StopRun | null;
  readonly maxSteps: number | null;
}

export function runResult(ending: RunEnding): RunResult {
  const { run, last, steps, path, stopped } = ending;
  const reason = stopped?.reason;
  if (reason?.type === 'waiting') {
    return { run, status: 'waiting', output: null, error: null, steps, path, waiting: waitsOf(last) };
  }
  if (reason) {
    const message = `${stoppedBecause(reason, ending)} ${roundOf(path)}`.trim();
    const error = { code: reason.type, name: 'Stopped', message };
    const refused = reason.type === 'call-refused' ? { refused: reason.service } : {};
    return { run, status: 'stopped', output: null, error, steps, path, ...refused };
  }
  switch (last.status) {
    case 'done':
      return { run, status: 'done', output: last.output, error: null, steps, path };
    case 'failed': {
      const { code, name, message } = last.error;
      return { run, status: 'failed', output: null, error: { code, name, message }, steps, path };
    }
    case 'running':
    case 'waiting':
      throw new BackstepError('internal', 'The interpreter stopped inside a run.');
    default:
      return last satisfies never;
  }
}

/** The states that the first `k` frames of a recording went through, the start first. */
export function pathOf(run: Pick<RunReader, 'header' | 'range'>, k: number): readonly string[] {
  return [
    run.header.start,
    ...run
      .range(1, k)
      .filter(isOnPath)
      .map(({ next }) => next),
  ];
}

/** Branches and children have paths of their own, a wait is no state, and what is undone was left before. */
export function isOnPath({ branch, next, undoes }: Frame): boolean {
  return branch === '' && next !== waitingState && !undoes;
}

function stoppedBecause(
  reason: Exclude<StopReason, { readonly type: 'waiting' }>,
  { last, steps, maxSteps }: RunEnding,
): string {
  switch (reason.type) {
    case 'max-steps':
      return `Stopped after ${counted(maxSteps ?? 0, 'step')} (--max-steps).`;
    case 'interrupted':
      return `Stopped after ${counted(steps, 'step')} by ${reason.by}.`;
    case 'never-settled':
      return `The step ${last.status === 'running' ? last.state : ''} never settled: it awaits a promise that nothing is left to resolve. Give the step a timeout, or resolve what it awaits.`;
    case 'call-refused':
      return reason.message;
    default:
      return reason satisfies never;
  }
}

/** Says so when the end of a path goes round in a ring. */
function roundOf(path: readonly string[]): string {
  const ring = ringAtEnd(path);
  if (ring.length === 0) return '';
  const first = ring[0] as string;
  return `It went round in ${[...ring, first].join(' → ')}.`;
}
