import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { json, shellIn } from './shell.ts';

const { folder, backstep, write } = shellIn('waits');

const approval = write(
  'approval.ts',
  `import { type Context, done, fail, fanOut, sleep, step, waitFor, workflow } from 'backstep';
enum State { ASKED = 'ASKED', DECIDED = 'DECIDED', LATE = 'LATE', SUMMED = 'SUMMED', COUNTED = 'COUNTED', PART = 'PART' }
type Ctx = Context<{ session: { by: string }; services: { words: { count(text: string): Promise<number> } } }>;
@workflow({ states: State, start: State.ASKED, session: () => ({ by: '' }), services: () => ({ words: { count: async (text: string) => text.length } }) })
export class Approval {
  @step(State.ASKED) ask() {
    return waitFor('approved', { then: State.DECIDED, timeout: '30d', onTimeout: State.LATE });
  }
  @step(State.DECIDED) decide(given: { by: string } | null, { session }: Ctx) {
    if (given === null) return fail('nobody');
    session.by = given.by;
    return sleep('30d', State.SUMMED);
  }
  @step(State.LATE) late() { return done('late'); }
  @step(State.SUMMED) sum() { return fanOut(State.PART, ['a', 'bb', 'ccc'], { join: State.COUNTED }); }
  @step(State.PART) async part(text: string, { words }: Ctx) { return done(await words.count(text)); }
  @step(State.COUNTED) count(parts: readonly { value: number }[], { session }: Ctx) {
    return done({ by: session.by, total: parts.reduce((sum, { value }) => sum + value, 0) });
  }
}
`,
);

const ran: string[] = [];

test('run: a signal that was sent before, and time that is skipped', () => {
  const result = backstep('run', approval, '--signal', 'approved={"by":"Ann"}', '--skip-time', '--json');
  assert.equal(result.status, 0, result.stdout + result.stderr);
  const { status, output, path: states, run } = json(result);
  assert.deepEqual([status, output], ['done', { by: 'Ann', total: 6 }]);
  assert.deepEqual(states, ['ASKED', 'DECIDED', 'SUMMED', 'COUNTED', '#done']);
  ran.push(run);
  const late = json(backstep('run', approval, '--skip-time', '--json'));
  assert.deepEqual([late['status'], late['output']], ['done', 'late']);
  ran.push(late['run']);
});

test('resume: a run that waits goes on when its signal comes', () => {
  const waiting = json(backstep('run', approval, '--json'));
  assert.equal(waiting['status'], 'waiting');
  const resumed = json(
    backstep('resume', waiting['run'], '--signal', 'approved={"by":"Bob"}', '--skip-time', '--json'),
  );
  assert.deepEqual(
    [resumed['run'], resumed['status'], resumed['output']],
    [waiting['run'], 'done', { by: 'Bob', total: 6 }],
  );
  ran.push(resumed['run']);
  const file = path.join(folder, '.backstep/runs', `${waiting['run']}.sqlite`);
  const before = readFileSync(file);
  const forked = json(backstep('fork', waiting['run'], '--at', '1', '--signal', 'approved', '--json'));
  assert.deepEqual([forked['status'], forked['error'].message], ['failed', 'nobody']);
  ran.push(forked['run']);
  assert.deepEqual(readFileSync(file), before);
});

test('fork: what nothing would come of is refused, with what to do', () => {
  const run = ran[0] as string;
  const refused = (at: string, ...edit: readonly string[]) => {
    const result = backstep('fork', run, '--at', at, ...edit, '--json');
    assert.equal(result.status, 2, result.stdout + result.stderr);
    return json(result)['error'] as { code: string; message: string };
  };
  const data = refused('1', '--data', '{"by":"Cid"}');
  assert.equal(data.code, 'read-only');
  assert.match(data.message, /the data cannot be edited there: the step of ASKED has had its data.*edit it/);
  const session = refused('5', '--set', 'by="Cid"');
  assert.equal(session.code, 'read-only');
  assert.match(session.message, /the session cannot be edited there: branches are open.*go on to the join/);
  const forked = json(
    backstep('fork', run, '--at', '3', '--set', 'by="Cid"', '--skip-time', '--calls', 'reuse', '--json'),
  );
  assert.deepEqual(forked['output'], { by: 'Cid', total: 6 });
  assert.equal(backstep('show', forked['run'], '--json').status, 0);
});

test('replay and diff: waits, skipped time and branches do the same again', () => {
  const replayed = backstep('replay', ...ran, '--json');
  assert.equal(replayed.status, 0, replayed.stdout + replayed.stderr);
  const [ann, , bob] = ran as [string, string, string];
  const { divergence } = json(backstep('diff', ann, bob, '--json'));
  assert.deepEqual([divergence.a, divergence.b], ['Ann', 'Bob']);
});

test('a signal that is none', () => {
  for (const [text, code] of [
    ['=1', 'usage'],
    ['approved={', 'bad-json'],
  ] as const) {
    const refused = backstep('run', approval, '--signal', text, '--json');
    assert.deepEqual([refused.status, json(refused)['error'].code], [2, code]);
  }
});
