import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { json, shellIn } from './shell.ts';

const { folder, backstep, write } = shellIn('gone');

/** Deletes its own recording in the first step. */
const gone = write(
  'gone.ts',
  `
import { rmSync } from 'node:fs';
import { done, step, workflow } from 'backstep';
@workflow({ states: ['FIRST', 'LAST'], start: 'FIRST' })
export class Gone {
  @step('FIRST') first() { rmSync('runs', { recursive: true }); return 'LAST'; }
  @step('LAST') last() { return done('all is well'); }
}
`,
);

test('a run whose recording is deleted meanwhile ends with that, and does not claim to be recorded', () => {
  const { status, stdout, stderr } = backstep('run', gone, '--record', 'runs');
  assert.equal(status, 1);
  assert.match(stderr, /^backstep: .*\.journal is gone: it was deleted .* \[recording-unwritable\]\n$/);
  assert.doesNotMatch(stdout, /recorded in/);
  const printed = backstep('run', gone, '--record', 'runs', '--json');
  assert.equal(printed.status, 1);
  assert.equal(json(printed)['error'].code, 'recording-unwritable');
  assert.deepEqual(
    readdirSync(folder).filter((name) => name === path.basename('runs')),
    [],
  );
});

test('with --json, a run whose end could not be recorded prints the error and no result', () => {
  const waits = write(
    'waits.ts',
    `
import { rmSync } from 'node:fs';
import { step, waitFor, workflow } from 'backstep';
@workflow({ states: ['ONE'], start: 'ONE' })
export class Waits {
  @step('ONE') one() { rmSync('runs', { recursive: true }); return waitFor('never', { then: 'ONE' }); }
}
`,
  );
  const printed = backstep('run', waits, '--record', 'runs', '--json');
  assert.equal(printed.status, 1);
  assert.deepEqual(Object.keys(json(printed)), ['error']);
  assert.equal(json(printed)['error'].code, 'recording-unwritable');
});
