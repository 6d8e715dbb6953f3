import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepOutline } from '../../runtime/model/history.ts';
import { describeSpending, shortSpending, spendingOfStep } from '../../webview/spending.ts';
import { callOutline, stepOutline } from './steps.ts';

test('what was answered from a recording cost nothing', () => {
  const call = { tokens: 100, cost: 1 };
  const calls = [callOutline(call), callOutline({ ...call, reused: true })];
  const spending = { count: 1, ms: 100, waitedMs: 0, tokens: 100, cost: 1 };
  assert.deepEqual(spendingOfStep(stepOutline(1, 'A', 'B', { calls })), spending);
});

test('a wait is told apart from what the step took, and its end is no step', () => {
  const told = (changes: Partial<StepOutline>) =>
    describeSpending(spendingOfStep(stepOutline(2, 'A', 'B', { attempts: [], ...changes })));
  assert.equal(told({}), '100 ms');
  assert.equal(told({ durationMs: 5000, wake: 'the timer', waitedMs: 5000 }), 'waited 5 s');
  assert.equal(told({ durationMs: 700, wake: 'the end of all branches' }), '');
});

test('what is not known is not said', () => {
  const plain = { count: 1, ms: 1200, waitedMs: 0, tokens: 0, cost: 0 };
  assert.equal(describeSpending(plain), '1.2 s');
  assert.equal(describeSpending({ ...plain, tokens: 340, cost: 0.01 }), '1.2 s, 340 tokens, $0.01');
  assert.equal(shortSpending({ ...plain, tokens: 340 }), '1.2 s · 340 tok');
  assert.equal(shortSpending({ ...plain, tokens: 340, cost: 0.01 }), '1.2 s · $0.01');
});
