import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

/**
 * A run with one of everything that can go wrong: B throws and D takes over, C is tried again, D spends and takes too
 * long, E goes to no state.
 */
function trouble(folder: string): string {
  return writeWorkflow(
    folder,
    ['A', 'B', 'C', 'D', 'E'],
    `tries = 0;
@step(State.A) a(_: null, { model }: any) { model.ask('a'); return State.B; }
@step(State.B, { onError: State.C }) b() {
  throw new TypeError('no answer');
}
@step(State.C, { retry: { attempts: 3, delay: '1ms' } }) c(_: null, { session, checkpoint, restored, model }: any) {
  model.ask('c');
  if (restored !== 2) { checkpoint((restored ?? 0) + 1); throw new RangeError('not yet'); }
  return State.D;
}
@step(State.D, { timeout: '20ms', onError: State.E }) async d(_: null, { model }: any) {
  model.ask('d');
  await new Promise((r) => setTimeout(r, 5000));
}
@step(State.E) e() { return 'NOWHERE' as any; }`,
    'services: () => ({ model: { ask: (text: string) => ({ text, usage: { input_tokens: 60, output_tokens: 40, cost: 0.25 } }) } }),',
  );
}

async function setFilters(
  { client }: Debugging,
  filterOptions: readonly DebugProtocol.ExceptionFilterOptions[],
  filters: readonly string[] = [],
): Promise<readonly DebugProtocol.Breakpoint[]> {
  const answer = await client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>(
    'setExceptionBreakpoints',
    { filters, filterOptions },
  );
  return answer.breakpoints;
}

/** An option of a filter, and where it stops: the step and the text. */
type Row = readonly [DebugProtocol.ExceptionFilterOptions, readonly (readonly [number, RegExp])[]];

const rows: readonly Row[] = [
  [
    { filterId: 'throws' },
    [
      [2, /^no answer$/],
      [4, /timeout/i],
      [5, /NOWHERE/],
    ],
  ],
  [{ filterId: 'throws', condition: "error.name === 'TypeError'" }, [[2, /^no answer$/]]],
  [{ filterId: 'fails' }, [[5, /which is not a state/]]],
  [{ filterId: 'retry' }, [[3, /^C, step 3, was tried 3 times: not yet$/]]],
  [{ filterId: 'retry', condition: 'attempts > 3' }, []],
  [{ filterId: 'timeout' }, [[4, /D/]]],
  [{ filterId: 'directive' }, [[5, /NOWHERE/]]],
  [{ filterId: 'budget', condition: 'tokens > 300' }, [[3, /^The run has spent 400 tokens, cost 1$/]]],
  [{ filterId: 'budget', condition: 'cost > 1' }, [[4, /500 tokens, cost 1.25/]]],
];

/** Stops at the same steps forwards and backwards. */
async function walk(debugging: Debugging, [option, stops]: Row): Promise<void> {
  const { move, position, client } = debugging;
  const title = JSON.stringify(option);
  while (position().seq > 0) await move('stepBack');
  const [set] = await setFilters(debugging, [option]);
  assert.equal(set?.verified, true, set?.message);
  const forward = stops.map(([seq]) => seq);
  for (const [seq, text] of stops) {
    const stop = await move('continue');
    assert.deepEqual([stop.reason, position().seq], ['exception', seq], title);
    assert.deepEqual(stop.hitBreakpointIds, [set?.id]);
    assert.match(stop.text ?? '', text);
    const info = await client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', {
      threadId: 1,
    });
    assert.equal(info.description, stop.text);
  }
  if (position().state !== '#failed') await move('continue');
  assert.equal(position().state, '#failed', title);
  const backward = forward.at(-1) === position().seq ? [position().seq] : [];
  while ((await move('reverseContinue')).reason === 'exception') backward.unshift(position().seq);
  assert.deepEqual(backward, forward, title);
}

test('each filter stops where its trouble is: live, in the past, and in a replay', async () => {
  await withDebugging(async (debugging, folder) => {
    await debugging.launch(trouble(folder));
    for (const row of rows) await walk(debugging, row);
    const { run } = debugging.position();
    await debugging.client.request('terminate');
    await debugging.client.event('terminated');
    await withDebugging(async (replay) => {
      await replay.launch('', { program: undefined, replay: join(folder, 'runs', `${run}.sqlite`) });
      for (const row of rows) await walk(replay, row);
    });
  });
});

for (const row of rows.filter(([{ condition = '' }]) => !/^(error|attempts|cost)/.test(condition))) {
  test(`a running workflow stops for ${row[0].filterId}`, async () => {
    await withDebugging(async (debugging, folder) => {
      await debugging.launch(trouble(folder));
      await walk(debugging, row);
    });
  });
}

test('each filter gets an answer of its own, and a mistake is told', async () => {
  await withDebugging(async (debugging, folder) => {
    await debugging.launch(trouble(folder));
    const answers = await setFilters(
      debugging,
      [{ filterId: 'budget' }, { filterId: 'retry', condition: 'attempts >' }],
      ['fails', 'thows'],
    );
    assert.deepEqual(
      answers.map(({ verified }) => verified),
      [true, false, false, false],
    );
    assert.match(answers[1]?.message ?? '', /No exception filter "thows"\. Did you mean throws\?/);
    assert.match(answers[2]?.message ?? '', /A budget needs a condition/);
    assert.match(answers[3]?.message ?? '', /The condition "attempts >" is no expression/);
  });
});

test('what was thrown is told with its stack', async () => {
  await withDebugging(async (debugging, folder) => {
    const { launch, move, client, stack } = debugging;
    await launch(trouble(folder));
    await setFilters(debugging, [], ['throws']);
    await move('continue');
    const info = await client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', {
      threadId: 1,
    });
    assert.equal(info.exceptionId, 'TypeError');
    assert.equal(info.breakMode, 'always');
    assert.match(info.details?.stackTrace ?? '', /flow\.ts:8/);
    assert.equal((await stack())[1]?.line, 8);
  });
});

test('so is what caused it', () =>
  withDebugging(async ({ launch, move, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A'],
      `@step(State.A) a() {
  try { JSON.parse('{'); } catch (cause) { throw new RangeError('no plan', { cause: new TypeError('bad answer', { cause }) }); }
}`,
    );
    await launch(file);
    await client.request('setExceptionBreakpoints', { filters: ['fails'] });
    await move('continue');
    const { details } = await client.request<DebugProtocol.ExceptionInfoResponse['body']>('exceptionInfo', {
      threadId: 1,
    });
    assert.deepEqual([details?.typeName, details?.message], ['RangeError', 'no plan']);
    const [cause] = details?.innerException ?? [];
    assert.deepEqual([cause?.typeName, cause?.message], ['TypeError', 'bad answer']);
    assert.equal(cause?.innerException?.[0]?.typeName, 'SyntaxError');
    assert.match(
      details?.stackTrace ?? '',
      /flow\.ts:6:\d+.*Caused by: TypeError: bad answer.*Caused by: SyntaxError/s,
    );
  }));

test('a stop for an attempt that failed shows the state that failed, where it threw, and runs it anew', async () => {
  await withDebugging(async (debugging, folder) => {
    const { launch, move, stack, position, client } = debugging;
    const file = trouble(folder);
    await launch(file);
    await setFilters(debugging, [], ['throws', 'retry', 'timeout', 'directive']);
    const lines = readFileSync(file, 'utf8').split('\n');
    const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
    const shown = [
      ['B failed · now C', lineOf('no answer')],
      ['C failed, attempt 1 of 3 · now D', lineOf('not yet')],
      // Nothing was thrown inside of a step that is given up: it is shown itself.
      ['D failed · now E', lineOf('@step(State.D')],
    ] as const;
    for (const [name, line] of shown) {
      const { description = '' } = await move('continue');
      assert.ok(description.startsWith(`${name} · step `), description);
      const [top] = await stack();
      assert.deepEqual([top?.name, top?.line], [name, line]);
    }
    await move('stepBack');
    await move('reverseContinue');
    const [top, transition] = await stack();
    assert.equal(top?.name, 'B failed · now C');
    assert.match(transition?.name ?? '', /^B → C/);
    // Restart Frame takes the step that is shown, not the one that the run has come to.
    await move('restartFrame', { frameId: top?.id });
    assert.deepEqual([position().state, position().seq, position().mode], ['B', 1, 'forking']);
    assert.equal((await stack())[0]?.name, 'B');
    await client.request('terminate');
    await client.event('terminated');
  });
});
