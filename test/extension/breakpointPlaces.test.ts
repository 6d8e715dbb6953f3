import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BreakpointPlace, marksOf, type NamedBreakpoint } from '../../extension/breakpointPlaces.ts';
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
  expected: { states?: readonly string[]; lines?: readonly string[] },
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
check('by transition', { named: [{ name: 'A->B', enabled: true }] }, {});

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
  assert.deepEqual(marksOf(short, [at(10)], []), { states: [{ state: 'A', enabled: true }], lines: [] });
});
