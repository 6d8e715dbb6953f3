import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, shellIn } from './shell.ts';

const { backstep, write } = shellIn('input');

const asking = write(
  'asking.ts',
  `
import { type Context, done, step, workflow } from 'backstep';
@workflow({ states: ['ASKED'], start: 'ASKED' })
export class Asking {
  @step('ASKED', { retry: { attempts: 3, delay: '1ms' } })
  ask(_: null, { input }: Context<{ input: { id: number } }>) { return done(input.id); }
}
`,
);

test('run: a step that reads an input which was not given says so, and each retry says why', () => {
  const { status, stdout, stderr } = backstep('run', asking);
  assert.equal(status, 1);
  assert.match(stderr, /^backstep: the workflow got no input: .*--input JSON\.\n$/);
  assert.match(stdout, /ASKED …\n +attempt 1 failed: TypeError: .*null.*\n +attempt 2 failed: TypeError/);
  const id = /run (\S+)/.exec(stdout)?.[1] as string;
  assert.match(backstep('show', id, '--at', '1').stdout, /attempt 1 failed: TypeError: .*\nattempt 2 failed/);
  const given = backstep('run', asking, '--input', 'null', '--json');
  assert.equal(given.stderr, '');
  assert.equal(json(given)['status'], 'failed');
});
