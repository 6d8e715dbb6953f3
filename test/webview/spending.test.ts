import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSpending, edgeName, spendingOf } from '../../webview/spending.ts';
import { callOutline, stepOutline } from './steps.ts';

test('steps add up by state and by transition', () => {
  const calls = [callOutline({ tokens: 100, cost: 0.25 })];
  const { states, edges } = spendingOf([
    stepOutline(1, 'A', 'B', { line: 5, calls }),
    stepOutline(2, 'B', 'A', { line: 9 }),
    stepOutline(3, 'A', 'B', { line: 5, calls }),
    stepOutline(4, 'A', 'B', { line: 6 }),
  ]);
  assert.deepEqual(states.get('A'), { count: 3, ms: 300, tokens: 200, cost: 0.5 });
  assert.deepEqual(states.get('B'), { count: 1, ms: 100, tokens: 0, cost: 0 });
  assert.equal(edges.get(edgeName('A', 'B', 5))?.count, 2);
  assert.equal(edges.get(edgeName('A', 'B', 6))?.ms, 100);
});

test('what was answered from a recording cost nothing', () => {
  const { states } = spendingOf([
    stepOutline(1, 'A', 'B', { calls: [callOutline({ tokens: 100, cost: 1, reused: true })] }),
  ]);
  assert.deepEqual(states.get('A'), { count: 1, ms: 100, tokens: 0, cost: 0 });
});

test('what is not known is not said', () => {
  assert.equal(describeSpending({ count: 1, ms: 1200, tokens: 0, cost: 0 }, 'short'), '1.2 s');
  assert.equal(
    describeSpending({ count: 1, ms: 1200, tokens: 340, cost: 0.01 }, 'short'),
    '1.2 s · 340 tok · $0.01',
  );
  assert.equal(
    describeSpending({ count: 1, ms: 1200, tokens: 340, cost: 0.01 }, 'long'),
    '1.2 s, 340 tokens, $0.01',
  );
});
