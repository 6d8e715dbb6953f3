import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeComparison } from '../../extension/comparisonText.ts';
import type { RunComparison } from '../../runtime/model/workerProtocol.ts';

function check(
  name: string,
  divergence: RunComparison['divergence'],
  steps: readonly [number, number],
  expected: string,
): void {
  test(name, () => {
    const ends = { a: { run: 'a', k: 1, steps: steps[0] }, b: { run: 'b', k: 1, steps: steps[1] } };
    assert.equal(describeComparison({ divergence, ...ends }), expected);
  });
}

check('the same', null, [8, 8], 'a and b did the same in all 8 steps.');
check(
  'another value',
  { k: 6, state: 'REFINED', path: 'session.answer', a: '“long”', b: null },
  [8, 9],
  'a and b part at step 6 (REFINED). session.answer is “long” in a, not there in b.',
);
check(
  'another beginning',
  { k: 0, state: null, path: 'input.question', a: '“why?”', b: '“how?”' },
  [8, 8],
  'a and b began differently. input.question is “why?” in a, “how?” in b.',
);
check(
  'one ends before the other',
  { k: 9, state: 'END', path: '', a: null, b: '{}' },
  [8, 12],
  'a and b part at step 9 (END): a ends after 8 steps.',
);
