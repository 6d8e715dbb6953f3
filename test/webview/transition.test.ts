import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../runtime/model/run.ts';
import { stepRow } from '../../runtime/recording/stepRow.ts';
import { transition } from '../../webview/recording/transition.ts';
import { frame } from '../recording/samples.ts';

/** A frame from A, as the table of a recording's page tells it. */
const rows: readonly (readonly [expected: string, frame: Partial<Frame>])[] = [
  ['A → B', {}],
  ['A → failed', { next: '#failed' }],
  ['undo of A', { next: '#failed', undoes: true }],
  ['A → B (signal ok)', { wake: { type: 'signal', signal: 'ok' } }],
  ['A → B (no signal ok in time)', { wake: { type: 'timeout', signal: 'ok' } }],
  ['A → B (timer)', { wake: { type: 'timer' } }],
  ['A → B (join)', { wake: { type: 'join', branch: null } }],
  ['A → B (child has ended)', { wake: { type: 'child' } }],
  [
    'A starts the child Review',
    { next: '#waiting', directive: { directive: 'child', workflow: 'Review', input: null, state: 'B' } },
  ],
  [
    'A waits for the signal "ok"',
    {
      next: '#waiting',
      directive: {
        directive: 'waitFor',
        signal: 'ok',
        state: 'B',
        data: null,
        timeoutMs: null,
        onTimeout: null,
      },
    },
  ],
  [
    'A sleeps 2.0 s',
    { next: '#waiting', directive: { directive: 'sleep', durationMs: 2000, state: 'B', data: null } },
  ],
];

for (const [expected, given] of rows) {
  test(`a step in words: ${expected}`, () => {
    assert.equal(transition(stepRow(1, frame(1, { state: 'A', next: 'B', ...given }))), expected);
  });
}
