import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep, waitFor } from '../../runtime/language/directives.ts';
import { type Duration, milliseconds } from '../../runtime/language/duration.ts';

const badDuration = { code: 'bad-duration', message: /give milliseconds as a number.*at most 100 years/ };

for (const [given, expected] of [
  [0, 0],
  ['500ms', 500],
  ['1.5h', 5_400_000],
  ['36500d', 36_500 * 86_400_000],
] as const) {
  test(`${given} are ${expected} milliseconds`, () => assert.equal(milliseconds(given, 'it'), expected));
}

for (const given of [-1, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER, '40000d', '5 min']) {
  test(`${given} is no duration`, () => {
    const duration = given as Duration;
    assert.throws(() => milliseconds(duration, 'it'), badDuration);
    assert.throws(() => sleep(duration, 'A'), badDuration);
    assert.throws(() => waitFor('signal', { then: 'A', timeout: duration }), badDuration);
  });
}
