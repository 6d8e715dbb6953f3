import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { json, type Result, shellIn } from './shell.ts';

const { folder, backstep, write } = shellIn('signals');

const file = write(
  'approval.ts',
  `
import { appendFileSync } from 'node:fs';
import { type Context, done, sleep, step, waitFor, workflow } from 'backstep';
type Ctx = Context<{ input: { timeout?: string | number; nap?: string | number } | null; session: { asked: number } }>;
@workflow({ states: ['ASK', 'ANSWERED', 'LATE', 'SECOND', 'END'], start: 'ASK', session: () => ({ asked: 0 }) })
export class Approval {
  @step('ASK') ask(_: unknown, { session, input }: Ctx) {
    appendFileSync('ran.txt', 'ASK ');
    session.asked++;
    if (input?.nap !== undefined) return sleep(input.nap as '1s', 'LATE');
    return waitFor('approval', { then: 'ANSWERED', ...(input?.timeout === undefined ? {} : { timeout: input.timeout as '1s', onTimeout: 'LATE' as const }) });
  }
  @step('ANSWERED') answered(payload: { again?: boolean } | null) {
    appendFileSync('ran.txt', 'ANSWERED ');
    return payload?.again ? waitFor('second', { then: 'SECOND' }) : done(payload);
  }
  @step('SECOND') second(payload: unknown) { return done(payload); }
  @step('LATE') late() { return 'END'; }
  @step('END') end(_: null, { now }: Ctx) { return done('late'); }
}
`,
);

/** A run that waits, by the words that started it. */
function waitingRun(input: string): string {
  const result = backstep('run', file, '--input', input, '--json');
  const { run, status, waiting, steps } = json(result);
  assert.deepEqual([result.status, status, steps, waiting.length], [1, 'waiting', 1, 1], result.stderr);
  return run;
}

/** Exit code, status, output and error code of a command that took a run on, and its path. */
function check(result: Result, expected: readonly unknown[]): ReturnType<typeof json> {
  const document = json(result);
  const { status, output, error, path: states } = document;
  assert.deepEqual(
    [result.status, status, output, error?.code ?? null, states.join(' ')],
    expected,
    result.stderr,
  );
  return document;
}

test('a run that waits for a signal ends waiting, and goes on with it where it stood', () => {
  write('ran.txt', '');
  const run = waitingRun('null');
  const person = backstep('resume', run);
  assert.match(
    person.stdout,
    /waiting after 1 step\n {2}waits for the signal "approval"; to go on: backstep signal \S+ approval JSON/,
  );
  const done = check(backstep('signal', run, 'approval', '{"yes":true}', '--json'), [
    0,
    'done',
    { yes: true },
    null,
    'ASK ANSWERED #done',
  ]);
  assert.deepEqual([done['run'], done['steps']], [run, 3]);
  // Neither taking it up in vain nor the signal ran the first step again.
  assert.equal(readFileSync(path.join(folder, 'ran.txt'), 'utf8'), 'ASK ANSWERED ');
  const late = backstep('signal', run, 'approval', '--json');
  assert.deepEqual([late.status, json(late)['error'].code], [2, 'run-ended']);
});

test('a signal that nothing waits for is an error that tells what the run waits for', () => {
  const run = waitingRun('{"timeout":"3d"}');
  const { error } = check(backstep('signal', run, 'aproval', '--json'), [
    1,
    'waiting',
    null,
    'signal-not-taken',
    'ASK',
  ]);
  assert.match(
    error.message,
    /^Nothing took the signal aproval: the run waits for the signal "approval" until \d{4}-.*\. The next wait for it will take it\.$/,
  );
  check(backstep('signal', run, 'approval', '--json'), [0, 'done', null, null, 'ASK ANSWERED #done']);
});

test('a run waits again after a signal, and each signal counts for one wait', () => {
  const run = waitingRun('null');
  const again = check(backstep('signal', run, 'approval', '{"again":true}', '--json'), [
    1,
    'waiting',
    null,
    null,
    'ASK ANSWERED',
  ]);
  assert.deepEqual(again['waiting'], [{ branch: '', state: 'ANSWERED', signal: 'second', until: null }]);
  check(backstep('signal', run, 'second', '2', '--json'), [0, 'done', 2, null, 'ASK ANSWERED SECOND #done']);
});

test('a signal that is sent before its wait is kept until that', () => {
  const run = waitingRun('null');
  const early = [1, 'waiting', null, 'signal-not-taken', 'ASK'];
  check(backstep('signal', run, 'second', '1', '--json'), early);
  assert.equal(
    backstep('show', run).stdout.match(/sent, and not taken yet: the signal second\n/g)?.length,
    1,
  );
  check(backstep('signal', run, 'approval', '{"again":true}', '--json'), [
    0,
    'done',
    1,
    null,
    'ASK ANSWERED SECOND #done',
  ]);
});

test('signals of --signal are there before the run begins; one that nothing took is told, and kept', () => {
  const words = ['run', file, '--signal', 'second=2', '--json'];
  check(backstep(...words, '--signal', 'approval={"again":true}'), [
    0,
    'done',
    2,
    null,
    'ASK ANSWERED SECOND #done',
  ]);
  const waits = backstep(...words);
  assert.match(waits.stderr, /nothing took the signal second/);
  const { run } = check(waits, [1, 'waiting', null, null, 'ASK']);
  const kept = 'sent, and not taken yet: the signal second\n';
  assert.ok(backstep('show', run).stdout.endsWith(`\n${kept}`), 'though the first frame tells of it');
  check(backstep('signal', run, 'approval', '{"again":true}', '--json'), [
    0,
    'done',
    2,
    null,
    'ASK ANSWERED SECOND #done',
  ]);
  assert.doesNotMatch(backstep('show', run).stdout, /not taken yet/);
  const forked = backstep('fork', run, '--at', '1', '--signal', 'approval="forked"', '--json');
  assert.deepEqual([json(forked)['output']], ['forked']);
});

test('a timeout fires when its time has come: at once when that is soon, on resume, or with --skip-time', () => {
  check(backstep('run', file, '--input', '{"timeout":50}', '--json'), [
    0,
    'done',
    'late',
    null,
    'ASK LATE END #done',
  ]);
  const skipped = ['--skip-time', '--json'];
  for (const input of ['{"timeout":"30d"}', '{"nap":"30d"}']) {
    check(backstep('run', file, '--input', input, ...skipped), [
      0,
      'done',
      'late',
      null,
      'ASK LATE END #done',
    ]);
    const run = waitingRun(input);
    check(backstep('resume', run, '--json'), [1, 'waiting', null, null, 'ASK']);
    check(backstep('resume', run, ...skipped), [0, 'done', 'late', null, 'ASK LATE END #done']);
  }
});

test('the time that a run has skipped never comes back', () => {
  const days = write(
    'days.ts',
    `
import { type Context, done, sleep, step, waitFor, workflow } from 'backstep';
@workflow({ states: ['A', 'B', 'C'], start: 'A', session: () => ({ at: 0 }) })
export class Days {
  @step('A') a(_: null, { session, now }: Context<{ session: { at: number } }>) { session.at = now(); return sleep('30d', 'B'); }
  @step('B') b() { return waitFor('go', { then: 'C' }); }
  @step('C') c(_: null, { session, now }: Context<{ session: { at: number } }>) { return done(now() - session.at >= 30 * 86_400_000); }
}
`,
  );
  const { run } = check(backstep('run', days, '--skip-time', '--json'), [1, 'waiting', null, null, 'A B']);
  check(backstep('signal', run, 'go', '--json'), [0, 'done', true, null, 'A B C #done']);
});

test('--max-steps counts what show lists: a wait that ended is a step too', () => {
  const words = ['--input', '{"nap":1}', '--json'];
  check(backstep('run', file, ...words, '--max-steps', '2'), [1, 'stopped', null, 'max-steps', 'ASK LATE']);
  check(backstep('run', file, ...words, '--max-steps', '4'), [0, 'done', 'late', null, 'ASK LATE END #done']);
});

test('a timeout whose time came while no process ran', async () => {
  const run = json(backstep('run', file, '--input', '{"timeout":"61s"}', '--json'))['run'];
  // The clock of a process that starts later: only the module sees it, before anything of the run is read.
  const later = write('later.ts', 'const now = Date.now; Date.now = () => now() + 62_000;\n');
  appendFileSync(
    later,
    readFileSync(file, 'utf8').replace("waitFor('approval'", "waitFor('approval' as string"),
  );
  check(backstep('resume', run, '--file', later, '--json'), [0, 'done', 'late', null, 'ASK LATE END #done']);
});

for (const [what, words, code] of [
  ['a payload that is no JSON', ['signal', 'RUN', 'approval', 'yes'], 'bad-json'],
  ['a signal without a name', ['run', file, '--signal', '=1'], 'usage'],
  ['--signal with what is no JSON', ['run', file, '--signal', 'a=b'], 'bad-json'],
  ['a run that is not there', ['signal', 'nowhere', 'approval'], 'unknown-run'],
] as const) {
  test(`misuse: ${what}`, () => {
    const result = backstep(...words, '--json');
    assert.deepEqual([result.status, json(result)['error'].code], [2, code]);
  });
}
