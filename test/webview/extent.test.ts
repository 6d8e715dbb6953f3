import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extentOf } from '../../webview/header.ts';
import { graphOf, refinement } from './graphs.ts';

test('the extent of a graph counts undos by themselves', () => {
  const states = [{ id: 'A' }, { id: 'B' }];
  assert.equal(extentOf(refinement), '5 states, 6 transitions');
  assert.equal(
    extentOf(
      graphOf('Undone', 'A', states, [
        ['A', 'B'],
        ['A', '#failed', 'compensate', 'undo'],
      ]),
    ),
    '2 states, 1 transition, 1 undo',
  );
});
