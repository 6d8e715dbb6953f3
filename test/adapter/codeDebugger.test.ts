import assert from 'node:assert/strict';
import { get } from 'node:http';
import { test } from 'node:test';
import type { AttachCodeBody } from '../../runtime/model/position.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';
import { attachInspector, type InspectorClient } from './inspectorClient.ts';

const states = ['A', 'B', 'C'];
const body = `@step(State.A) a() { return State.B; }
@step(State.B) async b(_: null, { session }: any) {
  const twice = session.n * 2;
  session.n = twice;
  return State.C;
}
@step(State.C) c(_: null, { session }: any) { return done(session.n); }`;
const options = 'session: () => ({ n: 21 }),';
const withCode = { javaScriptDebugger: true };

interface Paused {
  readonly callFrames: readonly {
    readonly functionName: string;
    readonly location: { readonly scriptId: string };
  }[];
}

/** Does what an editor does: attaches, stops in the method that is next, and lets the step begin. */
async function enter({
  client,
}: Debugging): Promise<{ port: number; inspector: InspectorClient; paused: Paused }> {
  const { port, enter: wanted } = await client.event<AttachCodeBody>('backstep/attachCode');
  assert.equal(wanted, true);
  const inspector = await attachInspector(port);
  await inspector.ask('Debugger.enable');
  await inspector.ask('Runtime.evaluate', {
    expression: "debug(globalThis[Symbol.for('backstep.nextMethod')])",
    includeCommandLineAPI: true,
  });
  const paused = inspector.event('Debugger.paused');
  await client.request('backstep/codeAttached');
  return { port, inspector, paused: (await paused) as Paused };
}

async function isOpen(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/json/list' }, (response) => {
      response.resume();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}

test('Step Into stops in the method of the step, and the session stops when the debugger has gone', async () => {
  await withDebugging(async (debugging, folder) => {
    const { client, launch, move, position, scope } = debugging;
    const file = writeWorkflow(folder, states, body, options);
    await launch(file, withCode);
    await move('next');
    await client.request('stepIn', { threadId: 1 });
    const { port, inspector, paused } = await enter(debugging);
    const [top] = paused.callFrames;
    assert.equal(top?.functionName, 'b');
    const { scriptId } = top?.location ?? {};
    const source = await inspector.ask('Debugger.getScriptSource', { scriptId });
    assert.match(JSON.stringify(source), /sourceMappingURL=data:/, 'it leads to the TypeScript');
    // The host answers nothing now; the session does.
    const { threads } = await client.request<{ readonly threads: readonly unknown[] }>('threads');
    assert.equal(threads.length, 1);
    await inspector.ask('Debugger.resume');
    await client.event('backstep/detachCode');
    inspector.close();
    await client.request('backstep/codeDetached');
    await client.event('stopped');
    assert.deepEqual([position().state, position().seq, position().running], ['C', 2, false]);
    assert.equal((await scope('Session'))['n'], '42');
    await move('next');
    assert.equal(position().state, '#done');
    assert.equal(await isOpen(port), false, 'the inspector is closed again');
    const printed = client.traffic.filter((message) => message['event'] === 'output');
    assert.doesNotMatch(JSON.stringify(printed), /Debugger (?:listening|attached|ending)/);
  });
});

test('Stop ends a host that stands inside of a step', async () => {
  await withDebugging(async (debugging, folder) => {
    const { client, launch } = debugging;
    await launch(writeWorkflow(folder, states, body, options), withCode);
    await client.request('stepIn', { threadId: 1 });
    const { paused } = await enter(debugging);
    assert.equal(paused.callFrames[0]?.functionName, 'a');
    await client.request('terminate');
    await client.event('terminated');
  });
});

test('a step that holds a breakpoint on a line of its own waits for the debugger', async () => {
  await withDebugging(async (debugging, folder) => {
    const { client, launch, position } = debugging;
    const file = writeWorkflow(folder, states, body, options);
    // Line 7 is the first inside of the step of B.
    await launch(file, withCode, [{ line: 7 }]);
    await client.request('continue', { threadId: 1 });
    const wanted = await client.event<AttachCodeBody>('backstep/attachCode');
    assert.deepEqual([wanted.enter, wanted.lines], [false, [{ state: 'B', path: file, line: 7 }]]);
    await client.request('backstep/codeAttached');
    await client.event('backstep/detachCode');
    await client.request('backstep/codeDetached');
    await client.event('stopped');
    assert.deepEqual([position().state, position().seq], ['#done', 3]);
    const asked = client.traffic.filter((message) => message['event'] === 'backstep/attachCode');
    assert.equal(asked.length, 1, 'it stays until the run stops');
  });
});

test('stepping over a step asks for the debugger only where a breakpoint is inside', async () => {
  await withDebugging(async ({ client, launch, move, position }, folder) => {
    const file = writeWorkflow(folder, states, body, options);
    await launch(file, withCode, [{ line: 7 }]);
    await move('next');
    assert.equal(client.traffic.filter(({ event }) => event === 'backstep/attachCode').length, 0);
    await client.request('next', { threadId: 1 });
    await client.event('backstep/attachCode');
    await client.request('backstep/codeAttached', { problem: 'It is not installed.' });
    await client.event('stopped');
    assert.equal(position().state, 'C');
    assert.match(JSON.stringify(client.traffic), /could not be attached: It is not installed\./);
  });
});

test('a debugger that goes by itself holds nothing up', async () => {
  await withDebugging(async ({ client, launch, position }, folder) => {
    await launch(writeWorkflow(folder, states, body, options), withCode);
    await client.request('stepIn', { threadId: 1 });
    await client.event('backstep/attachCode');
    await client.request('backstep/codeDetached');
    await client.event('stopped');
    assert.equal(position().state, 'B');
  });
});

test('Step Into is one transition where the client attaches nothing, and in the past', async () => {
  await withDebugging(async ({ client, launch, move, position }, folder) => {
    await launch(writeWorkflow(folder, states, body, options), {}, [{ line: 7 }]);
    await move('stepIn');
    await move('stepIn');
    assert.equal(position().state, 'C');
    assert.equal(client.traffic.filter(({ event }) => event === 'backstep/attachCode').length, 0);
  });
  await withDebugging(async ({ client, launch, move, position }, folder) => {
    await launch(writeWorkflow(folder, states, body, options), withCode);
    await move('next');
    await move('stepBack');
    await move('stepIn');
    assert.deepEqual([position().state, position().mode], ['B', 'live']);
    assert.equal(client.traffic.filter(({ event }) => event === 'backstep/attachCode').length, 0);
  });
});
