import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noSpending } from '../../runtime/model/heat.ts';
import {
  createTally,
  describeSpending,
  edgeName,
  shortSpending,
  spendingOf,
} from '../../webview/spending.ts';
import { callOutline, stepOutline } from './steps.ts';

test('steps add up by state and by transition', () => {
  const calls = [callOutline({ tokens: 100, cost: 0.25 })];
  const { states, edges } = spendingOf([
    stepOutline(1, 'A', 'B', { line: 5, calls }),
    stepOutline(2, 'B', 'A', { line: 9 }),
    stepOutline(3, 'A', 'B', { line: 5, calls }),
    stepOutline(4, 'A', 'B', { line: 6 }),
  ]);
  assert.deepEqual(states.get('A'), { count: 3, ms: 300, waitedMs: 0, tokens: 200, cost: 0.5 });
  assert.deepEqual(states.get('B'), { count: 1, ms: 100, waitedMs: 0, tokens: 0, cost: 0 });
  assert.equal(edges.get(edgeName('A', 'B', 5))?.count, 2);
  assert.equal(edges.get(edgeName('A', 'B', 6))?.ms, 100);
});

test('what was answered from a recording cost nothing', () => {
  const { states } = spendingOf([
    stepOutline(1, 'A', 'B', { calls: [callOutline({ tokens: 100, cost: 1, reused: true })] }),
  ]);
  assert.deepEqual(states.get('A'), { count: 1, ms: 100, waitedMs: 0, tokens: 0, cost: 0 });
});

test('the steps of a child are not those of the workflow that is drawn', () => {
  const { states } = spendingOf([stepOutline(1, 'A', 'B'), stepOutline(2, 'A', 'B', { workflow: 'Child' })]);
  assert.equal(states.get('A')?.count, 1);
});

test('a wait is told apart from what the step took, and its end is no step', () => {
  const { states, edges } = spendingOf([
    stepOutline(1, 'A', '#waiting'),
    stepOutline(2, 'A', 'B', {
      line: null,
      durationMs: 5000,
      attempts: [],
      wake: 'the timer',
      waitedMs: 5000,
    }),
    stepOutline(3, 'B', '#waiting'),
    stepOutline(4, 'B', 'C', { line: null, durationMs: 700, attempts: [], wake: 'the end of all branches' }),
  ]);
  assert.deepEqual(states.get('A'), { count: 1, ms: 100, waitedMs: 5000, tokens: 0, cost: 0 });
  assert.equal(describeSpending(states.get('A') ?? noSpending), '100 ms, waited 5 s');
  assert.equal(describeSpending(edges.get(edgeName('A', 'B', null)) ?? noSpending), 'waited 5 s');
  assert.equal(describeSpending(states.get('B') ?? noSpending), '100 ms');
  assert.equal(describeSpending(edges.get(edgeName('B', 'C', null)) ?? noSpending), '');
});

test('what is not known is not said', () => {
  const plain = { count: 1, ms: 1200, waitedMs: 0, tokens: 0, cost: 0 };
  assert.equal(describeSpending(plain), '1.2 s');
  assert.equal(describeSpending({ ...plain, tokens: 340, cost: 0.01 }), '1.2 s, 340 tokens, $0.01');
  assert.equal(shortSpending({ ...plain, tokens: 340 }), '1.2 s · 340 tok');
  assert.equal(shortSpending({ ...plain, tokens: 340, cost: 0.01 }), '1.2 s · $0.01');
});

test('a tally that moves is the sum up to where it stands', () => {
  const steps = ['A', 'B', 'A', 'B', 'A'].map((state, index) => stepOutline(index + 1, state, 'X'));
  const tally = createTally();
  for (const k of [3, 5, 2, 9, 0, 4]) {
    tally.moveTo(steps, k);
    assert.deepEqual(tally.sums, spendingOf(steps.slice(0, k)));
  }
  const others = steps.slice(0, 2).concat(stepOutline(3, 'C', 'X'), stepOutline(4, 'C', 'X'));
  tally.moveTo(others, 4);
  assert.deepEqual(tally.sums, spendingOf(others));
});
