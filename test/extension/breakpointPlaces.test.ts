import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BreakpointPlace,
  concernOf,
  marksOf,
  type NamedBreakpoint,
  stopOf,
  type TransitionStop,
} from '../../extension/breakpointPlaces.ts';
import type { Transition } from '../../runtime/model/graph.ts';
import { graph, state, transition } from './graph.ts';

const flow = graph({
  states: [
    state('A', { line: 10, signatureLine: 12, endLine: 20 }),
    state('B', { line: 30, signatureLine: 31, endLine: 40 }),
    state('LOST', { line: 3, signatureLine: 3, handler: null }),
  ],
  transitions: [transition('A', 'B', 15), transition('B', 'A', 35)],
});

function check(
  name: string,
  given: { places?: readonly BreakpointPlace[]; named?: readonly NamedBreakpoint[] },
  expected: { states?: readonly string[]; lines?: readonly string[]; names?: readonly string[] },
): void {
  test(name, () => {
    const marks = marksOf(flow, given.places ?? [], given.named ?? []);
    const shown = (text: string, enabled: boolean): string => (enabled ? text : `(${text})`);
    assert.deepEqual(
      marks.states.map((mark) => shown(mark.state, mark.enabled)),
      expected.states ?? [],
    );
    assert.deepEqual(
      marks.lines.map((mark) => shown(`${mark.line}`, mark.enabled)),
      expected.lines ?? [],
    );
    assert.deepEqual(
      marks.names.map((mark) => shown(`${mark.from} to ${mark.to}`, mark.enabled)),
      expected.names ?? [],
    );
  });
}

function at(line: number, change: Partial<BreakpointPlace> = {}): BreakpointPlace {
  return { file: '/w/flow.ts', line, enabled: true, ...change };
}

check('none', {}, {});
check('on the decorator', { places: [at(10)] }, { states: ['A'] });
check('on the signature, disabled', { places: [at(31, { enabled: false })] }, { states: ['(B)'] });
check(
  'an enabled one wins over a disabled one',
  { places: [at(10, { enabled: false }), at(12)] },
  { states: ['A'] },
);
check('on a return', { places: [at(15)] }, { lines: ['15'] });
check('on another line of a step', { places: [at(16)] }, {});
check('in another file', { places: [at(10, { file: '/w/other.ts' })] }, {});
check('on a state without a step', { places: [at(3)] }, {});
check('by name', { named: [{ name: ' B ', enabled: true }] }, { states: ['B'] });
check('by transition', { named: [{ name: ' A -> B', enabled: true }] }, { names: ['A to B'] });
check(
  'by a pattern, disabled',
  { named: [{ name: '*->#failed', enabled: false }] },
  { names: ['(* to #failed)'] },
);
check('by half a transition', { named: [{ name: 'A->', enabled: true }] }, {});

test('what a breakpoint waits for and prints goes with its mark', () => {
  const places = [at(15, { when: 'visits > 2' })];
  const marks = marksOf(flow, places, [{ name: 'B->A', enabled: true, log: 'back' }]);
  assert.deepEqual(marks.lines, [{ file: '/w/flow.ts', line: 15, enabled: true, when: 'visits > 2' }]);
  assert.deepEqual(marks.names, [{ from: 'B', to: 'A', enabled: true, log: 'back', name: 'B->A' }]);
});

test('of several at one state the one that stops most often is shown, with its condition', () => {
  const condition = { enabled: true, when: 'visits > 2' };
  const log = { enabled: true, log: 'here' };
  const stateOf = (...places: BreakpointPlace[]) => marksOf(flow, places, []).states;
  assert.deepEqual(stateOf(at(10, log), at(11, condition)), [{ state: 'A', ...condition }]);
  assert.deepEqual(stateOf(at(10, log), at(11, { enabled: false })), [{ state: 'A', ...log }]);
  assert.deepEqual(marksOf(flow, [at(15, log)], []).lines, [{ file: '/w/flow.ts', line: 15, ...log }]);
});

test('a step on one line is entered there, whatever it returns', () => {
  const short = graph({
    states: [state('A', { line: 10, signatureLine: 10, endLine: 10 })],
    transitions: [transition('A', 'B', 10)],
  });
  assert.deepEqual(marksOf(short, [at(10)], []), {
    states: [{ state: 'A', enabled: true }],
    lines: [],
    names: [],
  });
});

/** A wait with a timeout, both arms of one return, a throw that is caught, an undo, and a goto on a line of its own. */
const shared = graph({
  states: [
    state('ASK', { line: 10, signatureLine: 11, endLine: 14 }),
    state('DECIDED', { line: 20, signatureLine: 21, endLine: 29 }),
    state('SHORT', { line: 30, signatureLine: 30, endLine: 30 }),
  ],
  transitions: [
    { ...transition('ASK', 'DECIDED', 12), kind: 'wait' },
    { ...transition('ASK', 'SHORT', 12), kind: 'timeout' },
    { ...transition('ASK', '#failed', 10), kind: 'error' },
    { ...transition('ASK', '#failed', 40), kind: 'compensate' },
    { ...transition('DECIDED', '#failed', 24), kind: 'fail' },
    transition('DECIDED', 'ASK', 26),
    transition('DECIDED', 'ASK', 26),
    transition('DECIDED', 'SHORT', 27),
    transition('DECIDED', '#unknown', 27),
    transition('SHORT', 'ASK', 30),
  ],
});

const stops = [
  [0, 'ASK->DECIDED'],
  [1, 'ASK->SHORT'],
  [2, 'ASK->#failed'],
  [3, 'ASK->#failed'],
  [4, 24],
  [5, 26],
  [6, 26],
  [7, 'DECIDED->SHORT'],
  [8, 27],
  [9, 'SHORT->ASK'],
] as const;

for (const [index, expected] of stops) {
  const drawn = shared.transitions[index] as Transition;
  test(`${drawn.from} to ${drawn.to}, ${drawn.kind}, is stopped at by ${expected}`, () => {
    const stop = stopOf(shared, drawn);
    assert.equal(stop.type === 'line' ? stop.line : stop.name, expected);
    assert.equal(concernOf(shared, drawn, stop), 'own');
  });
}

const concerns: readonly (readonly [number, string | number, string])[] = [
  [0, 12, 'shared'],
  [1, 12, 'shared'],
  [0, '*->DECIDED', 'shared'],
  [0, 'ASK->SHORT', 'none'],
  [0, 'DECIDED', 'none'],
  [4, '*->#failed', 'shared'],
  [4, ' DECIDED -> #failed ', 'own'],
  [4, 24, 'own'],
  [2, 10, 'none'],
  [3, 40, 'none'],
  [7, 27, 'shared'],
  [9, 30, 'none'],
];

for (const [index, breakpoint, expected] of concerns) {
  const drawn = shared.transitions[index] as Transition;
  test(`to ${drawn.from} to ${drawn.to}, a breakpoint on ${breakpoint} is ${expected}`, () => {
    const stop: TransitionStop =
      typeof breakpoint === 'number'
        ? { type: 'line', file: drawn.file, line: breakpoint }
        : { type: 'name', name: breakpoint };
    assert.equal(concernOf(shared, drawn, stop), expected);
  });
}
