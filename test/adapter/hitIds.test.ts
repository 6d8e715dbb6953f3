import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

type Set = DebugProtocol.SetBreakpointsResponse['body'];

/** Two rounds of A and B, then a step that throws. */
const rounds = `@step(State.A) a(_: null, { session }: any) {
  session.n += 1;
  return State.B;
}
@step(State.B) b(_: null, { session }: any) {
  if (session.n < 2) return State.A;
  return State.C;
}
@step(State.C) c() {
  throw new Error('C breaks');
}`;

function write(folder: string): { readonly file: string; lineOf(text: string): number } {
  const file = writeWorkflow(folder, ['A', 'B', 'C'], rounds, 'session: () => ({ n: 0 }),');
  const lines = readFileSync(file, 'utf8').split('\n');
  return { file, lineOf: (text) => lines.findIndex((line) => line.includes(text)) + 1 };
}

/** Sets breakpoints of one kind; answers the names that the test gives to their ids. */
async function set(
  { client }: Debugging,
  command: string,
  args: object,
  names: readonly string[],
): Promise<readonly (readonly [id: number, name: string])[]> {
  const { breakpoints } = await client.request<Set>(command, args);
  return breakpoints.map(({ id, verified, message }, index) => {
    assert.ok(verified && id !== undefined, message);
    return [id, names[index] as string];
  });
}

test('a stop names exactly the breakpoints that were hit, of every kind, forwards and backwards', () =>
  withDebugging(async (debugging, folder) => {
    const { launch, move, position } = debugging;
    const { file, lineOf } = write(folder);
    await launch(file);
    const source = { path: file };
    const lines = [
      { line: lineOf('@step(State.A)') },
      { line: lineOf('return State.A') },
      { line: lineOf('@step(State.C)'), condition: 'session.n > 5' },
      { line: lineOf('return State.B'), logMessage: 'a log point is no stop' },
    ];
    const names = new Map([
      ...(await set(debugging, 'setBreakpoints', { source, breakpoints: lines }, [
        '@A',
        'return',
        'no',
        'log',
      ])),
      ...(await set(
        debugging,
        'setFunctionBreakpoints',
        { breakpoints: [{ name: 'A->B' }, { name: 'B', hitCondition: '2' }] },
        ['A->B', 'B twice'],
      )),
      ...(await set(
        debugging,
        'setDataBreakpoints',
        { breakpoints: [{ dataId: 'session.n' }, { dataId: 'session', condition: 'session.n === 2' }] },
        ['n', 'session'],
      )),
      ...(await set(debugging, 'setExceptionBreakpoints', { filters: ['throws', 'fails'] }, [
        'throws',
        'fails',
      ])),
    ]);
    const all = async (command: string, last: number): Promise<readonly (readonly string[])[]> => {
      const found: (readonly string[])[] = [];
      do {
        const { hitBreakpointIds = [] } = await move(command);
        found.push([String(position().seq), ...hitBreakpointIds.map((id) => names.get(id) ?? `${id}`)]);
      } while (position().seq !== last);
      return found;
    };
    const places = [
      ['1', 'A->B', 'n'],
      ['2', '@A', 'return'],
      ['3', 'A->B', 'B twice', 'n', 'session'],
    ];
    assert.deepEqual(await all('continue', 5), [...places, ['5', 'throws', 'fails']]);
    assert.deepEqual(await all('reverseContinue', 0), [...places].reverse().concat([['0', '@A']]));
    assert.deepEqual(await all('continue', 5), [...places, ['5', 'throws', 'fails']]);
  }));

test('a breakpoint that waits for another is set when a stop names that one, and is hit from then on', () =>
  withDebugging(async (debugging, folder) => {
    const { launch, move, position } = debugging;
    const { file, lineOf } = write(folder);
    await launch(file);
    const [first, then] = [{ line: lineOf('return State.A') }, { line: lineOf('@step(State.B)') }];
    const put = (breakpoints: readonly object[]): Promise<readonly (readonly [number, string])[]> =>
      set(debugging, 'setBreakpoints', { source: { path: file }, breakpoints }, ['first', 'then']);
    // As VS Code does: the one that waits is not told before.
    const [[id] = []] = await put([first]);
    const triggering = await move('continue');
    assert.deepEqual([position().seq, triggering.hitBreakpointIds], [2, [id]]);
    const [[same] = [], [waiting] = []] = await put([first, then]);
    assert.equal(same, id, 'a breakpoint keeps its id');
    const hit = await move('continue');
    assert.deepEqual([position().seq, hit.hitBreakpointIds], [3, [waiting]]);
  }));
