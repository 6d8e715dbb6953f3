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

test('a wait is as long as it was, and a pause before a step is no part of it', () => {
  const track = new Track();
  track.update([
    stepOutline(1, 'A', '#waiting', { startedAt: 0 }),
    stepOutline(2, 'A', 'B', {
      startedAt: 100,
      durationMs: 3e8,
      attempts: [],
      wake: 'the timer',
      waitedMs: 3e8,
    }),
    stepOutline(3, 'B', 'C', {
      startedAt: 4e8,
      attempts: [{ startedAt: 4e8, durationMs: 1, failed: false }],
    }),
  ]);
  const [, wait = 0, step = 0] = track.placed.map(({ from, to }) => to - from);
  assert.ok(wait > 10 && step < 1.1, `${wait}, ${step}`);
});

/** Four branches, two at a time: the second, slow one is the last to end. */
function sideBySide(): Track {
  const during = (k: number, branch: string, startedAt: number, durationMs: number) =>
    inBranch(k, branch, { startedAt, durationMs, attempts: [{ startedAt, durationMs, failed: false }] });
  const track = new Track();
  track.update([
    during(1, '', 0, 99.6),
    during(2, '1.0', 99, 100.8),
    during(3, '1.2', 199, 100),
    during(4, '1.3', 299, 100),
    during(5, '1.1', 99, 600),
    inBranch(6, '', { startedAt: 99, durationMs: 600, attempts: [], wake: 'the end of all branches' }),
    during(7, '', 699, 10),
  ]);
  return track;
}

test('branches that ran beside each other stand beside each other', () => {
  const [opened, first, third, fourth, second, joined, after] = sideBySide().placed;
  assert.ok(opened && first && second && third && fourth && joined && after);
  assert.deepEqual([first.from, second.from], [opened.to, opened.to]);
  assert.deepEqual([third.from, fourth.from], [first.to, third.to]);
  assert.ok(second.to > fourth.to);
  assert.deepEqual([joined.from, after.from], [second.to, joined.to]);
  assert.deepEqual(
    [first, second, third, fourth].map(({ row }) => row),
    [1, 2, 3, 4],
  );
});

test('a place of a row leads to the step that is there, any other to the step that ends next', () => {
  const track = sideBySide();
  const [, first, , , second] = track.placed;
  assert.ok(first && second);
  const inFirst = (first.from + first.to) / 2;
  assert.equal(track.stepAt(inFirst, 1), first);
  assert.equal(track.stepAt(inFirst, 2), second);
  assert.equal(track.stepAt(inFirst, 3), first);
  assert.equal(track.positionAt(inFirst), first.step.k);
});

test('branches that began in the same millisecond begin together, however short they were', () => {
  const track = new Track();
  const short = { startedAt: 100, durationMs: 0.2, attempts: [] };
  track.update([inBranch(1, '', short), inBranch(2, '1.0', short), inBranch(3, '1.1', short)]);
  const [opened, first, second] = track.placed;
  assert.deepEqual([first?.from, second?.from], [opened?.to, opened?.to]);
  assert.ok((second?.to ?? 0) > (first?.to ?? 0));
});

test('branches have rows of their own in the order of their numbers, nested ones deeper; too many share the last', () => {
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
    [0, 1, 3, 2, 3],
  );
  assert.deepEqual(
    track.lanes.map(({ depth }) => depth),
    [0, 1, 2, 1],
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
