import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { PositionBody } from '../../runtime/model/position.ts';
import { assertRunsAreDrawn } from '../extract/held.ts';
import { type DapClient, overStdio } from './dapClient.ts';
import { assertDapRules } from './dapRules.ts';

type Stopped = DebugProtocol.StoppedEvent['body'];

/** A person at a debugger: each move waits for where it leads. */
export interface Debugging {
  readonly client: DapClient;
  /** Launches and waits for the first stop. */
  launch(
    program: string,
    options?: object,
    breakpoints?: readonly DebugProtocol.SourceBreakpoint[],
    /** What the client says that it can do. */
    client?: Partial<DebugProtocol.InitializeRequestArguments>,
  ): Promise<Stopped>;
  move(command: string, args?: object): Promise<Stopped>;
  /** Where the session stood at the last stop. */
  position(): PositionBody;
  stack(): Promise<readonly DebugProtocol.StackFrame[]>;
  /** The members of a scope of a stack frame, as they are shown. */
  scope(name: string, index?: number): Promise<{ readonly [name: string]: string }>;
  setVariable(scope: string, name: string, value: string): Promise<string>;
  evaluate(expression: string, context?: string): Promise<string>;
}

/**
 * Runs a test with an adapter of its own and a folder of its own; both are gone afterwards. What it recorded is held
 * against the graph.
 */
export async function withDebugging(
  run: (debugging: Debugging, folder: string) => Promise<void>,
  client: DapClient = overStdio(),
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-dap-'));
  try {
    await run(debuggingWith(client, folder), folder);
    await client.close();
    assertDapRules(client.traffic);
    await assertRunsAreDrawn(join(folder, 'runs'));
  } finally {
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a workflow file; `body` is what stands in the class, `above` what stands above it. */
export function writeWorkflow(
  folder: string,
  states: readonly string[],
  body: string,
  options = '',
  above = '',
): string {
  const file = join(folder, 'flow.ts');
  const text = `import { child, done, fail, fanOut, goto, sleep, step, waitFor, workflow, type Context } from 'backstep';
${above === '' ? '' : `${above}\n`}enum State { ${states.map((state) => `${state} = '${state}'`).join(', ')} }
@workflow({ states: State, start: State.${states[0]}, ${options} })
export class Flow {
${body}
}
`;
  writeFileSync(file, text);
  return file;
}

/** Drives a client that another test opened. */
export function debuggingWith(client: DapClient, folder: string): Debugging {
  async function stopped(): Promise<Stopped> {
    return client.event<Stopped>('stopped');
  }
  async function stack(): Promise<readonly DebugProtocol.StackFrame[]> {
    const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
    });
    return stackFrames;
  }
  async function reference(scope: string, index: number): Promise<number> {
    const frame = (await stack())[index];
    const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: frame?.id,
    });
    const found = scopes.find(({ name }) => name === scope);
    if (!found) throw new Error(`no scope ${scope}; there are ${scopes.map(({ name }) => name).join(', ')}`);
    return found.variablesReference;
  }
  return {
    client,
    stack,
    async launch(program, options = {}, breakpoints = [], abilities = {}) {
      const known = { adapterID: 'backstep', supportsInvalidatedEvent: true };
      await client.request('initialize', { ...known, ...abilities });
      const launched = client.request('launch', { program, record: join(folder, 'runs'), ...options });
      launched.catch(() => {
        // Awaited below; without this, a refusal that comes earlier would be reported as unhandled.
      });
      await client.event('initialized');
      if (breakpoints.length > 0)
        await client.request('setBreakpoints', { source: { path: program }, breakpoints });
      await client.request('configurationDone');
      await launched;
      return stopped();
    },
    async move(command, args = {}) {
      await client.request(command, { threadId: 1, ...args });
      return stopped();
    },
    position() {
      const events = client.traffic.filter((message) => message['event'] === 'backstep/position');
      return events.at(-1)?.['body'] as PositionBody;
    },
    async scope(name, index = 0) {
      const variablesReference = await reference(name, index);
      const { variables } = await client.request<DebugProtocol.VariablesResponse['body']>('variables', {
        variablesReference,
      });
      return Object.fromEntries(variables.map((variable) => [variable.name, variable.value]));
    },
    async setVariable(scope, name, value) {
      const variablesReference = await reference(scope, 0);
      const { value: shown } = await client.request<DebugProtocol.SetVariableResponse['body']>(
        'setVariable',
        {
          variablesReference,
          name,
          value,
        },
      );
      await client.event('invalidated');
      await client.event('backstep/position');
      return shown;
    },
    async evaluate(expression, context = 'repl') {
      const [top] = await stack();
      const { result } = await client.request<DebugProtocol.EvaluateResponse['body']>('evaluate', {
        expression,
        context,
        frameId: top?.id,
      });
      return result;
    },
  };
}
