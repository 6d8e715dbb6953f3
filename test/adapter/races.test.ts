import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import { RequestFailed } from './dapClient.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');
const endless = distFile('../examples/answer-refinement-endless.ts');

const ring = `@step(State.A) a(_: null, { session }: any) { session.n += 1; return State.B; }
  @step(State.B) b() { return State.A; }`;
const ringSession = 'session: () => ({ n: 0 }),';

test('a breakpoint in another workflow of the same state names does not stop this one', async () => {
  await withDebugging(async ({ launch, move, client, position }) => {
    await launch(example);
    const { breakpoints } = await client.request<{ breakpoints: { verified: boolean; message?: string }[] }>(
      'setBreakpoints',
      { source: { path: endless }, breakpoints: [{ line: 43 }] },
    );
    assert.equal(breakpoints[0]?.verified, false);
    assert.match(breakpoints[0]?.message ?? '', /No step of the workflow that is debugged/);
    await move('continue');
    assert.equal(position().state, '#done');
  });
});

test('a breakpoint that is set while the workflow runs is hit', async () => {
  await withDebugging(async ({ launch, client, position }) => {
    await launch(endless);
    await client.request('continue', { threadId: 1 });
    await new Promise((turn) => setTimeout(turn, 100));
    await client.request('setBreakpoints', { source: { path: endless }, breakpoints: [{ line: 52 }] });
    const stop = await client.event<{ reason: string }>('stopped');
    assert.equal(stop.reason, 'breakpoint');
    assert.equal(position().state, 'REFINED');
  });
});

test('a pause is kept while breakpoints whose conditions are false are passed', async () => {
  await withDebugging(async ({ launch, client, move }, folder) => {
    const file = writeWorkflow(folder, ['A', 'B'], ring, ringSession);
    await launch(file, {}, [
      { line: 5, condition: 'false' },
      { line: 6, condition: 'session.n < 0' },
    ]);
    await client.request('continue', { threadId: 1 });
    await new Promise((turn) => setTimeout(turn, 200));
    assert.equal((await move('pause')).reason, 'pause');
  });
});

test('maxSteps pauses exactly there, and the run can go on', async () => {
  await withDebugging(async ({ launch, move, position }, folder) => {
    await launch(writeWorkflow(folder, ['A', 'B'], ring, ringSession), { maxSteps: 10 });
    const stop = await move('continue');
    assert.match(stop.text ?? '', /Paused after 10 steps/);
    assert.equal(position().seq, 10);
    await move('next');
    assert.equal(position().seq, 11);
  });
});

test('without debugging nothing stops, the result is printed, and the session ends', async () => {
  await withDebugging(async ({ client }, folder) => {
    await client.request('initialize', { adapterID: 'backstep' });
    const launched = client.request('launch', {
      program: example,
      record: join(folder, 'runs'),
      noDebug: true,
    });
    await client.request('setBreakpoints', { source: { path: example }, breakpoints: [{ line: 28 }] });
    await client.request('configurationDone');
    await launched;
    const { exitCode } = await client.event<{ exitCode: number }>('exited');
    assert.equal(exitCode, 0);
    const events = client.traffic.map((message) => message['event']);
    assert.ok(!events.includes('stopped'));
    assert.match(JSON.stringify(client.traffic), /AnswerRefinement: 8 steps, done/);
  });
});

test('of two moves in one breath the second is refused', async () => {
  await withDebugging(async ({ launch, client, position }) => {
    await launch(example);
    const [first, second] = await Promise.allSettled([
      client.request('next', { threadId: 1 }),
      client.request('stepBack', { threadId: 1 }),
    ]);
    assert.equal(first.status, 'fulfilled');
    assert.equal(second.status === 'rejected' && (second.reason as RequestFailed).code, 'running');
    await client.event('stopped');
    assert.equal(position().seq, 1);
  });
});

test('moves before the session has begun are refused', async () => {
  await withDebugging(async ({ client }, folder) => {
    await client.request('initialize', { adapterID: 'backstep' });
    await client.request('launch', { program: example, record: join(folder, 'runs') });
    for (const command of ['next', 'pause', 'continue']) {
      await assert.rejects(client.request(command, { threadId: 1 }), { code: 'not-configured' });
    }
    await client.request('configurationDone');
    await client.event('stopped');
  });
});

test('a restart of code that no longer loads says why and ends the session, once', async () => {
  await withDebugging(async ({ launch, client }, folder) => {
    const file = writeWorkflow(folder, ['A', 'B'], ring, ringSession);
    await launch(file);
    writeFileSync(file, readFileSync(file, 'utf8').replace('return State.B;', 'return ;;)'));
    await assert.rejects(client.request('restart'), { code: 'syntax-error' });
    await client.event('terminated');
    await assert.rejects(client.request('next', { threadId: 1 }), { code: 'ended' });
    const ends = client.traffic.filter((message) => message['event'] === 'terminated');
    assert.equal(ends.length, 1);
  });
});

test('two restarts at once leave one session that works', async () => {
  await withDebugging(async ({ launch, client, position }) => {
    await launch(example);
    await Promise.all([client.request('restart'), client.request('restart')]);
    await client.event('stopped');
    await client.event('stopped');
    await client.request('next', { threadId: 1 });
    await client.event('stopped');
    assert.equal(position().seq, 1);
  });
});

test('an edit that no longer fits is refused, and the session goes on', async () => {
  await withDebugging(async ({ launch, move, client, stack, scope, evaluate }, folder) => {
    await launch(
      writeWorkflow(folder, ['A', 'B'], ring, "session: () => ({ n: 0, user: { name: 'a' }, list: [1] }),"),
    );
    const [top] = await stack();
    const { scopes } = await client.request<{ scopes: { variablesReference: number }[] }>('scopes', {
      frameId: top?.id,
    });
    const session = scopes[0]?.variablesReference;
    const { variables } = await client.request<{ variables: { name: string; variablesReference: number }[] }>(
      'variables',
      {
        variablesReference: session,
      },
    );
    const reference = (name: string) =>
      variables.find((variable) => variable.name === name)?.variablesReference;
    const set = (variablesReference: number | undefined, name: string, value: string) =>
      client.request('setVariable', { variablesReference, name, value });
    await set(session, 'user', '5');
    await assert.rejects(set(reference('user'), 'name', '"b"'), RequestFailed);
    await assert.rejects(set(reference('list'), '5', '1'), { code: 'no-such-variable' });
    await assert.rejects(set(session, 'nothing', '1'), { code: 'no-such-variable' });
    assert.equal((await scope('Session'))['user'], '5');
    await assert.rejects(evaluate('session = {}'), { code: 'bad-expression' });
    assert.equal((await move('next')).reason, 'step');
  });
});

test('the console edits the data too', async () => {
  await withDebugging(async ({ launch, move, evaluate, scope }) => {
    await launch(example, {}, [{ line: 49 }]);
    await move('continue');
    await evaluate('data.words = 3');
    assert.deepEqual(await scope('Data'), { words: '3' });
  });
});

test('a folder that cannot be written any more: the step is not shown, and nothing is lost', async () => {
  await withDebugging(async ({ launch, move, position, stack }, folder) => {
    await launch(example);
    await move('next');
    await move('next');
    await move('stepBack');
    const [, taken] = await stack();
    await move('restartFrame', { frameId: taken?.id });
    // Root may write everywhere: a file where the folder was stands in the way of everybody.
    const runs = join(folder, 'runs');
    renameSync(runs, `${runs}-kept`);
    writeFileSync(runs, '');
    const stop = await move('next');
    assert.equal(stop.reason, 'exception');
    assert.match(stop.text ?? '', /cannot be recorded/);
    assert.equal(position().seq, 0);
  });
});
