import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

const parts = {
  states: ['SPLIT', 'PART', 'JOINED'],
  body: `
  @step(State.SPLIT) split() { return fanOut(State.PART, ['a', 'b', 'c'], { join: State.JOINED }); }
  @step(State.PART) part(item) { return done(item.toUpperCase()); }
  @step(State.JOINED) join(results) { return done(results.map((result) => result.value)); }`,
};

test('a branch that has ended is run on from where the main line tells of it; the others stay, ended or not', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(folder, parts.states, parts.body);
    await session.launch(file);
    await session.move('next');
    assert.equal((await branches(session)).length, 3);
    for (const threadId of [3, 2]) await session.move('next', { threadId });
    const ended = (await session.stack()).find(({ name }) => name.startsWith('1.1: PART → JOINED'));
    await session.move('restartFrame', { frameId: ended?.id });
    assert.equal(session.position().mode, 'forking');
    assert.deepEqual(await branches(session), ['1.1', '1.2']);
    await session.move('next', { threadId: 3 });
    assert.deepEqual(await branches(session), ['1.2']);
    await session.move('continue');
    assert.equal(session.position().state, '#done');
    assert.deepEqual(Object.values(await session.scope('Output')), ['"A"', '"B"', '"C"']);
  }));

/** The open branches, each as its thread. */
async function branches({ client }: Debugging): Promise<readonly string[]> {
  const { threads } = await client.request<DebugProtocol.ThreadsResponse['body']>('threads');
  return threads.flatMap(({ name }) => /branch (\S+)/.exec(name)?.[1] ?? []);
}
