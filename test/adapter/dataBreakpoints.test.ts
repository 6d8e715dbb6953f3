import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../../runtime/dist.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');

async function setData(
  { client }: Debugging,
  ...breakpoints: readonly DebugProtocol.DataBreakpoint[]
): Promise<readonly DebugProtocol.Breakpoint[]> {
  const answer = await client.request<DebugProtocol.SetDataBreakpointsResponse['body']>(
    'setDataBreakpoints',
    { breakpoints },
  );
  return answer.breakpoints;
}

/** Runs to the end and back to the start: both ways stop after the same steps. */
function check(name: string, breakpoint: DebugProtocol.DataBreakpoint, stops: readonly number[]): void {
  test(name, async () => {
    await withDebugging(async (debugging) => {
      const { launch, move, position } = debugging;
      await launch(example);
      const [set] = await setData(debugging, breakpoint);
      assert.equal(set?.verified, true, set?.message);
      const forward: number[] = [];
      for (;;) {
        const stop = await move('continue');
        if (stop.reason !== 'data breakpoint') break;
        assert.deepEqual(stop.hitBreakpointIds, [set?.id]);
        forward.push(position().seq);
      }
      assert.deepEqual(forward, stops);
      const backward: number[] = [];
      while ((await move('reverseContinue')).reason === 'data breakpoint') backward.unshift(position().seq);
      assert.deepEqual(backward, stops);
    });
  });
}

check('a value of the session changes', { dataId: 'session.answer' }, [2, 4, 6]);
check('anything in the session changes', { dataId: 'session' }, [1, 2, 4, 6]);
check('a change with a condition', { dataId: 'session.answer', condition: 'session.rounds > 1' }, [6]);
check('a change with a hit count', { dataId: 'session.answer', hitCondition: '2' }, [4]);
check('a value that is never written', { dataId: 'session.nothing["at all"]' }, []);

test('a stop says what the value was and what it is', async () => {
  await withDebugging(async (debugging) => {
    await debugging.launch(example);
    await setData(debugging, { dataId: 'session.rounds' });
    const stop = await debugging.move('continue');
    assert.equal(stop.text, 'session.rounds changed: 0 → 1');
  });
});

test('a write of the same value, and an edit by hand, are no changes', async () => {
  await withDebugging(async (debugging, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B'],
      `@step(State.A) a(_: null, { session }: any) { session.list = [...session.list]; session.n = 1; return State.B; }
       @step(State.B) b() { return done(); }`,
      "session: () => ({ list: ['x'], n: 0 }),",
    );
    await debugging.launch(file);
    await setData(
      debugging,
      { dataId: 'session.list' },
      { dataId: 'session.list[0]' },
      { dataId: 'session.n' },
    );
    await debugging.setVariable('Session', 'n', '1');
    await debugging.move('continue');
    assert.equal(debugging.position().state, '#done');
  });
});

test('the Variables view and the Watch view offer them, for the session only', async () => {
  await withDebugging(async (debugging) => {
    const { launch, client, stack } = debugging;
    const info = (args: object): Promise<DebugProtocol.DataBreakpointInfoResponse['body']> =>
      client.request('dataBreakpointInfo', args);
    await launch(example);
    const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: (await stack())[0]?.id,
    });
    const of = (name: string): number => scopes.find((scope) => scope.name === name)?.variablesReference ?? 0;
    assert.deepEqual(await info({ variablesReference: of('Session'), name: 'answer' }), {
      dataId: 'session.answer',
      description: 'session.answer',
      accessTypes: ['write'],
      canPersist: true,
    });
    assert.equal((await info({ name: "session['answer']" })).dataId, 'session.answer');
    assert.equal((await info({ variablesReference: of('Config'), name: 'maxWords' })).dataId, null);
    assert.match((await info({ name: 'session.rounds + 1' })).description, /is not in the session/);
    await debugging.move('next');
    assert.equal(
      (await info({ variablesReference: of('Session'), name: 'answer' })).dataId,
      'session.answer',
    );
    await debugging.move('next');
    await stack();
    const [refused] = await setData(debugging, { dataId: 'config.maxWords' });
    assert.equal(refused?.verified, false);
    assert.match(refused?.message ?? '', /"config\.maxWords" is no path of the session/);
  });
});

test('a watched value is marked in the Variables view', async () => {
  await withDebugging(async (debugging) => {
    const { launch, client, stack } = debugging;
    await launch(example);
    await setData(debugging, { dataId: 'session.answer' });
    const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: (await stack())[0]?.id,
    });
    const { variables } = await client.request<DebugProtocol.VariablesResponse['body']>('variables', {
      variablesReference: scopes[0]?.variablesReference,
    });
    const marked = variables.filter(({ presentationHint }) =>
      presentationHint?.attributes?.includes('hasDataBreakpoint'),
    );
    assert.deepEqual(
      marked.map(({ name }) => name),
      ['answer'],
    );
  });
});
