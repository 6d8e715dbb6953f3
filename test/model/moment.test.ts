import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moment } from '../../runtime/model/moment.ts';

test('a time is told the same everywhere, with its zone', () => {
  assert.equal(moment(Date.UTC(2026, 10, 9, 3, 1, 33, 250)), '2026-11-09 03:01:33 UTC');
  assert.equal(moment(1_700_000_000_000), '2023-11-14 22:13:20 UTC');
  assert.equal(moment(0), '1970-01-01 00:00:00 UTC');
});

test('a time that no date can tell', () => {
  for (const far of [1e30, Number.MAX_SAFE_INTEGER, -1e300, Number.NaN]) assert.equal(moment(far), null);
});
