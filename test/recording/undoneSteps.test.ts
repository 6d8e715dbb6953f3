import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Frame } from '../../runtime/model/run.ts';
import { createUndoneSteps, undoneFile } from '../../runtime/recording/undoneSteps.ts';

const frame: Frame = {
  seq: 2,
  branch: '',
  state: 'BOOKED',
  data: null,
  edits: [],
  patches: [],
  directive: { directive: 'goto', state: 'END', data: null },
  error: null,
  next: 'END',
  at: null,
  attempts: [{ startedAt: 1_700_000_000_000, durationMs: 3.25, error: null }],
  calls: [],
  logs: [],
  metrics: [],
  startedAt: 1_700_000_000_000,
  durationMs: 3.5,
};

test('what was undone of a step is known to all who read its folder, after a line that was cut off too', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'backstep-undone-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [ours, theirs] = [createUndoneSteps(folder), createUndoneSteps(folder)];
  assert.equal(theirs.stateOf(frame), null);
  ours.note(frame, 'begun');
  assert.equal(theirs.stateOf(frame), 'begun');
  ours.note(frame, 'failed');
  assert.equal(theirs.stateOf(frame), null);
  appendFileSync(path.join(folder, undoneFile), '{"undo":"und');
  ours.note(frame, 'undone');
  // A fork has the step at another position, with its values as they were recorded.
  assert.equal(theirs.stateOf({ ...frame, seq: 7, data: 'left out' }), 'undone');
  assert.equal(theirs.stateOf({ ...frame, durationMs: 3.51 }), null);
});

test('what another process has begun is left to it while it lives', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'backstep-undone-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const steps = createUndoneSteps(folder);
  steps.note(frame, 'begun');
  const file = path.join(folder, undoneFile);
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  writeFileSync(file, readFileSync(file, 'utf8').replace(`"pid":${process.pid}`, `"pid":${other.pid}`));
  assert.equal(steps.stateOf(frame), 'running');
  const ended = once(other, 'exit');
  other.kill();
  await ended;
  assert.equal(steps.stateOf(frame), 'begun');
});

test('an undo that cannot be recorded is refused', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'backstep-undone-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(path.join(folder, undoneFile));
  assert.throws(() => createUndoneSteps(folder).note(frame, 'begun'), { code: 'recording-unwritable' });
});
