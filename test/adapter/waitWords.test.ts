import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signalWait, sleepWait } from '../../runtime/adapter/waitWords.ts';

test('a wait is told with its end, also one that a stranger claims', () => {
  assert.equal(sleepWait(), 'sleeps');
  assert.equal(sleepWait(1_700_000_000_000), 'sleeps until 2023-11-14 22:13:20 UTC');
  assert.equal(signalWait('approval', 0), 'waits for the signal "approval" until 1970-01-01 00:00:00 UTC');
  for (const far of [Number.MAX_SAFE_INTEGER, -1e300, Number.NaN])
    assert.equal(sleepWait(far), 'sleeps until a time too far away to tell');
});
