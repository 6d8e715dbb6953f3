import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { counting } from './counting.ts';
import { json, shellIn } from './shell.ts';

const example = distFile('../examples/answer-refinement.ts');
const { folder, backstep, write } = shellIn('replay', { NO_CALLS: '1' });
const live = shellIn('live');
const counter = write('counter.ts', counting(folder));
const dir = ['--dir', path.join(live.folder, '.backstep/runs')];

const record = (file: string): string => json(live.backstep('run', file, '--json'))['run'];
const [answered, counted] = [record(example), record(counter)];

test('unchanged code does the same, without one call', () => {
  const result = backstep('replay', answered, counted, ...dir, '--json');
  assert.equal(result.status, 0, result.stdout);
  assert.deepEqual(json(result), {
    same: true,
    runs: [
      { run: answered, same: true, steps: 8, divergence: null },
      { run: counted, same: true, steps: 6, divergence: null },
    ],
  });
  const throwing = write(
    'throwing.ts',
    "export const model = { complete() { throw new Error('a live call'); } };",
  );
  const text = backstep('replay', answered, '--services', throwing, ...dir).stdout;
  assert.equal(text, `${answered}  same: 8 steps\n`);
});

test('every example that ends does the same again', () => {
  const examples = readdirSync(path.dirname(example)).filter((name) => name.endsWith('.ts'));
  const ended = examples.filter((name) => !/endless|stand-in|library-search/.test(name));
  assert.ok(ended.length >= 4);
  for (const name of ended) {
    live.backstep('run', path.join(path.dirname(example), name), '--skip-time', '--record', 'examples');
  }
  const runs = readdirSync(path.join(live.folder, 'examples')).map((name) => path.join('examples', name));
  assert.equal(runs.length, ended.length);
  const result = live.backstep('replay', ...runs, '--json');
  assert.equal(json(result)['same'], true, result.stdout);
});

/** What a change of the code does to a replay of a run of the code as it was. */
function check(
  name: string,
  changed: string,
  expected: { readonly [key: string]: unknown },
  text: RegExp,
): void {
  test(name, () => {
    const against = write('changed.ts', changed);
    const result = backstep('replay', counted, '--against', against, ...dir, '--json');
    assert.equal(result.status, 1, result.stdout);
    const { divergence } = json(result)['runs'][0];
    assert.deepEqual(
      Object.fromEntries(Object.keys(expected).map((key) => [key, divergence[key]])),
      expected,
    );
    const forPeople = backstep('replay', counted, '--against', against, ...dir);
    assert.equal(forPeople.status, 1);
    assert.match(forPeople.stdout, text);
  });
}

check(
  'another session',
  counting(folder, 'n', 'session.flaky = 1;'),
  { frame: 1, state: 'COUNT', path: 'session.flaky', recorded: 0, now: 1 },
  /different at step 1, COUNT: session\.flaky/,
);
check(
  'a call that nobody made before',
  counting(folder, 'n * 2'),
  {
    frame: 2,
    path: 'calls[0]',
    recorded: { service: 'adder', method: 'add', args: [1] },
    now: { service: 'adder', method: 'add', args: [2] },
  },
  /adder\.add\(2\) has no recorded answer/,
);
check(
  'a call around the services',
  counting(folder, 'n', "await fetch('http://127.0.0.1:47011/').catch(() => null);"),
  { frame: 1, now: { service: 'network', method: 'connect', args: ['127.0.0.1:47011'] } },
  /network\.connect\("127\.0\.0\.1:47011"\) has no recorded answer/,
);
check(
  'a step that is gone',
  counting(folder).replaceAll("'END'", "'FINISHED'"),
  { frame: 5, path: 'directive.state', recorded: 'END', now: 'FINISHED' },
  /step 5, COUNT/,
);
check(
  'a step that hangs',
  counting(folder, 'n', 'if (session.n === 3) await new Promise(() => {});'),
  { frame: 3, path: '', message: 'the step never settles' },
  /step 3, COUNT: the step never settles/,
);

const page = `
import { type Context, done, step, workflow } from 'backstep';
class Web {
  constructor() { if (process.env['NO_CALLS']) throw new Error('no API_KEY'); }
  get(url: string) { return fetch(url); }
  async *words(text: string) { for (const word of text.split(' ')) yield word; }
}
type Ctx = Context<{ session: { words: string[]; document: unknown }; services: { web: Web } }>;
@workflow({ states: ['A', 'B'], start: 'A', services: () => ({ web: new Web() }), session: () => ({ words: [] as string[], document: null as unknown }) })
export class Page {
  @step('A') async a(_: null, { session, web, artifact }: Ctx) {
    const response = await web.get(process.env['URL'] as string);
    const text = await response.text();
    session.document = await artifact(text);
    for await (const word of web.words(text)) session.words.push(word);
    return 'B';
  }
  @step('B') async b(_: null, { session, load }: Ctx) { return done(await load(session.document as never)); }
}
`;

test('streams, answers over the wire and artifacts come from the recording, even where the services cannot be made', async () => {
  const code =
    "require('http').createServer((_, res) => res.end('one two three')).listen(0, '127.0.0.1', function () { console.log(this.address().port); })";
  const server = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(server.stdout, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}/`;
  const online = shellIn('online', { URL: url });
  const ran = json(online.backstep('run', online.write('page.ts', page), '--json'));
  server.kill();
  assert.deepEqual([ran['status'], ran['output']], ['done', 'one two three']);
  const offline = shellIn('offline', { URL: url, NO_CALLS: '1' });
  const folderOf = path.join(online.folder, '.backstep/runs');
  const fresh = offline.backstep('replay', ran['run'], '--dir', folderOf, '--json');
  assert.equal(json(online.backstep('replay', ran['run'], '--json'))['same'], true);
  assert.match(fresh.stderr, /the recording alone answers.*no API_KEY/);
  // An answer that is no JSON takes the code of the service, which is not there.
  const { path: where, message } = json(fresh)['runs'][0].divergence;
  assert.deepEqual([where, message], ['calls[0]', 'web.get() has no recorded answer']);
  const plain = offline.write(
    'plain.ts',
    counting(online.folder).replace('new Adder()', "(() => { throw new Error('no API_KEY'); })()"),
  );
  assert.equal(json(offline.backstep('replay', counted, ...dir, '--against', plain, '--json'))['same'], true);
});

const late = `
import { type Context, done, goto, step, workflow } from 'backstep';
class Model {
  asked = 0;
  ask(): Promise<string> {
    if (process.env['NO_CALLS']) throw new Error('a live call');
    return this.asked++ === 0 ? new Promise((resolve) => setTimeout(resolve, 60_000, 'late').unref()) : Promise.resolve('in time');
  }
}
type Ctx = Context<{ services: { model: Model } }>;
@workflow({ states: ['ASKED', 'OWN', 'LATE'], start: 'ASKED', services: () => ({ model: new Model() }) })
export class Late {
  @step('ASKED', { timeout: process.env['TIMEOUT'] ?? '50ms', retry: { attempts: 2, delay: 0 } })
  async asked(_: null, { model }: Ctx) { return goto('OWN', await model.ask()); }
  @step('OWN', { timeout: '50ms', onError: 'LATE' })
  async own() { await new Promise((resolve) => setTimeout(resolve, 2000)); }
  @step('LATE') late({ error }: { error: { code: string } }) { return done(error.code); }
}
`;

test('a step that took too long takes too long again, but nobody waits for what never answered', () => {
  const file = live.write('late.ts', late);
  const ran = json(live.backstep('run', file, '--json'));
  assert.deepEqual([ran['status'], ran['output']], ['done', 'step-timeout']);
  const replayed = backstep('replay', ran['run'], ...dir, '--json');
  assert.equal(json(replayed)['same'], true, replayed.stdout);
  const patient = shellIn('patient', { NO_CALLS: '1', TIMEOUT: '1h' });
  assert.equal(json(patient.backstep('replay', ran['run'], ...dir, '--json'))['same'], true);
});
