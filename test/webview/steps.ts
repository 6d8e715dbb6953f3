import type { CallOutline, StepOutline } from '../../runtime/model/history.ts';

/** A step's outline; what is not said is plain. */
export function stepOutline(
  k: number,
  state: string,
  next: string,
  changes: Partial<StepOutline> = {},
): StepOutline {
  const startedAt = 1_000_000 + k * 100;
  return {
    k,
    seq: k,
    branch: '',
    workflow: null,
    state,
    next,
    line: 10 + k,
    startedAt,
    durationMs: 100,
    attempts: [{ startedAt, durationMs: 100, failed: false }],
    calls: [],
    error: null,
    edits: 0,
    wake: null,
    waitedMs: 0,
    signals: [],
    undoes: false,
    ...changes,
  };
}

export function callOutline(changes: Partial<CallOutline> = {}): CallOutline {
  return {
    name: 'model.complete',
    startedMs: 10,
    durationMs: 60,
    attempt: 1,
    failed: false,
    reused: false,
    tokens: null,
    cost: null,
    ...changes,
  };
}
