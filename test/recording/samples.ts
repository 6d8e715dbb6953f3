import type { Json } from '../../runtime/language/json.ts';
import type { Patch } from '../../runtime/language/patch.ts';
import type { Frame, RunEnd, RunHeader } from '../../runtime/model/run.ts';

/** A header with what a test cares about put in. */
export function header(given: Partial<RunHeader> = {}): RunHeader {
  return {
    id: 'run-1',
    workflow: 'AnswerRefinement',
    version: '1',
    file: '/project/answer.ts',
    states: ['START', 'CHECKED', 'END'],
    start: 'START',
    startedAt: 1_700_000_000_000,
    input: { question: 'why?' },
    config: { maxRounds: 3 },
    session: { rounds: 0, messages: [] },
    parent: null,
    source: 'export class AnswerRefinement {}\n',
    ...given,
  };
}

/** A frame that counts rounds up, with what a test cares about put in. */
export function frame(seq: number, given: Partial<Frame> = {}): Frame {
  return {
    seq,
    branch: '',
    state: seq === 1 ? 'START' : 'CHECKED',
    data: { text: `draft ${seq - 1}` },
    edits: [],
    patches: [set(['rounds'], seq)],
    directive: { directive: 'goto', state: 'CHECKED', data: { text: `draft ${seq}` } },
    error: null,
    next: 'CHECKED',
    at: { file: '/project/answer.ts', line: 20 + seq, column: 5 },
    attempts: [{ startedAt: 1_700_000_000_000 + seq, durationMs: 0.5, error: null }],
    calls: [],
    logs: [],
    metrics: [],
    startedAt: 1_700_000_000_000 + seq,
    durationMs: 0.5,
    ...given,
  };
}

export function frames(count: number, given: (seq: number) => Partial<Frame> = () => ({})): readonly Frame[] {
  return Array.from({ length: count }, (_, index) => frame(index + 1, given(index + 1)));
}

export const DONE: RunEnd = { status: 'done', output: 'because', error: null, endedAt: 1_700_000_001_000 };

export function set(path: readonly (string | number)[], value: Json): Patch {
  return { op: 'set', path, value };
}
