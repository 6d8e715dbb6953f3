import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rolesOf } from '../../webview/role.ts';
import { everything, refinement } from './graphs.ts';

test('every state has the role that its edges show', () => {
  assert.deepEqual(Object.fromEntries(rolesOf(everything)), {
    RECEIVED: 'decides',
    PLANNED: 'fansOut',
    SECTION: 'calls',
    MERGED: 'joins',
    REVIEWED: 'child',
    APPROVAL: 'waits',
    REMINDED: 'calls',
    PAUSED: 'waits',
    TRANSLATED: 'decides',
    PUBLISHED: 'calls',
    WITHDRAWN: 'plain',
    ARCHIVED: 'plain',
  });
  assert.equal(rolesOf(refinement).get('END'), 'ends');
});
