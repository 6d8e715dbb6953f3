import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import {
  absolutePlaces,
  type LaunchPlaces,
  launches,
  recordingPolicy,
} from '../../extension/launchConfiguration.ts';

const root = path.resolve('/w');
const at = (...parts: string[]): string => path.join(root, ...parts);

function check(
  name: string,
  places: LaunchPlaces,
  folder: string | null,
  expected: Record<string, string>,
): void {
  test(name, () => {
    assert.deepEqual(absolutePlaces(places, { folder, runs: '.backstep/runs' }), expected);
  });
}

check('relative paths begin at the workspace folder', { program: 'src/flow.ts', cwd: 'src' }, root, {
  record: at('.backstep', 'runs'),
  program: at('src', 'flow.ts'),
  cwd: at('src'),
});
check('a lone file records beside itself', { program: at('deep', 'flow.ts') }, null, {
  record: at('deep', '.backstep', 'runs'),
  program: at('deep', 'flow.ts'),
  cwd: at('deep'),
});
check('a recording to replay', { replay: 'runs/a.sqlite', record: 'out' }, root, {
  record: at('out'),
  replay: at('runs', 'a.sqlite'),
});

function checkLaunch(name: string, configuration: Record<string, unknown>, expected: boolean): void {
  test(name, () => {
    const wanted = { file: at('src', 'flow.ts'), workflow: 'Flow', folder: root };
    assert.equal(launches({ type: 'backstep', ...configuration }, wanted), expected);
  });
}

const variable = (name: string, rest = ''): string => `$\{${name}}${rest}`;
checkLaunch('written for this file', { program: variable('workspaceFolder', '/src/flow.ts') }, true);
checkLaunch('written relative to the folder', { program: 'src/flow.ts' }, true);
checkLaunch('written for this workflow', { program: 'src/flow.ts', workflow: 'Flow' }, true);
checkLaunch('written for another workflow of the file', { program: 'src/flow.ts', workflow: 'Other' }, false);
checkLaunch('written for another file', { program: 'src/other.ts' }, false);
checkLaunch('written for whatever file is open', { program: variable('file') }, true);
checkLaunch('of another debugger', { type: 'node', program: 'src/flow.ts' }, false);
checkLaunch('a replay', { program: 'src/flow.ts', replay: 'a.sqlite' }, false);

test('what is recorded, and for how long, is in the configuration, or else in the settings', () => {
  const settings = { redact: ['token'], keepRuns: null, keepDays: 30 };
  assert.deepEqual(recordingPolicy({ keepDays: 7 }, settings), { redact: ['token'], keepDays: 7 });
  assert.deepEqual(recordingPolicy({}, { redact: [], keepRuns: null, keepDays: null }), {});
});
