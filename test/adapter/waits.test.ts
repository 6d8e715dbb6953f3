import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WaitsBody } from '../../runtime/model/history.ts';
import type { ValueType } from '../../runtime/model/valueType.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

const decision: ValueType = {
  type: 'object',
  members: {
    approved: { value: { type: 'boolean' }, optional: false },
    by: { value: { type: 'string' }, optional: true },
  },
  rest: null,
};

/** A wait that carries `data`, and the type that its step gives what it gets. */
function check(name: string, wait: string, data: string, expected: ValueType | null): void {
  test(name, () =>
    withDebugging(async ({ launch, move, client }, folder) => {
      const file = writeWorkflow(
        folder,
        ['ASKED', 'DECIDED'],
        `@step(State.ASKED) ask() { return ${wait}; }
  @step(State.DECIDED) decide(${data}) { return done(); }`,
        '',
        'interface Decision { approved: boolean; by?: string }',
      );
      await launch(file);
      await move('continue');
      const { waits, received } = await client.request<WaitsBody>('backstep/waits');
      assert.deepEqual(received, []);
      assert.deepEqual(
        waits.map(({ branch, state, signal, payload }) => ({ branch, state, signal, payload })),
        [{ branch: '', state: 'ASKED', signal: 'decision', payload: expected }],
      );
    }),
  );
}

check(
  'a wait tells the type of its payload: that of the data of the step it leads to',
  "waitFor('decision', { then: State.DECIDED })",
  'decision: Decision',
  decision,
);
check(
  'where the wait carries data, the payload is a part of it',
  "waitFor('decision', { then: State.DECIDED, data: { n: 1 } })",
  '{ payload }: { payload: Decision; data: { n: number } }',
  decision,
);
check(
  'where no type is written, there is none',
  "waitFor('decision', { then: State.DECIDED })",
  'decision',
  null,
);
