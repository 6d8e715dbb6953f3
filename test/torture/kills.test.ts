import assert from 'node:assert/strict';
import { test } from 'node:test';
import { torture } from './kills.ts';

// `npm run torture` does the same a thousand times.
test('a run that is killed at random moments resumes with at most the step in flight repeated', async () => {
  const report = await torture({ kills: 8, lanes: 1 });
  assert.equal(report.kills, 8);
  assert.ok(report.steps > 0);
});
