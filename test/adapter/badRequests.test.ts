import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../../runtime/dist.ts';
import { type DapClient, framed, overStdio, RequestFailed } from './dapClient.ts';
import { assertDapRules } from './dapRules.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');

const nonsense: readonly (readonly [string, object | undefined, string, RegExp])[] = [
  ['fly', undefined, 'unknown-request', /does not know the request "fly"/],
  ['toString', undefined, 'unknown-request', /toString/],
  ['variables', { variablesReference: 99 }, 'stale-reference', /ask for the scopes again/],
  ['scopes', { frameId: 99 }, 'stale-reference', /choose it again in the stack/],
  ['launch', { program: example }, 'already-launched', /start another session/],
  ['attach', {}, 'already-launched', /start another session/],
  ['setBreakpoints', { source: {} }, 'no-source-path', /path of a source file/],
  ['setBreakpoints', undefined, 'bad-request', /"source" of setBreakpoints is missing: give an object/],
  [
    'setBreakpoints',
    { source: { path: example }, breakpoints: 3 },
    'bad-request',
    /give an array of objects/,
  ],
  [
    'setBreakpoints',
    { source: { path: example }, breakpoints: [{ line: 'x' }] },
    'bad-request',
    /"breakpoints\[0\]\.line" of setBreakpoints is "x": give a whole number/,
  ],
  ['setFunctionBreakpoints', { breakpoints: [{}] }, 'bad-request', /"breakpoints\[0\]\.name".* is missing/],
  ['setExceptionBreakpoints', { filters: 'all' }, 'bad-request', /give an array of strings/],
  ['evaluate', { expression: 'a.b.c' }, 'bad-expression', /a is not defined/],
  ['evaluate', { expression: 'while (true);' }, 'bad-expression', /did not end within \d+ ms/],
  ['evaluate', { expression: 'Function("return 1")()' }, 'bad-expression', /./],
  ['evaluate', { expression: '({ get a() { for (;;); } })' }, 'bad-expression', /./],
  ['evaluate', { expression: 'session = 1' }, 'bad-expression', /session itself cannot be set/],
  ['evaluate', { expression: 3 }, 'bad-request', /give a string/],
  ['goto', { targetId: 5 }, 'stale-reference', /ask for the targets again/],
  ['restartFrame', {}, 'bad-request', /"frameId" of restartFrame is missing/],
  ['completions', { text: 'a', column: null }, 'bad-request', /"column"/],
  ['source', { sourceReference: 9 }, 'no-source', /no recorded source/],
  ['backstep/travel', { k: 'x' }, 'bad-request', /give a whole number/],
  ['backstep/goToChange', { expression: 'session.answer' }, 'bad-request', /give previous or next/],
  ['backstep/changes', {}, 'bad-path', /no path of the session/],
];

test('a request that cannot be carried out says what to do, and the session goes on', async () => {
  await withDebugging(async ({ launch, client, move }) => {
    await launch(example);
    for (const [command, args, code, message] of nonsense) {
      await assert.rejects(client.request(command, args), (error: Error & { code: string }) => {
        assert.equal(error.code, code, `${command}: ${error.message}`);
        assert.match(error.message, message);
        return true;
      });
    }
    assert.equal((await move('next')).reason, 'step');
  });
});

/** Whatever a client sends as arguments. */
const garbage: readonly unknown[] = [
  [],
  'x',
  7,
  {
    source: null,
    breakpoints: null,
    frameId: -1,
    variablesReference: 1e9,
    expression: '',
    name: '',
    value: '',
  },
  { source: { path: 5 }, line: -3, breakpoints: [null], filters: [1], filterOptions: [[]], targetId: {} },
  { source: { path: '/nowhere/at/all.ts' }, line: 1, breakpoints: [{ line: -5 }, { line: 99999 }] },
  { variablesReference: 0, start: -5, count: -1, k: {}, path: 'x', target: 'x', from: 3, to: {} },
];

const harmless = new Set([
  'launch',
  'attach',
  'disconnect',
  'terminate',
  'restart',
  'initialize',
  'configurationDone',
]);
const commands = [
  ...['setBreakpoints', 'setFunctionBreakpoints', 'setDataBreakpoints', 'setExceptionBreakpoints'],
  ...['dataBreakpointInfo', 'breakpointLocations', 'stackTrace', 'scopes', 'variables', 'setVariable'],
  ...['setExpression', 'evaluate', 'completions', 'restartFrame', 'gotoTargets', 'goto', 'source', 'threads'],
  ...[
    'exceptionInfo',
    'loadedSources',
    'backstep/history',
    'backstep/step',
    'backstep/state',
    'backstep/values',
    'backstep/sessionType',
  ],
  ...['backstep/edit', 'backstep/changes', 'backstep/goToChange', 'backstep/travel', 'backstep/runTo'],
].filter((command) => !harmless.has(command));

test('no arguments at all are taken for a mistake of the adapter', async () => {
  await withDebugging(async ({ launch, client, position }) => {
    await launch(example);
    for (const command of commands) {
      for (const args of garbage) {
        const sent = client.request(command, args as object);
        await sent.catch((error: unknown) => {
          assert.ok(error instanceof RequestFailed, String(error));
          assert.notEqual(error.code, 'internal', `${command} ${JSON.stringify(args)}: ${error.message}`);
        });
      }
    }
    assert.equal(position().seq, 0);
  });
});

test('malformed messages and requests out of order', async () => {
  const client = overStdio();
  try {
    client.raw(framed('{"seq": 1, "type": "request", "command": '));
    client.raw('Content-Length: nonsense\r\n\r\n');
    client.raw(framed('[]'));
    client.raw(framed('{"type": "request"}'));
    client.raw(framed('{"seq": 9, "type": "response", "request_seq": 1, "command": "x", "success": true}'));
    await assert.rejects(client.request('next'), { code: 'not-launched' });
    await assert.rejects(client.request('stackTrace', { threadId: 1 }), { code: 'not-launched' });
    await assert.rejects(client.request('evaluate', { expression: ':step', context: 'repl' }), {
      code: 'not-launched',
    });
    await client.request('threads');
    await client.request('disconnect');
  } finally {
    await client.close();
  }
  assertDapRules(client.traffic);
});

test('requests before their time are answered, each once, and the session begins as if they had not been', () =>
  withDebugging(async ({ launch, client, move }) => {
    await client.request('configurationDone').catch(isRefusal);
    for (const command of commands) await client.request(command, {}).catch(isRefusal);
    for (const command of ['next', 'continue', 'stepBack', 'pause', 'restart', 'goto', 'restartFrame'])
      await assert.rejects(client.request(command, { threadId: 1 }), RequestFailed);
    assert.equal((await launch(example)).reason, 'entry');
    assert.equal((await move('next')).reason, 'step');
  }));

test('what is no message is passed over in the middle of a session, and the session goes on', () =>
  withDebugging(async ({ launch, client, move, position }) => {
    await launch(example);
    for (const text of [
      '{',
      '',
      'null',
      '7',
      '{"seq": "x", "type": "request"}',
      '{"type": "request", "command": 5}',
    ])
      client.raw(framed(text));
    client.raw('Content-Length: -5\r\n\r\n');
    client.raw('Header: without a length\r\n\r\n');
    await move('next');
    assert.equal(position().seq, 1);
  }));

const places: readonly (readonly [what: string, path: string])[] = [
  ['a file of text', distFile('../README.md')],
  ['TypeScript without a workflow', distFile('../examples/stand-in-model.ts')],
  ['a folder', distFile('../examples')],
  ['no file at all', '/nowhere/at/all.ts'],
  ['no text', distFile('sql-wasm.wasm')],
  ['a path of another kind', 'git:/flow.ts?ref=HEAD'],
];
for (const [what, path] of places) {
  test(`a breakpoint in ${what} is not verified, and says why`, () =>
    withDebugging(async ({ launch, client, move, position }) => {
      await launch(example);
      const { breakpoints } = await client.request<DebugProtocol.SetBreakpointsResponse['body']>(
        'setBreakpoints',
        { source: { path }, breakpoints: [{ line: 1 }, { line: 40, condition: 'true' }] },
      );
      assert.deepEqual(
        breakpoints.map(({ verified }) => verified),
        [false, false],
      );
      for (const { message } of breakpoints) assert.match(message ?? '', /No step of the workflow/);
      await move('continue');
      assert.equal(position().state, '#done');
    }));
}

function isRefusal(error: unknown): void {
  assert.ok(error instanceof RequestFailed, String(error));
  assert.notEqual(error.code, 'internal', error.message);
}

test('a condition that never ends stops once it was tried, and is not tried again', async () => {
  await withDebugging(async ({ launch, client, move, position }, folder) => {
    const ring = `@step(State.A) a(_: null, { session }: any) { session.n += 1; return session.n < 300 ? State.A : done(); }`;
    const file = writeWorkflow(folder, ['A'], ring, 'session: () => ({ n: 0 }),');
    await launch(file);
    const breakpoints = [{ line: 5, condition: 'while (true);', hitCondition: '>=250' }];
    await client.request('setBreakpoints', { source: { path: file }, breakpoints });
    const stop = await move('continue');
    assert.equal(stop.reason, 'breakpoint');
    assert.equal(position().seq, 249);
    const told = outputOf(client, 'stderr');
    assert.match(told, /The condition "while \(true\);" cannot be evaluated: It did not end within \d+ ms/);
  });
});

test('a log point that never ends is ended once, and says so at each step', () =>
  withDebugging(async ({ launch, move, client }, folder) => {
    const ring = `@step(State.A) a(_: null, { session }: any) { session.n += 1; return session.n < 300 ? State.A : done(); }`;
    const file = writeWorkflow(folder, ['A'], ring, 'session: () => ({ n: 0 }),');
    await launch(file);
    const breakpoints = [{ line: 5, logMessage: 'n {(() => { while (true); })()}' }];
    await client.request('setBreakpoints', { source: { path: file }, breakpoints });
    assert.match((await move('continue')).description ?? '', /^done · step 300/);
    assert.equal(outputOf(client, 'stdout').match(/It did not end within \d+ ms/g)?.length, 300);
  }));

test('an array of a thousand million gaps is refused at once, wherever it is typed', () =>
  withDebugging(async ({ launch, evaluate, scope, client }, folder) => {
    const body = '@step(State.A) a() { return done(); }';
    await launch(writeWorkflow(folder, ['A'], body, 'session: () => ({ list: [1, 2, 3] }),'));
    for (const expression of [
      'session.list.length = 1e9',
      'session.list[9e8] = 1',
      'session.other = Array(1e9)',
    ])
      await assert.rejects(
        evaluate(expression),
        { code: 'not-json', message: /\[\d\] is undefined/ },
        expression,
      );
    assert.equal(await evaluate('Array(1e9)'), '"Array(1000000000)"');
    assert.deepEqual(await scope('Session'), { list: '(3) [1, 2, 3]' });
    const { breakpoints } = await client.request<{ breakpoints: DebugProtocol.Breakpoint[] }>(
      'setFunctionBreakpoints',
      { breakpoints: [{ name: 'A', hitCondition: '%0' }] },
    );
    assert.match(breakpoints[0]?.message ?? '', /hit count "%0" is none/);
  }));

test('100 MB of output: the session goes on, and says what it left out', async () => {
  await withDebugging(async ({ launch, client, position }, folder) => {
    const body = `@step(State.A) a() {
      const line = 'x'.repeat(1023) + '\\n';
      for (let i = 0; i < 100 * 1024; i++) process.stdout.write(line);
      return State.B;
    }
    @step(State.B) b() { return done(); }`;
    await launch(writeWorkflow(folder, ['A', 'B'], body));
    await client.request('next', { threadId: 1 });
    await client.event('stopped');
    assert.equal(position().state, 'B');
    await client.request('next', { threadId: 1 });
    await client.event('stopped');
    assert.equal(position().state, '#done');
    while (!/MB of output were left out/.test(outputOf(client, 'console'))) await client.event('output');
    assert.ok(outputOf(client, 'stdout').length < 10e6, 'a client is spared most of it');
  });
});

function outputOf({ traffic }: DapClient, category: string): string {
  return traffic
    .filter((message) => message['event'] === 'output')
    .map((message) => message['body'] as DebugProtocol.OutputEvent['body'])
    .filter((body) => body.category === category)
    .map(({ output }) => output)
    .join('');
}
