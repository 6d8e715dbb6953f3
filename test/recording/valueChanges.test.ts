import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { edited } from '../../runtime/language/advance.ts';
import { valueAt } from '../../runtime/language/applyPatches.ts';
import type { Path } from '../../runtime/language/json.ts';
import { equalJson } from '../../runtime/recording/difference.ts';
import { Timeline } from '../../runtime/recording/timeline.ts';
import { type ValueChange, valueChanges } from '../../runtime/recording/valueChanges.ts';
import { run } from './arbitraries.ts';
import { frame, frames, header, set } from './samples.ts';

/** The same, by looking at the session before and after each step. */
function byLooking(timeline: Timeline, path: Path): readonly ValueChange[] {
  return timeline.frames.flatMap((step, index): ValueChange[] => {
    const k = index + 1;
    const start = timeline.snapshotAt(index);
    const values = [start, edited(start, step.edits), timeline.snapshotAt(k)].map(({ session }) =>
      valueAt(session, path),
    );
    return (['edit', 'step'] as const).flatMap((by, which) => {
      const [before, after] = [values[which], values[which + 1]];
      return equalJson(before, after) ? [] : [{ k, by, before, after }];
    });
  });
}

test('the changes of a value are those that can be seen by looking at every step', () =>
  fc.assert(
    fc.property(run, ({ session, frames: all }) => {
      const timeline = new Timeline(header({ session }), all);
      for (const path of [['a'], ['b', 'a'], ['a', 0], ['k1'], []])
        assert.deepEqual(valueChanges(timeline, path), byLooking(timeline, path));
    }),
    { numRuns: 60 },
  ));

test('an edit by hand and the step after it are told apart', () => {
  const all = [
    frame(1, { patches: [set(['n'], 1)] }),
    frame(2, { edits: [{ target: 'session', patches: [set(['n'], 5)] }], patches: [set(['n'], 6)] }),
    frame(3, { patches: [set(['n'], 6)] }),
  ];
  assert.deepEqual(valueChanges(new Timeline(header({ session: { n: 0 } }), all), ['n']), [
    { k: 1, by: 'step', before: 0, after: 1 },
    { k: 2, by: 'edit', before: 1, after: 5 },
    { k: 2, by: 'step', before: 5, after: 6 },
  ]);
});

test('a run of 1,000 steps with 50 fields is searched whole, each field right', () => {
  const session = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, 0]));
  const all = frames(1_000, (seq) => ({ patches: [set([`f${seq % 50}`], seq)] }));
  const timeline = new Timeline(header({ session }), all);
  for (let field = 0; field < 50; field++) {
    const expected = Array.from({ length: 20 }, (_, index) => (field === 0 ? 50 : field) + index * 50);
    assert.deepEqual(
      valueChanges(timeline, [`f${field}`]).map(({ k }) => k),
      expected,
    );
  }
});
