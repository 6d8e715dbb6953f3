import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { distFile } from '../../runtime/dist.ts';
import { withDebugging } from './debugging.ts';

const example = distFile('../examples/answer-refinement.ts');
const documented = readFileSync(distFile('../docs/other-editors.md'), 'utf8');
/** The configuration as the page gives it. */
const lua = /```lua\n([\s\S]*?)```/.exec(documented)?.[1] ?? '';

/** What nvim-dap says of itself. */
const neovim = {
  clientID: 'neovim',
  clientName: 'neovim',
  adapterID: 'nvim-dap',
  pathFormat: 'path',
  columnsStartAt1: true,
  linesStartAt1: true,
  supportsRunInTerminalRequest: true,
  supportsVariableType: true,
  supportsProgressReporting: true,
  supportsStartDebuggingRequest: true,
  locale: 'en_US.UTF-8',
};

test('the messages of nvim-dap, in its order: launch first, steps with a granularity, all else in its console', () =>
  withDebugging(async ({ client, position }, folder) => {
    const capabilities = await client.request<DebugProtocol.Capabilities>('initialize', neovim);
    const filters = [...lua.matchAll(/exception_breakpoints = \{(.*)\}/g)].flatMap(([, list]) =>
      [...(list as string).matchAll(/'(\w+)'/g)].map(([, filter]) => filter as string),
    );
    const known = capabilities.exceptionBreakpointFilters?.map(({ filter }) => filter) ?? [];
    assert.ok(filters.length > 0 && filters.every((filter) => known.includes(filter)), filters.join());
    // The whole configuration is sent, with what only the client reads of it.
    const launched = client.request('launch', {
      type: 'backstep',
      request: 'launch',
      name: 'Debug workflow',
      program: example,
      cwd: folder,
      record: join(folder, 'runs'),
    });
    await client.event('initialized');
    await client.request('setBreakpoints', {
      source: { path: example, name: 'answer-refinement.ts' },
      sourceModified: false,
      breakpoints: [{ line: 40 }],
      lines: [40],
    });
    await client.request('setExceptionBreakpoints', { filters });
    await client.request('configurationDone');
    await launched;

    async function stopped(): Promise<readonly DebugProtocol.StackFrame[]> {
      const { threadId } = await client.event<{ threadId: number }>('stopped');
      await client.request('threads');
      const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
        threadId,
      });
      const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', {
        frameId: stackFrames[0]?.id,
      });
      for (const { variablesReference } of scopes) await client.request('variables', { variablesReference });
      return stackFrames;
    }
    const step = async (command: string): Promise<readonly DebugProtocol.StackFrame[]> => {
      await client.request(command, { threadId: 1, granularity: 'statement' });
      return await stopped();
    };
    const typed = async (expression: string, frameId: number | undefined): Promise<string> =>
      (
        await client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', {
          expression,
          context: 'repl',
          frameId,
        })
      ).result;

    assert.equal((await stopped())[0]?.line, 28);
    await step('continue');
    assert.equal(position().state, 'CHECKED');
    await step('next');
    await step('stepBack');
    await step('reverseContinue');
    assert.equal(position().seq, 0);
    const frames = await step('continue');
    // It sets what has a name to be evaluated by an expression.
    await client.request('setExpression', {
      expression: 'session.answer',
      value: '"Short enough."',
      frameId: frames[0]?.id,
    });
    assert.equal(await typed('session.answer', frames[0]?.id), '"Short enough."');
    assert.match(await typed(':break CHECKED->END', frames[0]?.id), /CHECKED->END/);
    await step('continue');
    assert.equal(position().state, 'END');
    const restartable = (await step('next')).find(({ name }) => name.startsWith('GENERATED'));
    assert.equal(restartable?.canRestart, true);
    await client.request('restartFrame', { frameId: restartable.id });
    await stopped();
    assert.equal(position().mode, 'forking');
    await client.request('terminate', { restart: false });
    await client.event('terminated');
    await client.request('disconnect', { restart: false, terminateDebuggee: true });
  }));

test('the documented configuration names attributes and commands that there are', () => {
  const { contributes } = JSON.parse(readFileSync(distFile('../package.json'), 'utf8')) as {
    readonly contributes: {
      readonly debuggers: readonly {
        readonly configurationAttributes: { readonly launch: { readonly properties: object } };
      }[];
    };
  };
  const attributes = contributes.debuggers[0]?.configurationAttributes.launch.properties ?? {};
  const named = [...lua.matchAll(/^ {4}(?:-- )?(\w+) = /gm)].map(([, name]) => name as string);
  const own = new Set(['type', 'request', 'name', 'cwd']);
  assert.ok(named.length > 5);
  assert.deepEqual(
    named.filter((name) => !own.has(name) && !Object.hasOwn(attributes, name)),
    [],
  );
});
