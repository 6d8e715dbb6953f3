import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { overStdio, type RequestFailed } from './dapClient.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

/** A file that loads only when another is there. */
function slowToLoad(folder: string): { readonly file: string; readonly gate: string } {
  const gate = join(folder, 'gate');
  const file = writeWorkflow(
    folder,
    ['A'],
    '@step(State.A) a() { return done(1); }',
    '',
    `import { existsSync } from 'node:fs';
while (!existsSync(${JSON.stringify(gate)})) await new Promise((next) => setTimeout(next, 20));`,
  );
  return { file, gate };
}

/** Launches without waiting; gives the number of the request. */
async function beginLaunch({ client }: Debugging, program: string, folder: string): Promise<Launched> {
  await client.request('initialize', { adapterID: 'backstep', supportsProgressReporting: true });
  const refused = client
    .request('launch', { program, record: join(folder, 'runs') })
    .then(() => null)
    .catch((error: RequestFailed) => error.code);
  const { seq } = client.traffic.findLast((message) => message['command'] === 'launch') as { seq: number };
  return { seq, refused };
}

interface Launched {
  readonly seq: number;
  readonly refused: Promise<string | null>;
}

const told = ({ client }: Debugging, name: string): readonly object[] =>
  client.traffic.filter((message) => message['event'] === name).map((message) => message['body'] as object);

test('a launch that takes its time is shown, and no longer when it is over', () =>
  withDebugging(async (session, folder) => {
    const { file, gate } = slowToLoad(folder);
    const { refused } = await beginLaunch(session, file, folder);
    const { progressId, title, cancellable } =
      await session.client.event<DebugProtocol.ProgressStartEvent['body']>('progressStart');
    assert.deepEqual([title, cancellable], ['Loading the workflow', true]);
    const update = await session.client.event<DebugProtocol.ProgressUpdateEvent['body']>('progressUpdate');
    assert.equal(update.progressId, progressId);
    writeFileSync(gate, '');
    await session.client.event('progressEnd');
    assert.equal(await refused, null);
    await session.client.request('configurationDone');
    await session.client.event('stopped');
    const [started] = told(session, 'process') as [DebugProtocol.ProcessEvent['body']];
    assert.equal(started.startMethod, 'launch');
    assert.ok((started.systemProcessId ?? 0) > 0);
  }));

test('a launch is cancelled by its number or by its progress: both requests are answered, and the session ends', async () => {
  for (const way of ['request', 'progress'] as const) {
    await withDebugging(async (session, folder) => {
      const { file } = slowToLoad(folder);
      const { seq, refused } = await beginLaunch(session, file, folder);
      const { progressId } = await session.client.event<{ progressId: string }>('progressStart');
      await session.client.request('cancel', way === 'request' ? { requestId: seq } : { progressId });
      assert.equal(await refused, way === 'request' ? 'cancelled' : 'stopped');
      await session.client.event('terminated');
      assert.equal(told(session, 'terminated').length, 1);
      // What is over, or never was, is cancelled without a word.
      await session.client.request('cancel', { requestId: seq });
      await session.client.request('cancel', { progressId: 'progress-99' });
    }, overStdio());
  }
});

test('who shows no progress is told of none', () =>
  withDebugging(async (session, folder) => {
    const { file, gate } = slowToLoad(folder);
    setTimeout(() => writeFileSync(gate, ''), 1500);
    await session.launch(file);
    assert.deepEqual(told(session, 'progressStart'), []);
  }));

test('branches are told as threads that start and exit', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(
      folder,
      ['SPLIT', 'PART', 'JOINED'],
      `@step(State.SPLIT) split() { return fanOut(State.PART, ['a', 'b'], { join: State.JOINED }); }
  @step(State.PART) part(item) { return done(item); }
  @step(State.JOINED) join() { return done(1); }`,
    );
    await session.launch(file);
    await session.move('next');
    assert.deepEqual(told(session, 'thread'), [
      { reason: 'started', threadId: 2 },
      { reason: 'started', threadId: 3 },
    ]);
    await session.move('next', { threadId: 2 });
    await session.move('stepBack');
    assert.deepEqual(told(session, 'thread').slice(2), [
      { reason: 'exited', threadId: 2 },
      { reason: 'started', threadId: 2 },
    ]);
  }));

test('breakpoints are told anew when the code has moved, and what a recording cannot do', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B'],
      `@step(State.A) a() {
    return State.B;
  }
  @step(State.B) b() { return State.A; }`,
    );
    const returns =
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((line) => line.includes('return State.B')) + 1;
    await session.launch(file, {}, [{ line: returns }]);
    await session.move('continue');
    assert.deepEqual(told(session, 'capabilities'), []);
    writeFileSync(file, `${'// more lines\n'.repeat(20)}${readFileSync(file, 'utf8')}`);
    await session.client.request('next', { threadId: 1 });
    const changed = await session.client.event<DebugProtocol.BreakpointEvent['body']>('breakpoint');
    assert.deepEqual([changed.reason, changed.breakpoint.verified], ['changed', false]);
    await session.client.event('stopped');
    const { run } = session.position();
    await withDebugging(async (replay) => {
      await replay.client.request('initialize', { adapterID: 'backstep' });
      const path = join(folder, 'runs', `${run}.journal`);
      await replay.client.request('launch', { replay: path });
      await replay.client.request('configurationDone');
      await replay.client.event('stopped');
      const [{ capabilities }] = told(replay, 'capabilities') as [DebugProtocol.CapabilitiesEvent['body']];
      assert.equal(capabilities.supportsSetVariable, false);
    });
  }));
