import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, shellIn } from './shell.ts';

const { backstep, write } = shellIn('misbehaving');

const file = write(
  'misbehaving.ts',
  `
import { type Context, done, step, workflow } from 'backstep';
process.stdout.write('loading\\n');
const deep = (levels: number): unknown => { let value: unknown = 1; for (let i = 0; i < levels; i++) value = [value]; return value; };
const own = { take: (value: unknown) => typeof value, give: (levels: number) => deep(levels) };
@workflow({ states: ['A', 'B'], start: 'A', services: () => ({ own }) })
export class Misbehaving {
  @step('A') a() { return 'B'; }
  @step('B') b(_: null, { input, session, own }: Context<{ input: string; services: { own: typeof own } }>) {
    if (input === 'exit' && !process.env['AGAIN']) process.exit(0);
    if (input === 'write') process.stdout.write('written\\n');
    if (input === 'deep') session['deep'] = deep(1001);
    if (input === 'calls') for (const levels of [900, 5000]) own.take(own.give(levels));
    return done(input);
  }
}
`,
);

test('a step that ends the process is no success, and the run goes on where it was', () => {
  const ended = backstep('run', file, '--input', '"exit"', '--json');
  assert.deepEqual([ended.status, json(ended)['error'].code], [1, 'process-ended']);
  const [{ id, status, steps }] = json(backstep('runs', '--json'))['runs'];
  assert.deepEqual([status, steps], ['unfinished', 1]);
  const again = backstep('resume', id);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /backstep resume \S+\. \[process-ended\]\n$/);
});

test('what code writes to standard output is not in the document', () => {
  const { run, output } = json(backstep('run', file, '--input', '"write"', '--json'));
  assert.equal(output, 'write');
  assert.equal(json(backstep('replay', run, '--json'))['same'], true);
  assert.equal(backstep('replay', run).stdout, `${run}  same: 2 steps\n`);
  assert.match(backstep('run', file, '--input', '"write"').stdout, /^loading\n.*written\n/s);
});

test('what is nested too deep is refused in the session, and printed in calls', () => {
  const refused = json(backstep('run', file, '--input', '"deep"', '--json'));
  assert.equal(refused['error'].code, 'not-json');
  assert.match(refused['error'].message, /^session\.deep\[0\].*… is nested more than 1000 levels deep: /);
  const { run, status } = json(backstep('run', file, '--input', '"calls"', '--json'));
  assert.equal(status, 'done');
  const { frame } = json(backstep('show', run, '--at', '2', '--json'));
  assert.deepEqual(
    frame.calls.map(({ result }: { result: { type: string } }) => result.type),
    ['value', 'value', 'handle', 'value'],
  );
});
