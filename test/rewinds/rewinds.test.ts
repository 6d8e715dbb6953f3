import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rewind } from './rewinds.ts';

// `npm run rewinds` does the same ten thousand times.
test('whichever way one goes back and on, an effect is made again only after somebody said so', async () => {
  const found = await rewind({ sequences: 1000 });
  assert.ok(found.rewinds > 100, `${found.rewinds} moves led back`);
  assert.ok(found.forks > 50, `${found.forks} runs were begun on the way`);
  assert.ok(
    found.again > 20 && found.asked > found.again,
    `${found.again} of ${found.asked} effects were made again`,
  );
});
