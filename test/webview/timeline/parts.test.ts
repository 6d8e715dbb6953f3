import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partsOf } from '../../../webview/timeline/parts.ts';
import { callOutline, stepOutline } from '../steps.ts';

const words = (parts: ReturnType<typeof partsOf>) => parts.map(({ kind, ms }) => `${kind} ${ms}`).join(', ');
const attempt = (startedAt: number, durationMs: number, failed = false) => ({
  startedAt,
  durationMs,
  failed,
});

test('own code and services are told apart', () => {
  const step = stepOutline(1, 'A', 'B', { calls: [callOutline({ startedMs: 20, durationMs: 50 })] });
  assert.equal(words(partsOf(step)), 'own 20, call 50, own 30');
});

test('calls that overlap count once', () => {
  const calls = [
    callOutline({ startedMs: 10, durationMs: 40 }),
    callOutline({ startedMs: 20, durationMs: 60 }),
    callOutline({ startedMs: 30, durationMs: 5 }),
  ];
  assert.equal(words(partsOf(stepOutline(1, 'A', 'B', { calls }))), 'own 10, call 70, own 20');
});

test('a call that outlived its step is cut at its end', () => {
  const calls = [callOutline({ startedMs: 60, durationMs: 900 })];
  assert.equal(words(partsOf(stepOutline(1, 'A', 'B', { calls }))), 'own 60, call 40');
});

test('the delay before another try is neither', () => {
  const attempts = [attempt(1000, 100, true), attempt(3100, 100)];
  const calls = [callOutline({ attempt: 2, startedMs: 0, durationMs: 100 })];
  const step = stepOutline(1, 'A', 'B', { startedAt: 1000, attempts, calls });
  assert.equal(words(partsOf(step)), 'own 100, retry 2000, call 100');
});

test('what ended a wait has its whole length, and what lay before a step is no part of it', () => {
  const wait = stepOutline(2, 'A', 'B', {
    startedAt: 30_000,
    durationMs: 60_000,
    attempts: [],
    wake: 'the timer',
    waitedMs: 60_000,
  });
  assert.equal(words(partsOf(wait)), 'wait 60000');
  const later = stepOutline(3, 'B', 'C', { startedAt: 990_000, attempts: [attempt(990_000, 100)] });
  assert.equal(words(partsOf(later)), 'own 100');
});

test('a step that was never tried has no parts', () => {
  assert.deepEqual(partsOf(stepOutline(1, 'A', 'B', { attempts: [] })), []);
});
