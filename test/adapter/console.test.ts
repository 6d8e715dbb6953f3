import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { consoleCommands } from '../../runtime/adapter/console.ts';
import { distFile } from '../../runtime/dist.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');

function typed({ client }: Debugging, expression: string): Promise<DebugProtocol.EvaluateResponse['body']> {
  return client.request('evaluate', { expression, context: 'repl' });
}

test('moves are typed: the session goes where a button would have taken it', async () => {
  await withDebugging(async (debugging) => {
    const { launch, client, position } = debugging;
    await launch(example);
    const go = async (command: string): Promise<readonly unknown[]> => {
      await typed(debugging, command);
      await client.event('stopped');
      return [position().state, position().seq, position().mode];
    };
    assert.deepEqual(await go(':step'), ['GENERATED', 1, 'live']);
    assert.deepEqual(await go(':until REFINED->CHECKED'), ['CHECKED', 4, 'live']);
    assert.deepEqual(await go(':back 3'), ['GENERATED', 1, 'following']);
    assert.deepEqual(await go(':step 2'), ['REFINED', 3, 'following']);
    assert.deepEqual(await go(':at 0'), ['START', 0, 'following']);
    assert.deepEqual(await go(':continue'), ['CHECKED', 4, 'live']);
    assert.deepEqual(await go(':last session.answer'), ['CHECKED', 4, 'live']);
    assert.deepEqual(await go(':last session.answer'), ['CHECKED', 2, 'following']);
    assert.deepEqual(await go(':next session.rounds'), ['CHECKED', 4, 'live']);
    assert.deepEqual(await go(':reverse'), ['START', 0, 'following']);
    assert.deepEqual(await go(':fork 2'), ['CHECKED', 2, 'forking']);
    assert.deepEqual(await go(':goto END'), ['END', 2, 'forking']);
    assert.match((await typed(debugging, ':undo')).result, /The edit of state is undone/);
    assert.match((await typed(debugging, ':where')).result, /CHECKED, step 2 of 4, forking/);
  });
});

test('breakpoints of every kind are typed, listed and removed', async () => {
  await withDebugging(async (debugging) => {
    const { launch, move, position, client } = debugging;
    await launch(example);
    assert.match((await typed(debugging, ':break')).result, /No breakpoint was typed here yet/);
    const rows: readonly (readonly [string, readonly number[]])[] = [
      [':break CHECKED->REFINED', [3, 5]],
      [':break REFINED -> * if session.rounds > 1', [6]],
      [':break *->CHECKED if session.rounds >= 0 hit >=2', [4, 6]],
      [':break session.rounds', [4, 6]],
      [':break session.answer if session.rounds > 1', [6]],
      [':catch fails', []],
      [':log CHECKED->REFINED {data.words} words', []],
    ];
    for (const [command, stops] of rows) {
      const { result } = await typed(debugging, command);
      const id = Number(/^Breakpoint (\d+): /.exec(result)?.[1]);
      const seen: number[] = [];
      for (;;) {
        const stop = await move('continue');
        if (!/breakpoint/.test(stop.reason)) break;
        assert.deepEqual(stop.hitBreakpointIds, [id]);
        seen.push(position().seq);
      }
      assert.deepEqual(seen, stops, command);
      assert.match((await typed(debugging, ':break')).result, new RegExp(`^${id}  `));
      assert.match((await typed(debugging, `:delete ${id}`)).result, /1 removed, 0 left/);
      while (position().seq > 0) await move('stepBack');
    }
    const printed = client.traffic
      .filter((message) => message['event'] === 'output')
      .map((message) => (message['body'] as DebugProtocol.OutputEvent['body']).output.trim());
    assert.deepEqual(
      printed.filter((line) => line.endsWith('words')),
      ['#3  45 words', '#5  37 words'],
    );
    await typed(debugging, ':break END');
    await typed(debugging, ':break START');
    assert.match((await typed(debugging, ':delete')).result, /2 removed, 0 left/);
  });
});

test('what changed is looked up, with links to the steps', async () => {
  await withDebugging(async (debugging) => {
    const { launch, client } = debugging;
    await launch(example, { stopOnEntry: false });
    const lines = async (command: string): Promise<readonly (readonly [string, number | undefined])[]> => {
      const from = client.traffic.length;
      const { result } = await typed(debugging, command);
      await client.request('threads');
      const printed = client.traffic
        .slice(from)
        .filter((message) => message['event'] === 'output')
        .map((message) => message['body'] as DebugProtocol.OutputEvent['body']);
      return [[result, undefined], ...printed.map(({ output, line }) => [output.trimEnd(), line] as const)];
    };
    assert.deepEqual(await lines(':who session.rounds'), [
      ['session.rounds: 2 changes', undefined],
      ['  REFINED → CHECKED, step 4: 0 → 1', 55],
      ['  REFINED → CHECKED, step 6: 1 → 2', 55],
    ]);
    assert.deepEqual(await lines(':diff 3 5'), [
      ['From step 3 to step 5:', undefined],
      ['  data.words: 45 → 37', undefined],
      [(await lines(':diff 3 5'))[2]?.[0] ?? '', undefined],
      ['  session.rounds: 0 → 1', undefined],
    ]);
    assert.deepEqual(await lines(':diff 3 3'), [['Steps 3 and 3 are the same.', undefined]]);
    assert.deepEqual((await lines(':steps 2')).slice(0, 2), [
      ['The last 2 steps:', undefined],
      ['  CHECKED → END, step 7', 44],
    ]);
    assert.match((await lines(':who session.nothing'))[0]?.[0] ?? '', /No recorded step changed/);
    assert.equal((await typed(debugging, ':at 4')).result, 'CHECKED, step 4 of 8');
    await client.event('stopped');
    await typed(debugging, 'session.rounds = 9');
    assert.deepEqual(
      (await lines(':who session.rounds')).map(([text]) => text),
      [
        'session.rounds: 2 changes',
        '  REFINED → CHECKED, step 4: 0 → 1',
        '  REFINED → CHECKED, step 6: 1 → 2',
        '  an edit here, which nothing has run on from yet: 1 → 9 ←',
      ],
    );
    assert.equal((await typed(debugging, ':back 2')).result, 'CHECKED, step 2 of 8');
    await client.event('stopped');
    assert.match((await typed(debugging, ':json config')).result, /^\{\n {2}"maxWords": 25\n\}$/);
    assert.match((await typed(debugging, ':help')).result, /:break \[STATE[\s\S]*:who session\.path/);
    assert.match((await typed(debugging, ':help who')).result, /All changes of a value/);
  });
});

const mistakes: readonly (readonly [string, string, RegExp])[] = [
  [':brake CHECKED', 'unknown-command', /no command :brake\. Did you mean :break\?/],
  [':', 'unknown-command', /:help lists/],
  [':break CHEKED', 'bad-command', /No state "CHEKED"\. Did you mean CHECKED\?/],
  [':break CHECKED if session.(', 'bad-command', /is no expression/],
  [':break CHECKED hit often', 'bad-command', /hit count "often"/],
  [':break if true', 'bad-command', /Say what to stop at/],
  [':log CHECKED', 'bad-command', /Say where and what/],
  [':catch throw', 'bad-command', /Did you mean throws\?/],
  [':delete 99', 'bad-command', /No breakpoint 99/],
  [':goto NOWHERE', 'bad-command', /The states are START/],
  [':at', 'bad-command', /whole number from 0 to 0/],
  [':at 5', 'bad-command', /whole number from 0 to 0/],
  [':step 5', 'bad-command', /Only 0 recorded steps/],
  [':until', 'bad-command', /No state/],
  [':who data.words', 'bad-path', /no path of the session/],
  [':last session.answer', 'no-change', /as the run began/],
  [':diff', 'bad-command', /Give a step/],
  [':json (', 'bad-expression', /./],
  [':undo', 'nothing-to-undo', /No edit was made here/],
];

test('a command that cannot be carried out says what to type instead, and changes nothing', async () => {
  await withDebugging(async (debugging) => {
    await debugging.launch(example);
    for (const [command, code, message] of mistakes) {
      await assert.rejects(typed(debugging, command), (error: Error & { code: string }) => {
        assert.equal(error.code, code, `${command}: ${error.message}`);
        assert.match(error.message, message);
        return true;
      });
    }
    assert.match((await typed(debugging, ':break')).result, /No breakpoint was typed here yet/);
    assert.equal(debugging.position().seq, 0);
  });
});

test('however the session is moved, its client is told that it goes on before it stops anew', async () => {
  await withDebugging(async (debugging, folder) => {
    const { launch, client, move } = debugging;
    const file = writeWorkflow(
      folder,
      ['A', 'B', 'J'],
      `@step(State.A) a() { return fanOut(State.B, [1, 2], { join: State.J }); }
       @step(State.B) b(n: number) { return done(n); }
       @step(State.J) j() { return done(); }`,
    );
    await launch(file);
    /** What was sent since, of these. */
    const told = (since: number): readonly unknown[] =>
      client.traffic
        .slice(since)
        .flatMap(({ type, event, command }) =>
          type === 'event' ? [event] : type === 'response' ? [command] : [],
        )
        .filter((name) =>
          ['continued', 'stopped', 'next', 'evaluate', 'backstep/travel'].includes(String(name)),
        );
    const moves: readonly (readonly [typed: string, told: readonly string[]])[] = [
      [':step', ['continued', 'evaluate', 'stopped']],
      [':at 0', ['continued', 'evaluate', 'stopped']],
      [':continue', ['continued', 'evaluate', 'stopped']],
    ];
    for (const [command, expected] of moves) {
      const since = client.traffic.length;
      await typed(debugging, command);
      await client.event('stopped');
      assert.deepEqual(told(since), expected, command);
    }
    let since = client.traffic.length;
    await move('backstep/travel', { k: 0 });
    assert.deepEqual(told(since), ['continued', 'backstep/travel', 'stopped']);
    // The request says it of its own thread, but not of another that stopped last.
    since = client.traffic.length;
    await move('next');
    assert.deepEqual(told(since), ['next', 'stopped']);
    const { threads } = await client.request<DebugProtocol.ThreadsResponse['body']>('threads');
    await move('next', { threadId: threads[1]?.id });
    since = client.traffic.length;
    await move('next', { threadId: threads[2]?.id });
    assert.deepEqual(told(since), ['continued', 'next', 'stopped']);
  });
});

test('a running workflow is paused from the console, and breakpoints are typed meanwhile', async () => {
  await withDebugging(async (debugging, folder) => {
    const { launch, client, position } = debugging;
    const file = writeWorkflow(
      folder,
      ['A', 'B'],
      `@step(State.A) async a() { await new Promise((r) => setTimeout(r, 5)); return State.B; }
       @step(State.B) b(_: null, { session }: any) { session.n += 1; return State.A; }`,
      'session: () => ({ n: 0 }),',
    );
    await launch(file);
    await typed(debugging, ':continue');
    await client.event('continued');
    await typed(debugging, ':break session.n if session.n > 3');
    await client.event('stopped');
    const { seq } = position();
    assert.ok(seq >= 8 && seq % 2 === 0, `a step of B: ${seq}`);
    await typed(debugging, ':delete');
    await typed(debugging, ':continue');
    await typed(debugging, ':pause');
    await client.event('stopped');
    assert.ok(position().seq > seq);
  });
});

test('commands, states, keys and filters are completed', async () => {
  await withDebugging(async ({ launch, client, move }) => {
    await launch(example);
    await move('next');
    const complete = async (text: string): Promise<readonly (readonly [string, number | undefined])[]> => {
      const { targets } = await client.request<DebugProtocol.CompletionsResponse['body']>('completions', {
        text,
        column: text.length + 1,
      });
      return targets.map(({ label, length }) => [label, length]);
    };
    assert.deepEqual(await complete(':b'), [
      ['back', 1],
      ['break', 1],
    ]);
    assert.ok((await complete(':')).length > 15);
    assert.deepEqual(await complete(':goto re'), [['REFINED', 2]]);
    assert.deepEqual(await complete(':break CHECKED->RE'), [['REFINED', 2]]);
    assert.deepEqual(await complete(':break session.r'), [['rounds', 1]]);
    assert.deepEqual(await complete(':break CHECKED if session.ro'), [['rounds', 2]]);
    assert.deepEqual(await complete(':log CHECKED now {session.ro'), [['rounds', 2]]);
    assert.deepEqual(await complete(':who s'), [['session', 1]]);
    assert.deepEqual(await complete(':catch t'), [
      ['throws', 1],
      ['timeout', 1],
    ]);
    assert.deepEqual(await complete(':help di'), [['diff', 2]]);
    assert.deepEqual(await complete('1 + session.q'), [['question', 1]]);
    assert.deepEqual(await complete('config.'), [['maxWords', 0]]);
    assert.deepEqual(await complete('conf'), [['config', 4]]);
    assert.deepEqual(await complete('session.question.'), []);
    assert.deepEqual(await complete(':step '), []);
  });
});

test('every command of the console is documented', () => {
  const text = readFileSync(distFile('../docs/console.md'), 'utf8');
  for (const { name } of consoleCommands) assert.match(text, new RegExp(`\`:${name}\\b`), name);
});
