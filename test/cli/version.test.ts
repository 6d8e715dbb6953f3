import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, shellIn } from './shell.ts';

const { backstep, write } = shellIn('version');

const versioned = (version: string): string =>
  write(
    'versioned.ts',
    `import { step, waitFor, done, workflow } from 'backstep';
@workflow({ states: ['A', 'B'], start: 'A', version: '${version}' })
export class Versioned {
  @step('A') a() { return waitFor('go', { then: 'B' }); }
  @step('B') b() { return done(); }
}
`,
  );

test('a run that was recorded by another version says so wherever it is taken up', () => {
  const run: string = json(backstep('run', versioned('1'), '--json'))['run'];
  const words = [
    ['replay', run],
    ['fork', run, '--at', '0'],
    ['resume', run],
    ['signal', run, 'go'],
  ];
  for (const word of words.slice(0, 3)) assert.equal(backstep(...word).stderr.includes('version'), false);
  versioned('2');
  for (const word of words) {
    const { stderr } = backstep(...word, '--json');
    assert.match(stderr, /was recorded by version 1 of Versioned, and this is version 2\./, word[0]);
  }
  const { frames } = json(backstep('show', run, '--json'));
  assert.deepEqual(
    frames.map(({ state }: { state: string }) => state),
    ['A', 'A', 'B'],
  );
});
