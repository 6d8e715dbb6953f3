import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureGenerated, measureHandWritten } from './corpus.ts';

test('generated workflows: every transition that a run takes is drawn, and few that none takes', async (t) => {
  // The whole corpus is for `npm run corpus`; these are enough to have every kind.
  const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
  const { scores, missed } = await measureGenerated(seeds);
  for (const [kind, { observed, found, drawn, taken }] of scores) {
    t.diagnostic(
      `${kind}: ${found} of ${observed} observed are drawn, ${taken} of ${drawn} drawn are observed`,
    );
    assert.ok(observed > 0 && drawn > 0, `the corpus has no ${kind}`);
    assert.ok(taken / drawn >= 0.95, `${kind}: only ${taken} of ${drawn} drawn edges occur`);
  }
  assert.equal(scores.size, 11, 'every kind occurs');
  assert.deepEqual(missed, []);
});

test('workflows written by hand: exactly the true edges are drawn', () => {
  const { classes, missed, invented } = measureHandWritten();
  assert.ok(classes > 180, `only ${classes} classes`);
  assert.deepEqual([missed, invented], [[], []]);
});
