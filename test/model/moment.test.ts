import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moment } from '../../runtime/model/moment.ts';

test('a time is told the same everywhere, with its zone', () => {
  assert.equal(moment(Date.UTC(2026, 10, 9, 3, 1, 33, 250)), '2026-11-09 03:01:33 UTC');
  assert.equal(moment(0), '1970-01-01 00:00:00 UTC');
});

test('a time that no date can tell', () => {
  assert.equal(moment(1e30), null);
  assert.equal(moment(Number.NaN), null);
});
