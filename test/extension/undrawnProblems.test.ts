import assert from 'node:assert/strict';
import { test } from 'node:test';
import { undrawnProblems } from '../../extension/undrawnProblems.ts';
import type { UndrawnEdge } from '../../runtime/model/position.ts';
import { graph, state, transition } from './graph.ts';

const flow = graph({
  states: [state('A', {}), state('B', { line: 7, endLine: 12 }), state('C', { handler: null })],
  transitions: [transition('A', 'B', 3), transition('A', '#unknown', 4), transition('A', 'C', 4)],
});

/** What is reported, as `severity line:column`; empty for nothing. */
function check(name: string, change: Partial<UndrawnEdge>, expected: string): void {
  test(name, () => {
    const edge: UndrawnEdge = {
      from: 'A',
      to: 'A',
      line: 3,
      file: '/w/flow.ts',
      drawing: 'missing',
      ...change,
    };
    const problems = undrawnProblems(flow, [edge]);
    assert.ok(problems.every(({ code, file }) => code === 'undrawn-transition' && file === '/w/flow.ts'));
    assert.equal(
      problems.map(({ severity, line, column }) => `${severity} ${line}:${column}`).join(),
      expected,
    );
  });
}

check('beside what the return draws', {}, 'warning 3:5');
check('at a line without any edge', { line: 2 }, 'warning 2:1');
check('where the graph could not read the return', { line: 4, drawing: 'unknown' }, 'information 4:5');
check('a return that can be read now', { line: 3, drawing: 'unknown' }, '');
check('a transition that is drawn now', { to: 'B' }, '');
check('without a return, at the step', { line: null, file: null }, 'warning 1:1');
check('outside of the step: the code has changed', { line: 9 }, '');
check('in another file: the code has changed', { file: '/w/base.ts' }, '');
check('from a state that has no step any more', { from: 'C' }, '');
check('from a state that is no more', { from: 'Z' }, '');
