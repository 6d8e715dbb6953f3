import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { advance, initialSnapshot } from '../../runtime/language/advance.ts';
import { valueAt } from '../../runtime/language/applyPatches.ts';
import type { Path } from '../../runtime/language/json.ts';
import type { Patch } from '../../runtime/language/patch.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { equalJson } from '../../runtime/recording/difference.ts';
import { Timeline } from '../../runtime/recording/timeline.ts';
import { run } from './arbitraries.ts';
import { codeOf } from './folder.ts';
import { frame, frames, header, set } from './samples.ts';

test('a timeline and its beginnings have the states of forward application, asked for in any order', () =>
  fc.assert(
    fc.property(run, fc.array(fc.nat()), fc.nat(), ({ session, frames: all }, asked, where) => {
      const states = [initialSnapshot(header({ session }))];
      for (const item of all) states.push(advance(states.at(-1) as (typeof states)[0], item));
      const timeline = new Timeline(header({ session }), all);
      const cut = where % (all.length + 1);
      const fork = timeline.truncatedTo(cut, header({ id: 'fork', session }));
      const added = frame(cut + 1, { patches: [set(['forked'], true)] });
      fork.append(added);
      for (const k of asked.map((ask) => ask % states.length)) {
        assert.deepEqual(timeline.snapshotAt(k), states[k]);
        if (k <= cut) assert.deepEqual(fork.snapshotAt(k), states[k]);
      }
      assert.deepEqual(fork.snapshotAt(cut + 1), advance(states[cut] as (typeof states)[0], added));
      assert.deepEqual(timeline.snapshotAt(all.length), states.at(-1));
      assert.equal(timeline.head, all.length);
    }),
    { numRuns: 60 },
  ));

test('whatever changed the value at a path is among its writers', () =>
  fc.assert(
    fc.property(run, ({ session, frames: all }) => {
      const timeline = new Timeline(header({ session }), all);
      const paths: readonly Path[] = [['a'], ['b', 'a'], ['a', 0], ['a', 1], ['k1'], []];
      for (const path of paths) {
        const writers = timeline.writers(path);
        for (let k = 1; k <= timeline.head; k++) {
          const before = valueAt(timeline.snapshotAt(k - 1).session, path);
          const after = valueAt(timeline.snapshotAt(k).session, path);
          if (!equalJson(before, after)) assert.ok(writers.includes(k), `${path.join('.')} at ${k}`);
        }
        for (let k = 0; k <= timeline.head + 1; k++) {
          const previous = writers.filter((writer) => writer <= k).at(-1) ?? null;
          const next = writers.find((writer) => writer > k) ?? null;
          assert.equal(timeline.previousWriter(path, k), previous);
          assert.equal(timeline.nextWriter(path, k), next);
        }
      }
    }),
    { numRuns: 60 },
  ));

/** Which of the frames, each with one of these changes, wrote the path. */
function writers(name: string, path: Path, changes: readonly Patch[], expected: readonly number[]): void {
  test(`writers: ${name}`, () => {
    const session = { user: { name: 'a', tags: [] }, messages: [1, 2, 3], other: 0 };
    const all = changes.map((patch, index) => frame(index + 1, { patches: [patch] }));
    assert.deepEqual(new Timeline(header({ session }), all).writers(path), expected);
  });
}

const push: Patch = { op: 'array', path: ['messages'], pieces: [{ start: 0, count: 3 }, { insert: [4] }] };
const window: Patch = { op: 'array', path: ['messages'], pieces: [{ start: 1, count: 2 }, { insert: [4] }] };

writers('the path itself', ['other'], [set(['other'], 1), set(['user'], {}), set(['other'], 2)], [1, 3]);
writers('a parent', ['user', 'name'], [set(['user'], { name: 'b' }), set(['other'], 1)], [1]);
writers('a child', ['user'], [set(['user', 'name'], 'b'), { op: 'delete', path: ['user', 'tags'] }], [1, 2]);
writers('a neighbour of a similar name', ['user'], [set(['users'], 1), set(['other'], 1)], []);
writers('all of it', [], [set(['other'], 1), push], [1, 2]);
writers('a list by a push', ['messages'], [push], [1]);
writers('an item before a push', ['messages', 1], [push], []);
writers('the item that was pushed', ['messages', 3], [push], [1]);
writers('an item in a window that moved', ['messages', 1], [window], [1]);
writers('an index that was typed as text', ['messages', '3'], [push], [1]);

test('an edit before a step is a write of that step', () => {
  const edited: Frame = frame(2, {
    patches: [],
    edits: [{ target: 'session', patches: [set(['other'], 1)] }],
  });
  const data: Frame = frame(3, { patches: [], edits: [{ target: 'data', patches: [set(['other'], 1)] }] });
  assert.deepEqual(new Timeline(header(), [frame(1), edited, data]).writers(['other']), [2]);
});

test('positions outside the run', async () => {
  const timeline = new Timeline(header(), frames(2));
  for (const k of [-1, 3, 0.5, Number.NaN]) {
    assert.equal(await codeOf(() => timeline.snapshotAt(k)), 'no-such-step');
    assert.equal(await codeOf(() => timeline.truncatedTo(k)), 'no-such-step');
    assert.equal(await codeOf(() => timeline.frame(k)), 'no-such-step');
  }
  const misfit = frame(3, { patches: [set(['not', 'there'], 1)] });
  timeline.append(misfit);
  assert.equal(await codeOf(() => timeline.snapshotAt(3)), 'patch-mismatch');
});
