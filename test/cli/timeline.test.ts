import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellIn } from './shell.ts';

const { backstep, write } = shellIn('timeline');

const summaries = write(
  'summaries.ts',
  `
import { type Context, done, fail, fanOut, goto, step, workflow } from 'backstep';
@workflow({ states: ['A', 'B', 'J'], start: 'A' })
export class Summaries {
  @step('A') a(_: null, { log }: Context<object>) {
    log.info('before the branches');
    return fanOut('B', ['good', 'bad'], { join: 'J', concurrency: 1, onBranchError: 'collect' });
  }
  @step('B') b(item: string, { log }: Context<object>) {
    log.info('looks at ' + item + '\\nand again');
    return item === 'bad' ? fail('it is bad') : done(item);
  }
  @step('J') j() { return done(); }
}
`,
);

test('run: what a step logs stands below its own name, and a branch that failed says so', () => {
  const { stdout, status } = backstep('run', summaries);
  assert.equal(status, 0);
  const lines = stdout
    .split('\n')
    .slice(1, 13)
    .map((line) => line.replace(/ {2,}[\d.]+ ms.*/, ''));
  assert.deepEqual(lines, [
    '      A …',
    '        before the branches',
    '   1  A fans out to 2',
    '      1.0  B …',
    '        looks at good',
    '        and again',
    '   2  1.0  B → J',
    '      1.1  B …',
    '        looks at bad',
    '        and again',
    '   3  1.1  B → J · failed',
    '      it is bad',
  ]);
});
