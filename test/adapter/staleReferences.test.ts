import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../../runtime/dist.ts';
import type { DapClient } from './dapClient.ts';
import { withDebugging } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');

/** All that a client holds of one stop. */
async function held(client: DapClient): Promise<readonly (readonly [command: string, args: object])[]> {
  const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
    threadId: 1,
  });
  const frameId = stackFrames[0]?.id;
  const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId });
  const variablesReference = scopes[0]?.variablesReference;
  const value = { expression: '({ a: [1] })', context: 'watch', frameId };
  const evaluated = await client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', value);
  return [
    ['scopes', { frameId }],
    ['variables', { variablesReference }],
    ['variables', { variablesReference: evaluated.variablesReference }],
    ['setVariable', { variablesReference, name: 'answer', value: '"x"' }],
    ['evaluate', { expression: 'state', frameId }],
    ['setExpression', { expression: 'session.answer', value: '"x"', frameId }],
    ['restartFrame', { frameId: stackFrames.at(-1)?.id }],
  ];
}

/** What may happen between a stop and a request that was on its way. */
const moves: readonly (readonly [command: string, args: object])[] = [
  ['next', { threadId: 1 }],
  ['stepBack', { threadId: 1 }],
  ['continue', { threadId: 1 }],
  ['reverseContinue', { threadId: 1 }],
  ['backstep/travel', { k: 1 }],
  ['backstep/travel', { k: 2, runOn: true }],
  ['backstep/runTo', { to: 'REFINED' }],
  ['restart', {}],
];

test('whatever a client holds of a stop ends with the next move, however it is made', () =>
  withDebugging(async ({ launch, client, move, position }) => {
    await launch(example);
    await move('next');
    for (const [command, args] of moves) {
      const before = await held(client);
      await client.request(command, args);
      await client.event('stopped');
      const { run, seq } = position();
      for (const [request, reference] of before) {
        await assert.rejects(
          client.request(request, reference),
          { code: 'stale-reference' },
          `${request} after ${command}`,
        );
      }
      assert.deepEqual([position().run, position().seq], [run, seq], `nothing has moved after ${command}`);
      assert.ok((await held(client)).length > 0);
    }
  }));

test('what is typed in the console meanwhile is completed all the same', () =>
  withDebugging(async ({ launch, client, move }) => {
    await launch(example);
    await move('next');
    const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
    });
    await move('next');
    const { targets } = await client.request<DebugProtocol.CompletionsResponse['body']>('completions', {
      text: 'session.',
      column: 9,
      frameId: stackFrames[0]?.id,
    });
    assert.ok(targets.some(({ label }) => label === 'answer'));
  }));
