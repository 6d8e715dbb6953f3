import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../../runtime/dist.ts';
import { withDebugging } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');

test('the stack is told in parts', () =>
  withDebugging(async ({ launch, client, move, stack }) => {
    await launch(example);
    for (let steps = 0; steps < 3; steps++) await move('next');
    const names = (await stack()).map(({ name }) => name);
    assert.equal(names.length, 4);
    const parts = [
      { startFrame: 0, levels: 1, names: names.slice(0, 1) },
      { startFrame: 1, levels: 2, names: names.slice(1, 3) },
      { startFrame: 3, levels: 20, names: names.slice(3) },
      { startFrame: 4, levels: 20, names: [] },
      { startFrame: 1, levels: 0, names: names.slice(1) },
    ];
    for (const { startFrame, levels, names: expected } of parts) {
      const part = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
        threadId: 1,
        startFrame,
        levels,
      });
      assert.deepEqual([part.stackFrames.map(({ name }) => name), part.totalFrames], [expected, 4]);
    }
  }));

for (const [clientID, delays] of [
  ['vscode', false],
  ['neovim', true],
] as const) {
  test(`${clientID} is ${delays ? '' : 'not '}asked to put off the frames below the first`, () =>
    withDebugging(async ({ client }) => {
      const capabilities = await client.request<DebugProtocol.Capabilities>('initialize', {
        adapterID: 'backstep',
        clientID,
      });
      assert.equal(capabilities.supportsDelayedStackTraceLoading, delays);
    }));
}
