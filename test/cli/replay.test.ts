import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { counting } from './counting.ts';
import { json, shellIn } from './shell.ts';

const example = distFile('../examples/answer-refinement.ts');
const { folder, backstep, write } = shellIn('replay', { NO_CALLS: '1' });
const live = shellIn('live');
const counter = write('counter.ts', counting(folder));
const dir = ['--dir', path.join(live.folder, '.backstep/runs')];

const record = (file: string): string => json(live.backstep('run', file, '--json'))['run'];
const [answered, counted] = [record(example), record(counter)];

test('unchanged code does the same, without one call', () => {
  const result = backstep('replay', answered, counted, ...dir, '--json');
  assert.equal(result.status, 0, result.stdout);
  assert.deepEqual(json(result), {
    same: true,
    runs: [
      { run: answered, same: true, steps: 8, divergence: null },
      { run: counted, same: true, steps: 6, divergence: null },
    ],
  });
  const throwing = write(
    'throwing.ts',
    "export const model = { complete() { throw new Error('a live call'); } };",
  );
  const text = backstep('replay', answered, '--services', throwing, ...dir).stdout;
  assert.equal(text, `${answered}  same: 8 steps\n`);
});

test('every example that ends does the same again', () => {
  const examples = readdirSync(path.dirname(example)).filter((name) => name.endsWith('.ts'));
  const ended = examples.filter((name) => !/endless|stand-in|library-search/.test(name));
  assert.ok(ended.length >= 4);
  for (const name of ended) {
    live.backstep('run', path.join(path.dirname(example), name), '--skip-time', '--record', 'examples');
  }
  const runs = readdirSync(path.join(live.folder, 'examples')).map((name) => path.join('examples', name));
  assert.equal(runs.length, ended.length);
  const result = live.backstep('replay', ...runs, '--json');
  assert.equal(json(result)['same'], true, result.stdout);
});

/** What a change of the code does to a replay of a run of the code as it was. */
function check(
  name: string,
  changed: string,
  expected: { readonly [key: string]: unknown },
  text: RegExp,
): void {
  test(name, () => {
    const against = write('changed.ts', changed);
    const result = backstep('replay', counted, '--against', against, ...dir, '--json');
    assert.equal(result.status, 1, result.stdout);
    const { divergence } = json(result)['runs'][0];
    assert.deepEqual(
      Object.fromEntries(Object.keys(expected).map((key) => [key, divergence[key]])),
      expected,
    );
    const forPeople = backstep('replay', counted, '--against', against, ...dir);
    assert.equal(forPeople.status, 1);
    assert.match(forPeople.stdout, text);
  });
}

check(
  'another session',
  counting(folder, 'n', 'session.flaky = 1;'),
  { frame: 1, state: 'COUNT', path: 'session.flaky', recorded: 0, now: 1 },
  /different at step 1, COUNT: session\.flaky/,
);
check(
  'a call that nobody made before',
  counting(folder, 'n * 2'),
  {
    frame: 2,
    path: 'calls[0]',
    recorded: { service: 'adder', method: 'add', args: [1] },
    now: { service: 'adder', method: 'add', args: [2] },
  },
  /adder\.add\(2\) has no recorded answer/,
);
check(
  'a call around the services',
  counting(folder, 'n', "await fetch('http://127.0.0.1:47011/').catch(() => null);"),
  { frame: 1, now: { service: 'network', method: 'connect', args: ['127.0.0.1:47011'] } },
  /network\.connect\("127\.0\.0\.1:47011"\) has no recorded answer/,
);
check(
  'a step that is gone',
  counting(folder).replaceAll("'END'", "'FINISHED'"),
  { frame: 5, path: 'directive.state', recorded: 'END', now: 'FINISHED' },
  /step 5, COUNT/,
);
check(
  'a step that hangs',
  counting(folder, 'n', 'if (session.n === 3) await new Promise(() => {});'),
  { frame: 3, path: '', message: 'the step never settles' },
  /step 3, COUNT: the step never settles/,
);
