import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeEdge } from '../../webview/caption.ts';
import { planOf } from '../../webview/plan.ts';
import { graphOf, type Row } from './graphs.ts';

const states = ['A', 'B'].map((id) => ({ id }));

const sentences: readonly (readonly [Row, string])[] = [
  [['A', 'B', 'goto', 'score < 0.5'], 'A to B, when score < 0.5'],
  [['A', 'B', 'goto', 'once'], 'A to B, when once'],
  [['A', 'B', 'wait', 'on decision'], 'A to B, on decision, waits for a signal'],
  [['A', 'B', 'timeout', 'after 2d'], 'A to B, after 2d, when the wait times out'],
  [['A', '#failed', 'compensate', 'cancel'], 'A to failed, by cancel, undoes a finished step'],
];

for (const [row, expected] of sentences)
  test(`a transition as a sentence: ${expected}`, () => {
    const edge = planOf(graphOf('Flow', 'A', states, [row]), []).edges.at(-1);
    assert.equal(edge && describeEdge(edge), expected);
  });
