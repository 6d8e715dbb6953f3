import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepOutline } from '../../../runtime/model/history.ts';
import { mostLanes } from '../../../webview/timeline/lanes.ts';
import { Track } from '../../../webview/timeline/track.ts';
import { stepOutline } from '../steps.ts';

const inBranch = (k: number, branch: string, changes: Partial<StepOutline> = {}) =>
  stepOutline(k, 'A', 'B', { branch, ...changes });

test('steps stand one behind the other, and every place leads to its step', () => {
  const track = new Track();
  const steps = Array.from({ length: 50 }, (_, index) => stepOutline(index + 1, 'A', 'B'));
  track.update(steps);
  let end = 0;
  for (const { step, from, to } of track.placed) {
    assert.equal(from, end);
    assert.ok(to > from);
    assert.equal(track.positionAt((from + to) / 2), step.k);
    assert.equal(track.at(step.k), to);
    end = to;
  }
  assert.equal(track.at(0), 0);
  assert.equal(track.positionAt(-1), 0);
  assert.equal(track.positionAt(end + 5), 50);
});

test('a step that took longer is longer, and none is without length', () => {
  const track = new Track();
  const attempts = (durationMs: number) => [{ startedAt: 0, durationMs, failed: false }];
  track.update([
    stepOutline(1, 'A', 'B', { attempts: attempts(0) }),
    stepOutline(2, 'A', 'B', { attempts: attempts(100) }),
    stepOutline(3, 'A', 'B', { attempts: attempts(10_000) }),
  ]);
  const [none = 0, some = 0, much = 0] = track.placed.map(({ from, to }) => to - from);
  assert.ok(none >= 1 && none < some && some < much && much < none * 10);
});

test('branches have rows of their own, nested ones deeper; too many share the last', () => {
  const track = new Track();
  track.update([
    inBranch(1, ''),
    inBranch(2, '1.0'),
    inBranch(3, '1.1'),
    inBranch(4, '1.0/2.0'),
    inBranch(5, '1.1'),
  ]);
  assert.deepEqual(
    track.placed.map(({ row }) => row),
    [0, 1, 2, 3, 2],
  );
  assert.deepEqual(
    track.lanes.map(({ depth }) => depth),
    [0, 1, 1, 2],
  );
  const wide = new Track();
  wide.update(Array.from({ length: 40 }, (_, index) => inBranch(index + 1, `1.${index}`)));
  assert.equal(wide.lanes.length, mostLanes);
  assert.equal(wide.hiddenLanes, 40 - (mostLanes - 1));
  assert.equal(wide.placed.at(-1)?.row, mostLanes - 1);
});

test('what is added is placed behind; another run is placed anew', () => {
  const track = new Track();
  const steps = [stepOutline(1, 'A', 'B'), inBranch(2, '1.0')];
  track.update(steps);
  const [first] = track.placed;
  steps.push(stepOutline(3, 'B', 'A'));
  track.update(steps);
  assert.equal(track.placed[0], first);
  assert.equal(track.placed.length, 3);
  track.update([stepOutline(1, 'X', 'Y')]);
  assert.deepEqual([track.placed.length, track.lanes.length], [1, 1]);
});
