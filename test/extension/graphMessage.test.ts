import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFromWebview } from '../../extension/graphMessage.ts';

function check(message: unknown, accepted: 'accepted' | 'refused'): void {
  test(`${accepted}: ${JSON.stringify(message)}`, () => {
    assert.deepEqual(readFromWebview(message), accepted === 'accepted' ? message : null);
  });
}

check({ type: 'ready' }, 'accepted');
check({ type: 'reveal', file: '/w/a.ts', line: 3, column: 1, beside: false }, 'accepted');
check({ type: 'toggleStateBreakpoint', state: 'A', workflow: null }, 'accepted');
check({ type: 'toggleTransitionBreakpoint', from: 'A', to: '#done', file: '/w/a.ts', line: 3 }, 'accepted');
check({ type: 'choose', workflow: 'Flow' }, 'accepted');
check({ type: 'layoutFailed', message: 'out of memory' }, 'accepted');
check({ type: 'leftOpen', children: ['["a","b"]'], details: true }, 'accepted');
check({ type: 'openValue', place: { k: 4, path: ['calls', 0, 'args', 1] }, length: 50_000_000 }, 'accepted');
check(null, 'refused');
check('ready', 'refused');
check({}, 'refused');
check({ type: 'run' }, 'refused');
check({ type: 'reveal', file: '/w/a.ts', line: 0, column: 1, beside: false }, 'refused');
check({ type: 'reveal', file: '/w/a.ts', line: 1.5, column: 1, beside: false }, 'refused');
check({ type: 'reveal', file: 7, line: 1, column: 1, beside: false }, 'refused');
check({ type: 'toggleStateBreakpoint' }, 'refused');
check({ type: 'leftOpen', children: [7], details: true }, 'refused');
check({ type: 'openValue', place: { k: -1, path: ['data'] }, length: 1 }, 'refused');
check({ type: 'openValue', place: { k: 1, path: [{}] }, length: 1 }, 'refused');
check({ type: 'leftOpen', children: [] }, 'refused');
check({ type: 'toggleTransitionBreakpoint', from: 'A', to: 'B', file: '/w/a.ts', line: '3' }, 'refused');
check({ type: 'toggleTransitionBreakpoint', from: 'A', file: '/w/a.ts', line: 3 }, 'refused');

test('fields that do not belong to a message are dropped', () => {
  assert.deepEqual(readFromWebview({ type: 'ready', file: 'x' }), { type: 'ready' });
});
