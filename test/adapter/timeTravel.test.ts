import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { overSocket, overStdio } from './dapClient.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';
import { assertGolden, transcript } from './transcript.ts';

const example = distFile('../examples/answer-refinement.ts');
const endless = distFile('../examples/answer-refinement-endless.ts');
const golden = distFile('../test/adapter/golden/refinement.txt');

/** Forward, back, edit, fork, run on, and walk the recording: what a person does with the refinement loop. */
async function refinementStory({ launch, move, setVariable, client }: Debugging): Promise<void> {
  await launch(example, {}, [{ line: 45 }, { line: 46 }]);
  await move('next');
  await move('continue');
  await move('stepBack');
  await move('stepBack');
  await move('next');
  await setVariable('Session', 'answer', '"Short enough."');
  await move('next');
  await move('reverseContinue');
  await move('continue');
  await move('continue');
  await client.request('continue', { threadId: 1 });
  await client.event('terminated');
}

for (const [name, connect] of [
  ['stdio', overStdio],
  ['a socket', overSocket],
] as const) {
  test(`the refinement story over ${name}`, async () => {
    await withDebugging(
      async (debugging) => {
        await refinementStory(debugging);
        assertGolden(golden, transcript(debugging.client.traffic));
      },
      await connect(),
    );
  });
}

test('the loop that never ends: pause, step back, edit, run on, done', async () => {
  await withDebugging(async ({ launch, move, client, position, scope, setVariable }) => {
    await launch(endless);
    await client.request('continue', { threadId: 1 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await move('pause');
    assert.ok(position().head > 20, 'the loop span');
    await move('stepBack');
    await move('stepBack');
    while (position().state !== 'CHECKED') await move('stepBack');
    assert.equal(position().mode, 'following');
    const calls = await scope('Calls');
    assert.match(Object.keys(calls)[0] ?? '', /1 model\.complete/);
    const { run } = position();
    await setVariable('Session', 'answer', '"Short enough."');
    assert.equal(position().mode, 'forking');
    const end = await move('continue');
    assert.match(end.description ?? '', /^done/);
    assert.equal(position().parent?.run, run);
    assert.deepEqual(await scope('Output'), { output: '"Short enough."' });
  });
});

test('a fork never changes the file of the run it came from', async () => {
  await withDebugging(async ({ launch, move, setVariable, position, client }, folder) => {
    await launch(example, { stopOnEntry: false });
    const { run } = position();
    const parent = join(folder, 'runs', `${run}.sqlite`);
    const before = await written(parent);
    await move('reverseContinue');
    await move('next');
    await move('next');
    await setVariable('Session', 'answer', '"x"');
    await move('continue');
    await client.request('terminate');
    await client.event('terminated');
    assert.deepEqual(readFileSync(parent), before);
    assert.equal(readdirSync(join(folder, 'runs')).filter((name) => name.endsWith('.sqlite')).length, 2);
  });
});

test('following a recording calls no service again', async () => {
  await withDebugging(async ({ launch, move, position }, folder) => {
    const counter = join(folder, 'calls.txt');
    const file = writeWorkflow(
      folder,
      ['A', 'B', 'C'],
      `@step(State.A) a(_: null, { disk }: any) { disk.note('a'); return State.B; }
       @step(State.B) b(_: null, { disk }: any) { disk.note('b'); return State.C; }
       @step(State.C) c() { return done(); }`,
      `services: () => ({ disk: { note: (text: string) => require('node:fs').appendFileSync(${JSON.stringify(counter)}, text) } })`,
    );
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace(/require\('node:fs'\)/, 'fs')
        .replace(/^/, "import fs from 'node:fs';\n"),
    );
    await launch(file);
    await move('continue');
    await move('reverseContinue');
    await move('next');
    await move('next');
    await move('continue');
    assert.equal(position().state, '#done');
    assert.equal(readFileSync(counter, 'utf8'), 'ab');
  });
});

test('run on from here: a past frame is restarted, and equal calls are answered from the recording', async () => {
  await withDebugging(async ({ launch, move, stack, position, scope }) => {
    await launch(example, { stopOnEntry: false });
    const head = position().head;
    const generated = (await stack()).find(({ name }) => name.startsWith('GENERATED → CHECKED'));
    const at = await move('restartFrame', { frameId: generated?.id });
    assert.match(at.description ?? '', /^GENERATED · step 1 of 8$/);
    await move('next');
    assert.equal(position().parent?.seq, 1);
    assert.match(Object.values(await scope('Calls'))[0] ?? '', /reused: true/);
    await move('continue');
    assert.equal(position().head, head);
  });
});

test('code that changed while paused runs from here on, in a new run', async () => {
  await withDebugging(async ({ launch, move, position, scope, stack, client }, folder) => {
    for (const name of ['answer-refinement-endless.ts', 'stand-in-model.ts'])
      copyFileSync(distFile(`../examples/${name}`), join(folder, name));
    const file = join(folder, 'answer-refinement-endless.ts');
    await launch(file, {}, [{ line: 53 }]);
    await move('continue');
    await move('next');
    await move('stepBack');
    const { run } = position();
    writeFileSync(file, readFileSync(file, 'utf8').replace('Shorten this answer', 'Refine this answer'));
    await client.request('setBreakpoints', { source: { path: file }, breakpoints: [] });
    const end = await move('continue');
    assert.match(end.description ?? '', /^done/, end.text);
    assert.equal(position().parent?.run, run);
    assert.match((await scope('Session'))['rounds'] ?? '', /[12]/);
    assert.ok((await stack()).length > 3);
  });
});

test('a value typed in the console changes the session, and only there', async () => {
  await withDebugging(async ({ launch, move, evaluate, position, scope }) => {
    await launch(example);
    await move('next');
    await move('next');
    assert.equal(await evaluate('session.answer.length > 10 && state'), '"CHECKED"');
    await assert.rejects(evaluate('session.answer = "x"', 'watch'), /Cannot write session\.answer/);
    await evaluate('session.answer = "Short."');
    assert.equal((await scope('Session'))['answer'], '"Short."');
    await move('next');
    assert.equal(position().state, 'END');
    assert.equal(position().parent, null, 'an edit at the head belongs to the run itself');
  });
});

test('a recording is replayed without its code', async () => {
  let recording = '';
  await withDebugging(async ({ launch, position }, folder) => {
    await launch(example, { stopOnEntry: false });
    recording = join(folder, 'runs', `${position().run}.sqlite`);
    await withDebugging(async (replay) => {
      const entry = await replay.launch('', { program: undefined, replay: recording }, []);
      assert.equal(entry.description, 'START · step 0 of 8, replay');
      await replay.move('next');
      await replay.move('next');
      assert.equal(replay.position().mode, 'replay');
      assert.match((await replay.scope('Session'))['answer'] ?? '', /^"Durable execution/);
      await assert.rejects(replay.setVariable('Session', 'answer', '"x"'), { code: 'read-only' });
      const [, past] = await replay.stack();
      await assert.rejects(replay.client.request('restartFrame', { frameId: past?.id }), {
        code: 'replay-only',
      });
      await replay.move('stepBack');
      await replay.move('continue');
      assert.equal(replay.position().state, '#done');
    });
  });
});

/** A finished run becomes a database after the stop is shown. */
async function written(file: string): Promise<Buffer> {
  for (let tries = 0; tries < 200 && !existsSync(file); tries++)
    await new Promise((turn) => setTimeout(turn, 25));
  return readFileSync(file);
}

test('a fork after a skipped wait begins when it is made, and its steps on the clock that has skipped', () =>
  withDebugging(async ({ launch, move, position, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B', 'C'],
      `@step(State.A) a() { return sleep('30d', State.B); }
  @step(State.B) b() { return State.C; }
  @step(State.C) c(_: null, { now }: Context) { return done(now()); }`,
    );
    const began = Date.now();
    await launch(file);
    for (const _ of ['A', 'until B', 'B', 'C']) await move('next');
    await move('stepBack');
    await move('stepBack');
    await client.request('evaluate', { expression: 'session.note = 1', context: 'repl' });
    await move('continue');
    const { run, parent } = position();
    const { runs } = await listRuns(join(folder, 'runs'));
    assert.deepEqual(
      runs.map(({ id }) => id),
      [run, parent?.run],
    );
    const started = runs[0]?.startedAt ?? 0;
    assert.ok(started >= began && started <= Date.now(), new Date(started).toISOString());
    const { result } = await client.request<{ readonly result: string }>('evaluate', {
      expression: 'output',
    });
    assert.ok(Number(result) >= began + 30 * 24 * 60 * 60 * 1000, result);
  }));
