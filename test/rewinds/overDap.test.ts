import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walks } from './rewinds.ts';

// `npm run rewinds -- --over-dap N` does more of them.
test('over the protocol and with real processes, every way back and on leads where the model says', async () => {
  const count = await walks({ sequences: 12, withinMs: 45_000 });
  assert.ok(count > 0);
});
