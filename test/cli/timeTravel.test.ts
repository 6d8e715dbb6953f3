import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { counting } from './counting.ts';
import { json, shellIn } from './shell.ts';

const example = distFile('../examples/answer-refinement.ts');
const { folder, backstep, write } = shellIn('travel');
const runs = path.join(folder, '.backstep/runs');

const counter = write('counter.ts', counting(folder));

test('fork: a new run with its parent and cut, and the parent as it was', () => {
  const parent = json(backstep('run', example, '--json'))['run'] as string;
  const file = path.join(runs, `${parent}.sqlite`);
  const before = readFileSync(file);
  const forked = backstep('fork', parent, '--at', '4', '--set', 'answer="One two."', '--json');
  assert.equal(forked.status, 0, forked.stderr);
  const { run, status, output, steps, path: states } = json(forked);
  assert.deepEqual([status, output, steps], ['done', 'One two.', 6]);
  assert.deepEqual(states, ['START', 'GENERATED', 'CHECKED', 'REFINED', 'CHECKED', 'END', '#done']);
  assert.deepEqual(readFileSync(file), before);
  const shown = json(backstep('show', run, '--json', '--at', '6'));
  assert.deepEqual(
    [shown['run'].parent, shown['frames'].length, shown['session'].answer],
    [parent, 6, 'One two.'],
  );

  const different = backstep('diff', parent, run, '--json');
  assert.equal(different.status, 1);
  const { frame, path: where, b } = json(different)['divergence'];
  assert.deepEqual([frame, where, b], [5, 'session.answer', 'One two.']);
  assert.match(backstep('diff', parent, run).stdout, /^different at step 5, CHECKED: session\.answer\n/);
  assert.deepEqual(json(backstep('diff', run, run, '--json')), {
    same: true,
    runs: { a: run, b: run },
    divergence: null,
  });
});

test('fork: recorded answers are given again, unless the calls are to be live', () => {
  const parent = json(backstep('run', counter, '--json'))['run'] as string;
  const silent = shellIn('silent', { NO_CALLS: '1' });
  const dir = ['--dir', runs, '--json'];
  assert.equal(json(silent.backstep('fork', parent, '--at', '3', ...dir))['status'], 'done');
  for (const calls of ['live', 'adder=live']) {
    const live = json(silent.backstep('fork', parent, '--at', '3', '--calls', calls, ...dir));
    assert.deepEqual([live['status'], live['error'].message], ['failed', 'a live call']);
  }
  const data = json(
    backstep('fork', parent, '--at', '5', '--data', '{"given":1}', '--set', 'session.n=42', '--json'),
  );
  assert.equal(data['output'], 42);
  assert.deepEqual(json(backstep('show', data['run'], '--json'))['frames'][5].data, { given: 1 });
});

test('resume: what had finished does not run again, and what was in flight does', async () => {
  for (const ran of [[0], [0, 1, 2]]) {
    const at = ran.at(-1) as number;
    write('ran.txt', '');
    const child = spawn(process.execPath, [distFile('cli.js'), 'run', counter, '--record', `crash-${at}`], {
      cwd: folder,
      env: { ...process.env, HANG_AT: String(at), FAILED: 'once' },
    });
    await once(child.stderr, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.deepEqual(
      readFileSync(path.join(folder, 'ran.txt'), 'utf8').split('\n').slice(0, -1).map(Number),
      ran,
    );
    const [journal] = readdirSync(path.join(folder, `crash-${at}`));
    const id = path.parse(journal as string).name;
    const resumed = json(backstep('resume', id, '--dir', `crash-${at}`, '--json'));
    assert.deepEqual(
      [resumed['run'], resumed['status'], resumed['output'], resumed['steps']],
      [id, 'done', 5, 6],
    );
    const after = readFileSync(path.join(folder, 'ran.txt'), 'utf8').split('\n').slice(0, -1).map(Number);
    assert.deepEqual(
      after.filter((n, index) => after.indexOf(n) !== index && n !== 2).slice(0, 1),
      at === 2 ? [] : [0],
    );
    assert.deepEqual(readdirSync(path.join(folder, `crash-${at}`)), [`${id}.sqlite`]);
    const again = backstep('resume', id, '--dir', `crash-${at}`);
    assert.equal(again.status, 0);
    assert.match(again.stderr, /has ended/);
    assert.match(again.stdout, /done after 6 steps\n {2}5\n/);
  }
});

test('resume: a fork that was killed in its first step keeps its edits', async () => {
  const parent = json(backstep('run', counter, '--json'))['run'] as string;
  const words = ['fork', parent, '--at', '2', '--set', 'n=3', '--calls', 'live'];
  const child = spawn(process.execPath, [distFile('cli.js'), ...words], {
    cwd: folder,
    env: { ...process.env, HANG_AT: '3' },
  });
  await once(child.stderr, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');
  const [newest] = json(backstep('runs', '--json'))['runs'];
  assert.deepEqual([newest.parent, newest.status, newest.steps], [parent, 'unfinished', 2]);
  const resumed = json(backstep('resume', newest.id, '--json'));
  assert.deepEqual([resumed['status'], resumed['steps'], resumed['output']], ['done', 5, 5]);
});

test('resume: a run that was stopped goes on, and --max-steps counts from there', () => {
  const stopped = json(backstep('run', counter, '--max-steps', '2', '--json'));
  assert.deepEqual([stopped['status'], stopped['steps']], ['stopped', 2]);
  const further = json(backstep('resume', stopped['run'], '--max-steps', '2', '--json'));
  assert.deepEqual([further['status'], further['steps']], ['stopped', 4]);
  assert.equal(json(backstep('resume', stopped['run'], '--json'))['status'], 'done');
});

test('a call that is given the key of its step is the same call in a fork', () => {
  const made = path.join(folder, 'made.txt');
  const charging = write(
    'charging.ts',
    `import { appendFileSync } from 'node:fs';
import { type Context, done, effect, goto, step, workflow } from 'backstep';
interface Bank { charge(key: string, amount: number): Promise<string>; look(key: { of: string }): Promise<string> }
@workflow({
  states: ['A', 'CHARGED', 'END'], start: 'A',
  services: () => {
    const made = (what: string) => { appendFileSync(${JSON.stringify(made)}, what + ';'); return what; };
    return {
      bank: effect('charge', { charge: async () => made('charged') }),
      book: { look: async () => made('looked') },
    };
  },
})
export class Charging {
  @step('A') a() { return goto('CHARGED'); }
  @step('CHARGED') async charge(_: null, { key, bank, book }: Context<{ services: { bank: Bank; book: Bank } }>) {
    await book.look({ of: \`for \${key}\` });
    return goto('END', await bank.charge(key, 5));
  }
  @step('END') end(said: string) { return done(said); }
}
`,
  );
  const { run } = json(backstep('run', charging, '--json'));
  const forked = json(backstep('fork', run, '--at', '1', '--json'));
  assert.deepEqual([forked['status'], forked['output']], ['done', 'charged']);
  assert.equal(readFileSync(made, 'utf8'), 'looked;charged;');
});

test('an effect that nobody allowed stops a fork, whatever its step makes of the refusal, and however often it is taken up', () => {
  const made = path.join(folder, 'sent.txt');
  const sending = write(
    'sending.ts',
    `import { appendFileSync } from 'node:fs';
import { type Context, done, effect, goto, step, workflow } from 'backstep';
interface Mail { send(to: string): Promise<string>; note(to: string): string }
const sent = (to: string) => { appendFileSync(${JSON.stringify(made)}, to + ';'); return to; };
@workflow({ states: ['A', 'B', 'C'], start: 'A', services: () => ({ mail: effect('letter', { send: async (to: string) => sent(to), note: sent }), page: { put: sent } }) })
export class Sending {
  @step('A', { retry: { attempts: 2, delay: '1m' }, timeout: '1m', onError: 'C' })
  async a(to: string, { mail, page, abortSignal }: Context<{ services: { mail: Mail; page: { put(to: string): string } } }>) {
    abortSignal.throwIfAborted();
    if (to === 'catch') return goto('B', await mail.send(to).catch(() => page.put('caught')));
    if (to === 'note') try { return goto('B', mail.note(to)); } catch { return goto('B', 'caught'); }
    return goto('B', await mail.send(to));
  }
  @step('B') async b(said: string, { mail }: Context<{ services: { mail: Mail } }>) { await mail.send('last'); return done(said); }
  @step('C') c() { return done('failed'); }
}
`,
  );
  const { run } = json(backstep('run', sending, '--input', '"Ada"', '--json'));
  for (const to of ['catch', 'note', 'Bob']) {
    const refused = backstep('fork', run, '--at', '0', '--data', JSON.stringify(to), '--json');
    const { run: fork, status, error, steps } = json(refused);
    assert.deepEqual([refused.status, status, error.code, steps], [1, 'stopped', 'call-refused', 0], to);
    assert.equal(json(refused)['refused'], 'mail');
    const again = json(backstep('resume', fork, '--json'));
    assert.deepEqual([again['status'], again['error'].code], ['stopped', 'call-refused'], to);
    assert.equal(readFileSync(made, 'utf8'), 'Ada;last;');
  }
  const slip = backstep('resume', run, '--calls', 'mail=live', '--json');
  assert.deepEqual([slip.status, json(slip)['status']], [0, 'done'], 'it has ended, so nothing is called');
  const stopped = json(backstep('fork', run, '--at', '0', '--max-steps', '1', '--json'));
  const before = json(backstep('show', stopped['run'], '--json'))['run'];
  assert.equal(
    json(backstep('resume', stopped['run'], '--calls', 'mial=live', '--json'))['error'].code,
    'unknown-service',
  );
  assert.deepEqual(json(backstep('show', stopped['run'], '--json'))['run'], before, 'a slip changes nothing');
  const resumed = json(backstep('resume', stopped['run'], '--json'));
  assert.deepEqual([resumed['status'], resumed['output']], ['done', 'Ada']);
  assert.equal(
    readFileSync(made, 'utf8'),
    'Ada;last;',
    'the rest of a fork has its answers from the recording too',
  );
  const { run: fork } = json(backstep('fork', run, '--at', '0', '--data', '"Eve"', '--json'));
  const allowed = json(backstep('resume', fork, '--calls', 'mail=live', '--json'));
  assert.deepEqual([allowed['status'], allowed['output']], ['done', 'Eve']);
  assert.equal(readFileSync(made, 'utf8'), 'Ada;last;Eve;last;');
  const plain = json(backstep('run', sending, '--input', '"Ada"', '--max-steps', '1', '--json'));
  const pointless = json(backstep('resume', plain['run'], '--calls', 'mail=live', '--json'));
  assert.match(pointless['error'].message, /is no fork, so its calls have no answers to reuse/);
});
