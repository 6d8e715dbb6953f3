import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { openRun } from '../../runtime/recording/reader.ts';
import { json, shellIn } from './shell.ts';

const { folder, backstep, write } = shellIn('mistakes');

/** Each makes the mistake that its name says; the text of the line is how a row finds its number. */
const rows: readonly (readonly [mistake: string, code: string, marker?: string])[] = [
  ['goto', 'not-json'],
  ['done', 'not-json'],
  ['deep', 'not-json'],
  ['fail', 'not-json'],
  ['sleep', 'bad-duration'],
  ['waitFor', 'bad-duration'],
  ['fanOut', 'bad-option'],
  ['child', 'not-a-workflow'],
  ['helper', 'not-json', '// helped'],
  ['session', 'session-read-only'],
  ['unknown', 'unknown-state'],
  ['returned', 'bad-return'],
  ['misspelt', 'bad-return'],
  ['lookup', 'bad-return'],
  ['either', 'bad-return'],
  ['metric', 'bad-metric'],
  ['checkpoint', 'not-json'],
  ['artifact', 'not-json'],
  ['load', 'bad-artifact'],
];

const source = `
import { type Context, child, done, fail, fanOut, goto, sleep, step, waitFor, workflow } from 'backstep';
class Plain {}
const deep = (levels: number): object => (levels === 0 ? { when: new Date() } : { inner: deep(levels - 1) });
const wrong = (value: unknown) => value as never;
const State = { START: 'START', MISTAKE: 'MISTAKE', END: 'END' } as const;
const next: Record<string, 'END'> = { found: 'END' };
@workflow({ states: ['START', 'MISTAKE', 'END'], start: 'START' })
export class Mistaken {
  @step('START') start(mistakes: readonly string[] | null) {
    if (mistakes === null) return goto('END', new Date()); // at the start
    return fanOut('MISTAKE', mistakes, { join: 'END', onBranchError: 'collect' });
  }
  @step('MISTAKE')
  async a(mistake: string, { session, checkpoint, metric, artifact, load }: Context) {
    switch (mistake) {
      case 'goto': return goto('END', new Date());
      case 'done': return done({ of: new Map() });
      case 'deep': return done(deep(20));
      case 'fail': return fail(() => 1);
      case 'sleep': return sleep(wrong('3 days'), 'END');
      case 'waitFor': return waitFor('x', { then: 'END', timeout: -1 });
      case 'fanOut': return fanOut('END', wrong(5), { join: 'END' });
      case 'child': return child(Plain, 1, 'END');
      case 'helper': return await helper();
      case 'session': session['when'] = 1; return done();
      case 'unknown': return wrong('C');
      case 'misspelt': return (State as { ENDE?: string }).ENDE as never;
      case 'either': return mistake === '' ? State.START : (State as { ENDE?: 'END' }).ENDE;
      case 'optional': return (State as { ENDE?: { to: 'END' } }).ENDE?.to;
      case 'lookup': return next[mistake]!;
      case 'returned': return wrong({ x: 1 });
      case 'metric': return metric('a', Number.NaN);
      case 'checkpoint': return checkpoint(new Set());
      case 'artifact': return await artifact(wrong(deep(3)));
      case 'load': return await load(wrong({}));
    }
  }
  @step('END') end() { return fail('no more'); } // at the end
}
async function helper() {
  await null;
  return goto('END', new Set()); // helped
}
`;

const file = write('mistaken.ts', source);

function lineOf(marker: string): number {
  return source.split('\n').findIndex((text) => text.includes(marker)) + 1;
}

test('a mistake is told at its line of the workflow, and nowhere in Backstep', async () => {
  const input = JSON.stringify(rows.map(([mistake]) => mistake));
  const { run } = json(backstep('run', file, '--input', input, '--json'));
  using recorded = await openRun(path.join(folder, '.backstep/runs', `${run}.sqlite`));
  for (const [index, [mistake, code, marker = `case '${mistake}'`]] of rows.entries()) {
    const frame = recorded.frames.find(({ branch }) => branch === `1.${index}`);
    assert.deepEqual([frame?.error?.code, frame?.at?.line], [code, lineOf(marker)], mistake);
    const places = (frame?.error?.stack ?? '').match(/[\w-]+\.[jt]s:\d/g) ?? [];
    assert.ok(
      places.every((place) => place.startsWith('mistaken.ts')),
      places.join(),
    );
  }
});

test('a run that fails tells its code and its place, and again when it is asked for', () => {
  for (const [input, code, marker] of [
    ['null', 'not-json', '// at the start'],
    ['[]', 'fail', '// at the end'],
  ] as const) {
    const place = new RegExp(`\\[${code}\\] \\(${file}:${lineOf(marker)}:\\d+\\)\n`);
    const ran = backstep('run', file, '--input', input);
    assert.match(ran.stdout, place);
    assert.doesNotMatch(ran.stdout, /\.ts:\d+(?<!mistaken\.ts:\d+)/);
    const [{ id }] = json(backstep('runs', '--json'))['runs'];
    assert.match(backstep('resume', id).stdout, place);
  }
});

test('a state that was misspelt is told with what it names, and with what was probably meant', async () => {
  const { run } = json(backstep('run', file, '--input', '["misspelt", "lookup", "optional"]', '--json'));
  using recorded = await openRun(path.join(folder, '.backstep/runs', `${run}.sqlite`));
  // What may well be nothing ends the branch.
  assert.equal(recorded.frames.find(({ branch }) => branch === '1.2')?.error, null);
  const told = recorded.frames.map(({ error }) => error?.message ?? '').join('\n');
  assert.match(told, /returned \(State as .*\)\.ENDE, which is undefined: did you mean END\? Return a state/);
  assert.match(told, /returned next\[mistake\], which is undefined\. Return a state/);
});
