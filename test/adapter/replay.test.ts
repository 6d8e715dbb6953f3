import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DapClient } from './dapClient.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

const ring = `@step(State.A) a(_: null, { session }: any) {
  session.n += 1;
  return State.B;
}
@step(State.B) b(_: null, { session }: any) {
  if (session.n < 3) return State.A;
  return done(session.n);
}`;

/** Records a run of the ring, then replays it; `between` may change the file. */
async function replaying(
  run: (replay: Debugging, file: string) => Promise<void>,
  between: (file: string) => void = () => {},
  breakpoints: readonly DebugProtocol.SourceBreakpoint[] = [],
): Promise<void> {
  await withDebugging(async ({ launch, move, client, position }, folder) => {
    const file = writeWorkflow(folder, ['A', 'B'], ring, 'session: () => ({ n: 0 }),');
    await launch(file);
    await move('continue');
    const recording = join(folder, 'runs', `${position().run}.sqlite`);
    await client.request('terminate');
    await client.event('terminated');
    between(file);
    await withDebugging(async (replay) => {
      await replay.client.request('initialize', { adapterID: 'backstep' });
      await replay.client.request('launch', { replay: recording });
      if (breakpoints.length > 0)
        await replay.client.request('setBreakpoints', { source: { path: file }, breakpoints });
      await replay.client.request('configurationDone');
      await replay.client.event('stopped');
      await run(replay, file);
    });
  });
}

function printed({ traffic }: DapClient): readonly string[] {
  return traffic
    .filter((message) => message['event'] === 'output')
    .map((message) => message['body'] as DebugProtocol.OutputEvent['body'])
    .map(({ output, line, group }) => `${group ?? ''}${output.trimEnd()}${line ? `:${line}` : ''}`);
}

const past = ['startLog points, in what is recorded:', '#1  n is 1:7', '#3  n is 2:7', '#5  n is 3:7', 'end'];

test('a log point prints for the recorded past at once, and once', () =>
  replaying(async (replay, file) => {
    assert.deepEqual(printed(replay.client), past);
    await replay.move('continue');
    await replay.move('reverseContinue');
    assert.deepEqual(printed(replay.client), past);
    const set = (...breakpoints: object[]): Promise<unknown> =>
      replay.client.request('setBreakpoints', { source: { path: file }, breakpoints });
    await set({ line: 7, logMessage: 'n is {session.n}' }, { line: 11, logMessage: 'done' });
    await replay.client.request('threads');
    assert.deepEqual(printed(replay.client).slice(past.length), [
      'startLog points, in what is recorded:',
      '#6  done:11',
      'end',
    ]);
  }, () => {}, [{ line: 7, logMessage: 'n is {session.n}' }]));

test('a log point that is set in the middle of a live run prints what was, then goes on as it comes', async () => {
  await withDebugging(async ({ launch, move, client }, folder) => {
    const file = writeWorkflow(folder, ['A', 'B'], ring, 'session: () => ({ n: 0 }),');
    await launch(file);
    for (let steps = 0; steps < 3; steps++) await move('next');
    const breakpoints = [{ line: 7, logMessage: 'n is {session.n}' }];
    await client.request('setBreakpoints', { source: { path: file }, breakpoints });
    await move('stepBack');
    await move('next');
    await move('continue');
    const lines = printed(client).filter((line) => line.includes('n is'));
    assert.deepEqual(lines, ['#1  n is 1:7', '#3  n is 2:7', 'n is 3:7']);
  });
});

test('the recorded source is served when the file of today is another', () =>
  replaying(
    async (replay, file) => {
      const { client, stack, move } = replay;
      const [top] = await stack();
      assert.deepEqual(
        [top?.line, top?.source?.sourceReference, top?.source?.origin],
        [5, 1, 'recorded source'],
      );
      const { content } = await client.request<DebugProtocol.SourceResponse['body']>('source', {
        source: top?.source,
        sourceReference: 1,
      });
      assert.match(content, /^import \{ /);
      const { sources } = await client.request<DebugProtocol.LoadedSourcesResponse['body']>('loadedSources');
      assert.deepEqual(
        sources.map(({ name, sourceReference }) => [name, sourceReference]),
        [['flow.ts', 1]],
      );
      const { breakpoints } = await client.request<DebugProtocol.SetBreakpointsResponse['body']>(
        'setBreakpoints',
        { source: { path: file, sourceReference: 1 }, breakpoints: [{ line: 7 }, { line: 9 }] },
      );
      // What it stands in is the recorded text, or a client would show it in the file of today.
      assert.deepEqual(
        breakpoints.map(({ verified, source }) => [verified, source?.path, source?.sourceReference]),
        [
          [true, file, 1],
          [true, file, 1],
        ],
      );
      const stop = await move('continue');
      assert.equal(stop.reason, 'breakpoint');
      assert.equal((await stack())[1]?.line, 7);
      await assert.rejects(client.request('source', { sourceReference: 7 }), { code: 'no-source' });
    },
    (file) => writeFileSync(file, `// A new first line.\n\n${readFileSync(file, 'utf8')}`),
  ));

test('a breakpoint in the file of today stops at the states of an older text, and at none of its lines', () =>
  replaying(
    async ({ client, move, position, stack }, file) => {
      const set = (source: object, ...lines: number[]) =>
        client.request<DebugProtocol.SetBreakpointsResponse['body']>('setBreakpoints', {
          source,
          breakpoints: lines.map((line) => ({ line })),
        });
      const { breakpoints } = await set({ path: file }, 9, 11);
      assert.deepEqual(
        breakpoints.map(({ verified, line }) => [verified, line]),
        [
          [false, 9],
          [true, 11],
        ],
      );
      assert.match(breakpoints[0]?.message ?? '', /recorded with another text of this file/);
      assert.deepEqual([(await move('continue')).reason, position().state], ['breakpoint', 'B']);
      await set({ path: file, sourceReference: 1 }, 7);
      await move('reverseContinue');
      await move('continue');
      assert.equal((await stack())[1]?.line, 7, 'both are kept, each for its text');
      await set({ path: file });
      await move('continue');
      assert.deepEqual([position().seq, position().state], [3, 'B']);
    },
    (file) => writeFileSync(file, `// A new first line.\n\n${readFileSync(file, 'utf8')}`),
  ));

test('breakpoints, exceptions and data breakpoints stop in a replay, forwards and backwards', () =>
  replaying(async ({ client, move, position }) => {
    await client.request('setDataBreakpoints', {
      breakpoints: [{ dataId: 'session.n', condition: 'session.n > 1' }],
    });
    await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'B->#done' }] });
    const seen: unknown[] = [];
    for (const command of [
      'continue',
      'continue',
      'continue',
      'reverseContinue',
      'reverseContinue',
      'reverseContinue',
    ])
      seen.push([(await move(command)).reason, position().seq]);
    assert.deepEqual(seen, [
      ['data breakpoint', 3],
      ['data breakpoint', 5],
      ['breakpoint', 6],
      ['data breakpoint', 5],
      ['data breakpoint', 3],
      ['entry', 0],
    ]);
  }));
