import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { conditionRemarks } from '../../runtime/adapter/conditionRemarks.ts';
import type { ValueType } from '../../runtime/model/valueType.ts';
import type { DapClient } from './dapClient.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';
import { eventually } from './eventually.ts';

const number: ValueType = { type: 'number' };
const typed: ValueType = {
  type: 'object',
  members: {
    spent: { value: number, optional: false },
    late: { value: number, optional: true },
    user: {
      value: {
        type: 'object',
        members: { name: { value: { type: 'string' }, optional: false } },
        rest: null,
      },
      optional: false,
    },
  },
  rest: null,
};

const rows: readonly (readonly [condition: string, type: ValueType | null, remarks: readonly string[]])[] = [
  ['session.spent > 3', null, []],
  ['session.spnt > 3', null, ['There is no session.spnt so far. Did you mean session.spent?']],
  ['session.entirely > 3', null, []],
  ['session.late > 3', typed, []],
  ['session.wirtten', null, ['There is no session.wirtten so far. Did you mean session.written?']],
  [
    'session?.["spnt"] > 3',
    typed,
    ["session.spnt is in none of the workflow's types. Did you mean session.spent?"],
  ],
  [
    'session.user.nmae.length',
    typed,
    ["session.user.nmae is in none of the workflow's types. Did you mean session.user.name?"],
  ],
  ['session.user.name.lenght > 1', typed, []],
  ['session.hasOwnProperty("x") && session.user.name.includes("x")', typed, []],
  ['state === "ASK" || "AKS" === from', null, ['No state "AKS". Did you mean ASK?']],
  ['to == "#failed"', null, []],
  ['spent > 3', null, ['A condition knows no spent. Did you mean session.spent?']],
  ['[1, 2].some((one) => one > session.spent && { two: Math.max(one) }.two)', null, []],
  ['typeof nothing === "undefined"', null, []],
  ['this is no (expression', null, []],
];

for (const [condition, type, remarks] of rows) {
  test(`what there is to say of the condition ${condition}${type === null ? '' : ', with types'}`, async () => {
    const known = {
      names: ['session', 'data', 'state', 'from', 'to'],
      states: ['ASK', 'TELL'],
      session: { spent: 0, user: { name: 'Ann' } },
      written: ['written'],
      type,
    };
    assert.deepEqual(await conditionRemarks(condition, known), remarks);
  });
}

async function setFunctions(
  client: DapClient,
  condition: string,
): Promise<readonly (readonly [boolean, string | undefined])[]> {
  const { breakpoints } = await client.request<DebugProtocol.SetFunctionBreakpointsResponse['body']>(
    'setFunctionBreakpoints',
    { breakpoints: [{ name: 'B', condition }] },
  );
  return breakpoints.map(({ verified, message }) => [verified, message]);
}

test('a breakpoint whose condition names what there is not says so where it is set, and may stop all the same', () =>
  withDebugging(async ({ client, launch, evaluate, move }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B'],
      `@step(State.A) a(_: null, { session }: any) { session.spent = 5; return State.B; }
       @step(State.B) b() { return done(); }`,
      'session: () => ({ spent: 0 }),',
    );
    const line = 6;
    // Nothing is known of the session before the workflow is loaded: it is told once it is.
    await launch(file, {}, [{ line, condition: 'session.spnt > 3' }]);
    const event = client.traffic.find((message) => message['event'] === 'breakpoint');
    const changed = event?.['body'] as DebugProtocol.BreakpointEvent['body'];
    const expected = 'There is no session.spnt so far. Did you mean session.spent?';
    assert.deepEqual([changed.breakpoint.verified, changed.breakpoint.message], [true, expected]);
    assert.deepEqual(await setFunctions(client, 'session.spnt > 3'), [[true, expected]]);
    assert.deepEqual(await setFunctions(client, 'session.spent > 3'), [[true, undefined]]);
    await evaluate(':break B if spent > 3');
    await eventually('the remark on what was typed', () =>
      client.traffic.some(
        ({ event: name, body }) =>
          name === 'output' &&
          (body as { output: string }).output === 'A condition knows no spent. Did you mean session.spent?\n',
      ),
    );
    assert.equal((await move('continue')).reason, 'breakpoint');
  }));
