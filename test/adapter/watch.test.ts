import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { PositionBody } from '../../runtime/model/position.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

test('a transition that the graph lacks is told once, with its place, and stands in the position', async () => {
  await withDebugging(async ({ launch, move, position, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B', 'C'],
      `  @step(State.A) a(data: any) { return State.B; }
  @step(State.B) b(data: any, { session }: any) {
    if (session.rounds++ < 3) return session.next;
    return State.C;
  }
  @step(State.C) c() {}`,
      `session: () => ({ rounds: 0, next: 'B' })`,
    );
    await launch(file);
    await move('next');
    await move('next');
    const output = await client.event<DebugProtocol.OutputEvent['body']>('output');
    assert.match(output.output, /^undrawn-transition: A run went from B to B, .*cannot read/);
    assert.deepEqual([output.category, output.line, output.source?.path], ['console', 7, file]);
    await move('continue');
    assert.deepEqual((position() as PositionBody).undrawn, [
      { from: 'B', to: 'B', line: 7, file, drawing: 'unknown' },
    ]);
    assert.equal(position().state, '#done');
    const told = client.traffic.filter((message) => JSON.stringify(message).includes('undrawn-transition'));
    assert.equal(told.length, 1);
  });
});
