import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, duration, money } from '../../webview/words.ts';

function check<T>(of: (value: T) => string, rows: readonly (readonly [T, string])[]): void {
  for (const [value, expected] of rows)
    test(`${of.name} ${value}: ${expected}`, () => assert.equal(of(value), expected));
}

check(duration, [
  [0, '0 ms'],
  [0.4, '<1 ms'],
  [840, '840 ms'],
  [1000, '1 s'],
  [1240, '1.2 s'],
  [12_340, '12 s'],
  [59_960, '59 s'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [259_200_000, '3 d'],
]);
check(amount, [
  [0, '0'],
  [950, '950'],
  [1_234, '1.2k'],
  [34_500, '35k'],
  [1_230_000, '1.2M'],
]);
check(money, [
  [0, '$0'],
  [0.00001, '<$0.0001'],
  [0.0042, '$0.0042'],
  [1.2, '$1.20'],
]);
