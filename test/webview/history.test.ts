import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PositionBody } from '../../runtime/model/position.ts';
import { createHistory } from '../../webview/history.ts';
import { refinement } from './graphs.ts';
import { positionAfter } from './positions.ts';
import { stepOutline } from './steps.ts';

const at = (changes: Partial<PositionBody>) => positionAfter(refinement, ['START'], changes);
const page = (run: string, from: number, count: number, head: number) => ({
  run,
  head,
  from,
  steps: Array.from({ length: count }, (_, index) => stepOutline(from + index, 'A', 'B')),
});

test('pages are asked for until all is known', () => {
  const history = createHistory();
  assert.equal(history.missing(), null);
  history.follow(at({ run: 'one', head: 5 }));
  assert.equal(history.missing(), 1);
  assert.equal(history.take(page('one', 1, 3, 5)), true);
  assert.equal(history.missing(), 4);
  history.take(page('one', 4, 2, 5));
  assert.equal(history.missing(), null);
  history.follow(at({ run: 'one', head: 6 }));
  assert.equal(history.missing(), 6);
});

test('a page of another run, or one that leaves a gap, is of no use', () => {
  const history = createHistory();
  history.follow(at({ run: 'one', head: 5 }));
  assert.equal(history.take(page('two', 1, 3, 5)), false);
  assert.equal(history.take(page('one', 2, 3, 5)), false);
  assert.deepEqual(history.steps, []);
});

test('a fork keeps what it shares with the run that it came from', () => {
  const history = createHistory();
  history.follow(at({ run: 'one', head: 5 }));
  history.take(page('one', 1, 5, 5));
  assert.equal(history.follow(at({ run: 'two', head: 4, parent: { run: 'one', seq: 3 } })), true);
  assert.deepEqual(
    history.steps.map(({ k }) => k),
    [1, 2, 3],
  );
  assert.equal(history.missing(), 4);
  history.follow(at({ run: 'three', head: 2 }));
  assert.deepEqual(history.steps, []);
});
