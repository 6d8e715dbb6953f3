import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

/** Both workflows have a state END: a breakpoint on that of the child is none on the other. */
function writeBoth(folder: string): { readonly parent: string; readonly own: string } {
  const own = join(folder, 'part.ts');
  writeFileSync(
    own,
    `import { done, goto, step, workflow } from 'backstep';
@workflow({ states: ['PART', 'END'], start: 'PART' })
export class Part {
  @step('PART') part(n: number) {
    return goto('END', n + 1);
  }
  @step('END') end(n: number) { return done(n); }
}
`,
  );
  const parent = writeWorkflow(
    folder,
    ['A', 'B', 'END'],
    `@step(State.A) a() { return child(Part, 1, State.B); }
@step(State.B) b(n: number) { return fanOut(Part, [n, n + 1], { join: State.END }); }
@step(State.END) end() { return done('all'); }`,
    '',
    "import { Part } from './part';",
  );
  return { parent, own };
}

async function set(
  { client }: Debugging,
  path: string,
  lines: readonly number[],
): Promise<readonly (boolean | undefined)[]> {
  const { breakpoints } = await client.request<DebugProtocol.SetBreakpointsResponse['body']>(
    'setBreakpoints',
    {
      source: { path },
      breakpoints: lines.map((line) => ({ line })),
    },
  );
  return breakpoints.map(({ verified }) => verified);
}

/** Continues in a direction until there is no breakpoint any more; answers the text of the line at each stop. */
async function stops(debugging: Debugging, command: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (;;) {
    const { reason, threadId } = await debugging.move(command);
    if (!/breakpoint/.test(reason)) return found;
    const { stackFrames } = await debugging.client.request<DebugProtocol.StackTraceResponse['body']>(
      'stackTrace',
      {
        threadId,
      },
    );
    const [top] = stackFrames;
    found.push(
      readFileSync(top?.source?.path ?? '', 'utf8')
        .split('\n')
        [(top?.line ?? 0) - 1]?.trim() ?? '',
    );
  }
}

test('breakpoints stand in the file of a child, and on its states by name', () =>
  withDebugging(async (debugging, folder) => {
    const { launch, client, position } = debugging;
    const { parent, own } = writeBoth(folder);
    const lineOf = (text: string): number =>
      readFileSync(own, 'utf8')
        .split('\n')
        .findIndex((line) => line.includes(text)) + 1;
    const steps = [lineOf("@step('END')"), lineOf("return goto('END'")];
    await launch(parent);
    assert.deepEqual(await set(debugging, own, steps), [true, true]);
    const there = await stops(debugging, 'continue');
    const atEnd = "@step('END') end(n: number) { return done(n); }";
    assert.deepEqual(new Set(there), new Set([atEnd]));
    const inParent =
      readFileSync(parent, 'utf8')
        .split('\n')
        .findIndex((line) => line.includes('@step(State.END)')) + 1;
    const back = await stops(debugging, 'reverseContinue');
    assert.equal(back.length, there.length);
    assert.deepEqual(await set(debugging, own, []), []);

    // The parent's END is not the child's, whichever way one asks for it.
    assert.deepEqual(await set(debugging, parent, [inParent]), [true]);
    assert.deepEqual(await stops(debugging, 'continue'), ["@step(State.END) end() { return done('all'); }"]);
    const { seq: atTheEnd } = position();
    const find = { to: 'END', before: atTheEnd };
    assert.deepEqual(await client.request('backstep/find', find), { k: atTheEnd - 1 });
    assert.deepEqual(await set(debugging, parent, []), []);
    await stops(debugging, 'reverseContinue');
    await debugging.move('backstep/runTo', { to: 'END' });
    assert.deepEqual([position().state, position().seq], ['END', atTheEnd - 1]);
    await stops(debugging, 'reverseContinue');

    const { breakpoints } = await client.request<DebugProtocol.SetFunctionBreakpointsResponse['body']>(
      'setFunctionBreakpoints',
      { breakpoints: [{ name: 'PART->END' }, { name: 'PRT' }] },
    );
    assert.deepEqual(
      breakpoints.map(({ verified }) => verified),
      [true, false],
    );
    assert.match(breakpoints[1]?.message ?? '', /Did you mean PART\?/);
    const again = await stops(debugging, 'continue');
    assert.equal(again.length, 3);
    const { run } = position();
    await client.request('terminate');
    await client.event('terminated');
    await withDebugging(async (replay) => {
      await replay.launch('', { program: undefined, replay: join(folder, 'runs', `${run}.sqlite`) });
      assert.deepEqual(await set(replay, own, steps), [true, true]);
      assert.deepEqual(await stops(replay, 'continue'), there);
    });
  }));
