import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { StateAt, StepDetails } from '../../runtime/model/history.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

test('a failed branch that is collected says so, and a failed run says why, as the command line does', () =>
  withDebugging(async ({ client, launch, move, stack }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B', 'J'],
      `@step(State.A) a() { return fanOut(State.B, [1, 2], { join: State.J, onBranchError: 'collect' }); }
       @step(State.B) b(n: number) { return n === 1 ? fail('no such city') : done(n); }
       @step(State.J) j() { return fail('over budget: 9000'); }`,
    );
    await launch(file);
    await move('continue');
    const names = (await stack()).map(({ name }) => name.replace(/ {2}#\d+$/, ''));
    assert.deepEqual(
      new Set(names),
      new Set(['1.0: B → J · failed', '1.1: B → J', 'A fans out to 2', 'A → J', 'J → failed', 'failed']),
    );
    const failed: (true | undefined)[] = [];
    for (const k of [2, 3, 4]) {
      const { branch, failedBranch } = await client.request<StepDetails>('backstep/step', { k });
      if (branch !== '') failed[branch === '1.0' ? 0 : 1] = failedBranch;
    }
    assert.deepEqual(failed, [true, undefined]);
    const printed = client.traffic
      .filter(({ event }) => event === 'output')
      .map(({ body }) => body as DebugProtocol.OutputEvent['body'])
      .filter(({ category }) => category === 'stderr')
      .map(({ output }) => output);
    assert.match(printed.join(''), /^Flow: \d steps, failed: over budget: 9000\nRecorded as run \S+\n$/m);
    // Whoever wants to edit the session there learns why that cannot be before they have typed anything.
    const { refusal } = await client.request<StateAt>('backstep/state', { k: 5 });
    assert.match(refusal ?? '', /the run is failed; step back to a state first/);
    await move('stepBack');
    assert.equal((await client.request<StateAt>('backstep/state', { k: 4 })).refusal, null);
  }));
