import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counting } from './counting.ts';
import { json, shellIn } from './shell.ts';

const { folder, backstep, write } = shellIn('names');
const counter = write('counter.ts', counting(folder));

/** A parent, its child and branches that are workflows; none of their own services can be called. */
const family = write(
  'family.ts',
  `
import { child, type Context, done, fanOut, goto, step, workflow } from 'backstep';
type Ctx = Context<{ services: { model: { ask(text: string): string }; store: { kind: string } } }>;
const own = () => ({ model: { ask(text: string): string { throw new Error('a live call'); } }, store: { kind: 'own' } });
@workflow({ states: ['A'], start: 'A', services: own })
export class Branch {
  @step('A') a(item: string, { model, store }: Ctx) { return done(model.ask(item) + store.kind); }
}
@workflow({ states: ['A'], start: 'A', services: () => { if (process.env['NO_KEY']) throw new Error('no key'); return own(); } })
export class Child {
  @step('A') a(text: string, { model }: Ctx) { return done(model.ask(text)); }
}
@workflow({ states: ['START', 'ASKED', 'JOINED'], start: 'START', services: () => ({}) })
export class Parent {
  @step('START') start() { return child(Child, 'a', 'ASKED'); }
  @step('ASKED') asked(text: string) { return fanOut(Branch, [text, 'b'], { join: 'JOINED' }); }
  @step('JOINED') joined(results: readonly { value: string }[]) { return done(results.map(({ value }) => value)); }
}
`,
);
const fake = write('fake.ts', "export const model = { ask: (text: string) => text.toUpperCase() + '!' };");

test('--services reaches children and branches, and each keeps its others', () => {
  const words = ['run', family, '--workflow', 'Parent', '--services', fake, '--json'];
  const ran = json(backstep(...words));
  assert.deepEqual([ran['status'], ran['output']], ['done', ['A!!own', 'B!own']], JSON.stringify(ran));
  const keyless = shellIn('keyless', { NO_KEY: '1' });
  const alone = keyless.backstep(...words);
  assert.deepEqual(json(alone)['output'], ['A!!own', 'B!own']);
  assert.match(alone.stderr, /only the services of .*fake\.ts are there.*no key/);
  // Nor does a replay need what cannot be made.
  const again = keyless.backstep('replay', ran['run'], '--dir', `${folder}/.backstep/runs`, '--json');
  assert.equal(json(again)['same'], true, again.stdout);
});

test('a name that means nothing is told, with what was meant', () => {
  const run = json(backstep('run', counter, '--json'))['run'] as string;
  const rows: readonly (readonly [words: readonly string[], status: number, text: RegExp])[] = [
    [['rnu', counter], 2, /no command "rnu"\. Did you mean run\?/],
    [
      ['run', counter, '--inptu', '1'],
      2,
      /--inptu is not an option of this command\. Did you mean --input\?/,
    ],
    [
      ['fork', run, '--at', '2', '--calls', 'ader=live'],
      2,
      /names the service "ader", which the workflow does not have\. Did you mean adder\? \[unknown-service\]/,
    ],
    [['fork', run, '--at', '2', '--calls', 'mail=live'], 2, /does not have\. It has adder\./],
    [
      ['fork', run, '--at', '2', '--set', 'flakey=1'],
      0,
      /the session there has no "flakey", which is set all the same\. Did you mean flaky\?/,
    ],
    [
      ['run', counter, '--config', '{"limt":2}'],
      0,
      /The config of Counting has no "limt", which is set all the same\. Did you mean limit\?/,
    ],
    [
      ['run', counter, '--session', '{"n":1,"other":2}'],
      0,
      /The session of Counting has no "other", which is set all the same\. It has n, flaky\./,
    ],
  ];
  for (const [words, status, text] of rows) {
    const result = backstep(...words);
    assert.match(result.stderr, text);
    assert.equal(result.status, status, words.join(' '));
  }
  assert.doesNotMatch(backstep('run', counter, '--config', '{"limit":2}').stderr, /which is set/);
});

test('--calls may name the service of a child', () => {
  const run = json(
    backstep('run', family, '--workflow', 'Parent', '--services', fake, '--max-steps', '1', '--json'),
  )['run'] as string;
  const forked = backstep('fork', run, '--at', '0', '--calls', 'store=live', '--services', fake, '--json');
  assert.equal(json(forked)['status'], 'done', forked.stdout);
});
