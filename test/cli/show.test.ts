import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json, type Result, shellIn } from './shell.ts';

const { backstep, write } = shellIn('show');

const order = write(
  'order.ts',
  `
import { child, compensate, type Context, done, fail, fanOut, step, waitFor, workflow } from 'backstep';
type Ctx = Context<{ session: { mine: string }; input: string }>;
@workflow({ states: ['READ'], start: 'READ', session: () => ({ mine: 'nothing' }) })
export class Review {
  @step('READ') read(_: null, { session }: Ctx) { session.mine = 'of the child'; return done('read'); }
}
@workflow({ states: ['CHARGED', 'ASKED', 'PART', 'JOINED', 'SHIPPED'], start: 'CHARGED', session: () => ({ mine: 'of the run' }) })
export class Order {
  @step('CHARGED') charge() { return child(Review, null, 'ASKED'); }
  @compensate('CHARGED') refund() {}
  @step('ASKED') ask(_: null, { input }: Ctx) { return input === 'wait' ? waitFor('ok', { then: 'PART', timeout: '30d', onTimeout: 'PART' }) : 'PART'; }
  @step('PART') parts() { return fanOut('JOINED', [1, 2], { join: 'SHIPPED', onBranchError: 'collect' }); }
  @step('JOINED') one(n: number) { return n === 2 ? fail('two is bad') : done(n); }
  @step('SHIPPED') ship(_: unknown, { metric }: Ctx) { metric('weight', 7); return fail('no address'); }
}
`,
);
const words = ['--file', order];

function idIn({ stdout }: Result): string {
  return /run (\S+)/.exec(stdout)?.[1] as string;
}

test('show: why a run failed, what was undone, and whose session it is', () => {
  const ran = backstep('run', order, '--workflow', 'Order');
  assert.equal(ran.status, 1, ran.stderr);
  assert.match(ran.stdout, /4\.1 {2}JOINED.*\n {6}two is bad\n/);
  assert.equal(ran.stdout.match(/no address/g)?.length, 1, 'told once, at the end');
  const id = idIn(ran);
  const text = backstep('show', id).stdout;
  assert.match(text, /SHIPPED → #failed .*no address\n/);
  assert.match(text, /\nfailed: no address.* \(.*order\.ts:\d+:\d+\)\n$/);
  const { run, frames } = json(backstep('show', id, '--json'));
  assert.deepEqual([run.output, run.error.message], [null, 'no address']);
  const at = (of: string): number => frames.findIndex(({ state }: { state: string }) => state === of) + 1;
  const undone = frames.filter(({ undoes }: { undoes: boolean }) => undoes);
  assert.deepEqual(
    undone.map(({ state }: { state: string }) => state),
    ['CHARGED'],
  );
  const wakes = frames.flatMap(({ wake }: { wake: { type: string } | null }) => wake?.type ?? []);
  assert.deepEqual(wakes, ['child', 'join']);
  const read = json(backstep('show', id, '--at', String(at('READ')), '--json'));
  assert.deepEqual(read['session'], { mine: 'of the child' });
  assert.deepEqual([read['sessionOf'].workflow, frames[at('READ') - 1].workflow], ['Review', 'Review']);
  assert.match(backstep('show', id, '--at', String(at('READ'))).stdout, /session of Review after step 2:/);
  const arm = json(backstep('show', id, '--at', String(at('JOINED')), '--json'));
  assert.deepEqual([arm['session'], arm['sessionOf'].branch], [{ mine: 'of the run' }, '']);
  assert.match(
    backstep('show', id, '--at', String(at('SHIPPED'))).stdout,
    /weight = 7\nfailed: no address\n/,
  );
});

test('show: what a run waits for and until when, and what the signal brought', () => {
  const ran = backstep('run', order, '--workflow', 'Order', '--input', '"wait"');
  const id = idIn(ran);
  const text = backstep('show', id).stdout;
  assert.match(text, /\nwaits for the signal "ok" until \d.* UTC; to go on: backstep signal \S+ ok JSON\n$/);
  const { waiting } = json(backstep('show', id, '--json'))['run'];
  assert.equal(waiting[0].signal, 'ok');
  backstep('signal', id, 'ok', '{"by":"Ann"}', ...words);
  const { frames } = json(backstep('show', id, '--json'));
  const k = frames.findIndex(({ wake }: { wake: { type: string } | null }) => wake?.type === 'signal') + 1;
  assert.match(backstep('show', id, '--at', String(k)).stdout, /data of PART: \{ by: 'Ann' \}/);
});

test('a run that was stopped says how to go on', () => {
  const ran = backstep('run', order, '--workflow', 'Order', '--max-steps', '1');
  const id = idIn(ran);
  assert.match(ran.stdout, new RegExp(`  to go on: backstep resume ${id}\n`));
  assert.ok(backstep('show', id).stdout.endsWith(`to go on: backstep resume ${id}\n`));
});

test('what a recording says reaches a terminal as text, and a name in a command as one word', () => {
  const signal = 'ok; echo it\\u202e';
  const hostile = write(
    'hostile.ts',
    `
import { step, waitFor, workflow } from 'backstep';
@workflow({ states: ['A\\u001b[2J', 'B'], start: 'A\\u001b[2J' })
export class Hostile {
  @step('A\\u001b[2J') a(_: null, { log }: any) { log.info('\\u001b]0;title\\u0007'); return waitFor("it's; echo", { then: 'B' }); }
  @step('B') b() { return waitFor('${signal}', { then: 'B' }); }
}
`,
  );
  const ran = backstep('run', hostile);
  const id = idIn(ran);
  assert.match(ran.stdout, new RegExp(`; to go on: backstep signal ${id} 'it'\\\\''s; echo' JSON\n`));
  const went = backstep('signal', id, "it's; echo", '--file', hostile);
  const shown = [backstep('show', id), backstep('show', id, '--at', '1'), backstep('runs')];
  for (const { stdout, stderr } of [ran, went, ...shown])
    assert.doesNotMatch(stdout + stderr, /[^\P{C}\n]/u, 'nothing but text and lines');
  assert.match(shown[0]?.stdout ?? '', /A\\u001B\[2J waits for the signal "it's; echo"/);
  assert.match(
    shown[0]?.stdout ?? '',
    /\nwaits for the signal "ok; echo it\\u202E"; to go on: backstep signal \S+ \$'ok; echo it\\U0000202E' JSON\n$/,
  );
});
