import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../../runtime/dist.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');

function setExpression(
  { client }: Debugging,
  expression: string,
  value: string,
): Promise<DebugProtocol.SetExpressionResponse['body']> {
  return client.request('setExpression', { expression, value });
}

test('an expression of the Watch view is set like a variable, whole objects too', async () => {
  await withDebugging(async (debugging, folder) => {
    const { launch, scope, evaluate, move } = debugging;
    const file = writeWorkflow(
      folder,
      ['A', 'B'],
      `@step(State.A) a(_: null, { session }: any) { return goto(State.B, { n: session.user.tags.length }); }
       @step(State.B) b(data: any) { return done(data.n); }`,
      "session: () => ({ user: { name: 'a', tags: ['x'] }, n: 0 }),",
    );
    await launch(file);
    await setExpression(debugging, 'session.user', '{ name: "b", tags: ["x", "y"] }');
    await setExpression(debugging, "session['user'].tags[0]", '"z"');
    assert.equal(
      await evaluate('JSON.stringify(session.user)'),
      '"{\\"name\\":\\"b\\",\\"tags\\":[\\"z\\",\\"y\\"]}"',
    );
    const refused: readonly (readonly [string, string, string])[] = [
      ['config.x', '1', 'read-only'],
      ['session.user.name + 1', '1', 'read-only'],
      ['session.usr', '1', 'no-such-variable'],
      ['session.user.tags[7]', '1', 'no-such-variable'],
      ['session', '3', 'bad-value'],
      ['session.n', 'new Date()', 'not-json'],
      ['session.n', 'x y', 'bad-expression'],
    ];
    for (const [expression, value, code] of refused)
      await assert.rejects(setExpression(debugging, expression, value), { code }, expression);
    await move('next');
    await setExpression(debugging, 'data.n', 'data.n + 1');
    await move('next');
    assert.deepEqual(await scope('Output'), { output: '3' });
    await assert.rejects(setExpression(debugging, 'session.n', '1'), { code: 'read-only' });
  });
});

test('a key that would mislead a reader is shown as it is written, and set under that name', async () => {
  await withDebugging(async ({ launch, scope, setVariable, evaluate }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A'],
      '@step(State.A) a() { return done(); }',
      "session: () => ({ 'safe\\u202egnp.exe': 1 }),",
    );
    await launch(file);
    assert.deepEqual(await scope('Session'), { 'safe\\u202Egnp.exe': '1' });
    await setVariable('Session', 'safe\\u202Egnp.exe', '2');
    assert.deepEqual(await scope('Session'), { 'safe\\u202Egnp.exe': '2' });
    assert.equal(await evaluate('Object.keys(session).length'), '1');
  });
});

test('each edit can be undone until it has been run on from', async () => {
  await withDebugging(async ({ launch, move, setVariable, client, scope, position, evaluate }) => {
    const undo = (): Promise<{ undone: string }> => client.request('backstep/undoEdit');
    await launch(example);
    await move('next');
    const before = (await scope('Session'))['answer'];
    await assert.rejects(undo(), { code: 'nothing-to-undo' });
    await setVariable('Session', 'answer', '"one"');
    await setVariable('Session', 'rounds', '7');
    await evaluate('session.answer = "two"');
    assert.equal((await undo()).undone, 'session.answer');
    assert.deepEqual(
      [(await scope('Session'))['answer'], (await scope('Session'))['rounds']],
      ['"one"', '7'],
    );
    assert.equal((await undo()).undone, 'session.rounds');
    assert.equal((await undo()).undone, 'session.answer');
    assert.equal((await scope('Session'))['answer'], before);
    await move('stepBack');
    await setVariable('Session', 'rounds', '7');
    assert.equal(position().mode, 'forking');
    assert.deepEqual(position().edited, ['session.rounds']);
    await undo();
    await client.event('backstep/position');
    assert.deepEqual([position().mode, position().edited], ['following', undefined]);
    await move('next');
    assert.equal(position().parent, null);
  });
});

async function targets({ client }: Debugging, line: number): Promise<readonly DebugProtocol.GotoTarget[]> {
  const answer = await client.request<DebugProtocol.GotoTargetsResponse['body']>('gotoTargets', {
    source: { path: example },
    line,
  });
  return answer.targets;
}

test('jump to cursor puts the run at the state of a step, or where a return leads', async () => {
  await withDebugging(async (debugging) => {
    const { launch, move, position, stack, scope, client } = debugging;
    await launch(example);
    assert.deepEqual(
      (await targets(debugging, 40)).map(({ label }) => label),
      ['CHECKED'],
    );
    assert.deepEqual(
      (await targets(debugging, 44)).map(({ label }) => label),
      ['END (where this return leads)'],
    );
    assert.deepEqual(await targets(debugging, 3), []);
    await move('next');
    const [checked] = await targets(debugging, 40);
    const stop = await move('goto', { targetId: checked?.id });
    assert.deepEqual([stop.reason, position().state, position().seq], ['goto', 'CHECKED', 1]);
    assert.equal((await stack())[0]?.line, 40);
    assert.equal(position().mode, 'live');
    await client.request('backstep/undoEdit');
    assert.equal((await stack())[0]?.name, 'GENERATED');
    await move('goto', { targetId: (await targets(debugging, 40))[0]?.id });
    await move('next');
    assert.equal(position().state, 'END');
    assert.equal(position().parent, null, 'an edit at the head belongs to the run itself');
    await move('next');
    assert.deepEqual(await scope('Output'), { output: '""' });
    await assert.rejects(client.request('goto', { threadId: 1, targetId: checked?.id }), {
      code: 'read-only',
    });
    await move('stepBack');
    await move('stepBack');
    const { run } = position();
    await move('goto', { targetId: (await targets(debugging, 49))[0]?.id });
    assert.deepEqual([position().state, position().mode], ['REFINED', 'forking']);
    await move('next');
    assert.deepEqual([position().parent, position().state], [{ run, seq: 1 }, '#failed']);
  });
});

test('a recording cannot be put elsewhere', async () => {
  await withDebugging(async ({ launch, position, client }, folder) => {
    await launch(example, { stopOnEntry: false });
    const recording = `${folder}/runs/${position().run}.sqlite`;
    await client.request('terminate');
    await client.event('terminated');
    await withDebugging(async (replay) => {
      await replay.launch('', { program: undefined, replay: recording });
      const [checked] = await targets(replay, 40);
      await assert.rejects(replay.client.request('goto', { threadId: 1, targetId: checked?.id }), {
        code: 'replay-only',
      });
    });
  });
});

test('large values come in pages, or in groups to a client that knows no pages', async () => {
  const body = `@step(State.A) a(_: null, { session }: any) {
    session.list = Array.from({ length: 25000 }, (_, i) => i);
    session.map = Object.fromEntries(session.list.slice(0, 1500).map((i: number) => ['k' + i, i]));
    return done();
  }`;
  for (const supportsVariablePaging of [true, false]) {
    await withDebugging(async ({ launch, move, client, stack }, folder) => {
      const variables = (
        args: DebugProtocol.VariablesArguments,
      ): Promise<readonly DebugProtocol.Variable[]> =>
        client
          .request<DebugProtocol.VariablesResponse['body']>('variables', args)
          .then((answer) => answer.variables);
      await launch(writeWorkflow(folder, ['A'], body, 'session: () => ({ list: [], map: {} }),'), {}, [], {
        supportsVariablePaging,
      });
      await move('next');
      const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', {
        frameId: (await stack())[0]?.id,
      });
      const session = await variables({ variablesReference: scopes[0]?.variablesReference ?? 0 });
      const [list, map] = session;
      assert.deepEqual([list?.indexedVariables, map?.namedVariables], [25000, 1500]);
      const variablesReference = list?.variablesReference ?? 0;
      if (supportsVariablePaging) {
        const page = await variables({ variablesReference, filter: 'indexed', start: 24_990, count: 100 });
        assert.deepEqual(
          [page.length, page[0]?.name, page[0]?.evaluateName],
          [10, '24990', 'session.list[24990]'],
        );
        assert.deepEqual(await variables({ variablesReference, filter: 'named' }), []);
      } else {
        const groups = await variables({ variablesReference });
        assert.deepEqual([groups.length, groups[1]?.name], [3, '[10000 … 19999]']);
        const inner = await variables({ variablesReference: groups[2]?.variablesReference ?? 0 });
        assert.deepEqual([inner.length, inner.at(-1)?.name], [50, '[24900 … 24999]']);
        const items = await variables({ variablesReference: inner.at(-1)?.variablesReference ?? 0 });
        assert.deepEqual([items.length, items.at(-1)?.value], [100, '24999']);
      }
      const named = await variables({ variablesReference: map?.variablesReference ?? 0 });
      assert.deepEqual([named.length, named[0]?.name], [15, '[0 … 99]']);
      const first = await variables({ variablesReference: named[0]?.variablesReference ?? 0 });
      assert.deepEqual([first[99]?.name, first[99]?.evaluateName], ['k99', 'session.map.k99']);
    });
  }
});
