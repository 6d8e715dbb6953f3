import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { openTerminals, withTerminals } from './clientTerminal.ts';
import { overStdio } from './dapClient.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';
import { eventually } from './eventually.ts';
import { pidIn, tellsItsPid, untilGone } from './processes.ts';

const inTerminal = { console: 'integratedTerminal' };

/** A workflow that asks for a name on its standard input, and greets in a ring. */
function greeter(folder: string): { readonly file: string; readonly pidFile: string } {
  const pidFile = join(folder, 'pid');
  const file = writeWorkflow(
    folder,
    ['ASK', 'GREET', 'SPIN'],
    `@step(State.ASK) async ask(_: null, { session }: any) {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    session.name = await lines.question('Your name? ');
    lines.close();
    session.channel = process.env.BACKSTEP_CHANNEL ?? 'none';
    session.options = process.env.NODE_OPTIONS ?? 'none';
    return State.GREET;
  }
  @step(State.GREET) greet(_: null, { session }: any) { console.log('Hello, ' + session.name); return State.SPIN; }
  @step(State.SPIN) spin() { console.log('spinning'); for (;;); }`,
    '',
    `import { createInterface } from 'node:readline/promises';\n${tellsItsPid(pidFile)}`,
  );
  return { file, pidFile };
}

function outputs({ client }: Debugging): string {
  return client.traffic
    .filter((message) => message['event'] === 'output')
    .map(({ body }) => (body as { readonly output: string }).output)
    .join('');
}

test('in a terminal the workflow prints there, and reads what is typed', () =>
  withDebugging(async (debugging, folder) => {
    const { launch, client, scope, move } = debugging;
    const { file } = greeter(folder);
    const terminals = openTerminals(client);
    await launch(
      file,
      { ...inTerminal, env: { GREETING: 'yes', NODE_OPTIONS: '--no-warnings' } },
      [],
      withTerminals,
    );
    const [asked] = terminals.asked;
    assert.equal(asked?.kind, 'integrated');
    assert.equal(asked.cwd, folder);
    assert.equal(asked.env?.['GREETING'], 'yes');
    // They are the host's alone, and not those of the process that runs it.
    assert.equal(asked.env['NODE_OPTIONS'], null);
    await client.request('next', { threadId: 1 });
    await terminals.untilPrinted('Your name? ');
    terminals.type('Ada');
    await client.event('stopped');
    assert.deepEqual(await scope('Session'), {
      channel: '"none"',
      name: '"Ada"',
      options: '"--no-warnings"',
    });
    await move('next');
    await terminals.untilPrinted('Hello, Ada');
    assert.doesNotMatch(outputs(debugging), /Your name|Hello/);
  }));

/** Brings a run in a terminal into a step that never ends; answers the host's process, and the terminals. */
async function spinning({ launch, client }: Debugging, folder: string) {
  const { file, pidFile } = greeter(folder);
  const terminals = openTerminals(client);
  await launch(file, inTerminal, [], withTerminals);
  const pid = await pidIn(pidFile);
  await client.request('evaluate', { expression: ':goto SPIN', context: 'repl' });
  await client.event('stopped');
  await client.request('next', { threadId: 1 });
  await terminals.untilPrinted('spinning');
  return { pid, terminals };
}

test('Stop ends a step in a terminal that never ends, and leaves no socket', () =>
  withDebugging(async (debugging, workplace) => {
    const { client } = debugging;
    const { pid, terminals } = await spinning(debugging, workplace);
    await client.request('terminate');
    await client.event('terminated');
    await untilGone(pid);
    const folder = dirname(socketOf(terminals.asked[0]));
    await eventually('the folder of the socket to be gone', () => !existsSync(folder));
  }));

test('a restart, and code that was changed, run in the terminal again', () =>
  withDebugging(async ({ launch, client, move, position }, folder) => {
    const { file, pidFile } = greeter(folder);
    const terminals = openTerminals(client);
    await launch(file, inTerminal, [], withTerminals);
    const first = await pidIn(pidFile);
    await client.request('restart');
    await client.event('stopped');
    await untilGone(first);
    const second = await pidIn(pidFile, first);
    writeFileSync(file, readFileSync(file, 'utf8').replace('Your name?', 'Who are you?'));
    await client.request('next', { threadId: 1 });
    await terminals.untilPrinted('Who are you?');
    terminals.type('Grace');
    await client.event('stopped');
    assert.equal(position().state, 'GREET');
    await untilGone(second);
    await move('next');
    await terminals.untilPrinted('Hello, Grace');
    assert.equal(terminals.asked.length, 3);
  }));

test('a terminal that is closed costs the step in flight, and the next step opens another', () =>
  withDebugging(async ({ launch, client, position }, folder) => {
    const { file } = greeter(folder);
    const terminals = openTerminals(client);
    await launch(file, inTerminal, [], withTerminals);
    await client.request('next', { threadId: 1 });
    await terminals.untilPrinted('Your name? ');
    terminals.hangUp();
    const stop = await client.event<{ readonly text?: string }>('stopped');
    assert.match(stop.text ?? '', /The host ended inside ASK, step 1: signal SIGHUP\./);
    await client.request('next', { threadId: 1 });
    await eventually('another question', () => terminals.printed().split('Your name? ').length === 3);
    terminals.type('Ada');
    await client.event('stopped');
    assert.equal(position().state, 'GREET');
  }));

test('a host in a terminal ends with an adapter that was killed, also from within a step that never ends', () =>
  withDebugging(async (debugging, folder) => {
    const { client } = debugging;
    const { pid } = await spinning(debugging, folder);
    client.kill();
    await untilGone(pid);
  }));

test('a client without terminals is told so once, and the workflow prints in its console', () =>
  withDebugging(async (debugging, folder) => {
    const { launch, client, move } = debugging;
    const file = writeWorkflow(
      folder,
      ['A'],
      `@step(State.A) a() { console.log('printed'); return done(); }`,
    );
    await launch(file, { console: 'externalTerminal' });
    await client.request('restart');
    await client.event('stopped');
    await move('next');
    const said = outputs(debugging);
    assert.equal(said.match(/"console" is "externalTerminal", and this editor does not run/g)?.length, 1);
    assert.match(said, /printed/);
  }));

test('a client that cannot open a terminal, and a Node that is not there, end the launch with the reason', async () => {
  await withDebugging(async ({ launch, client }, folder) => {
    const { file } = greeter(folder);
    client.onRequest('runInTerminal', () => {
      throw new Error('no more terminals');
    });
    await assert.rejects(launch(file, inTerminal, [], withTerminals), {
      code: 'terminal-failed',
      message: /could not open a terminal for the workflow: no more terminals\. Set "console"/,
    });
  });
  await withDebugging(async ({ launch, client }, folder) => {
    const { file } = greeter(folder);
    openTerminals(client);
    const wrong = { ...inTerminal, node: join(folder, 'no-node') };
    await assert.rejects(launch(file, wrong, [], withTerminals), {
      code: 'host-start-failed',
      message: /Cannot start Node at ".*no-node"/,
    });
  });
});

test('a command that ends in its terminal before it is a host ends the launch at once, with how it ended', () =>
  withDebugging(async ({ launch, client }, folder) => {
    const { file } = greeter(folder);
    const terminals = openTerminals(client);
    await assert.rejects(launch(file, { ...inTerminal, runtimeArgs: ['--no-such'] }, [], withTerminals), {
      code: 'host-start-failed',
      message: /ended with exit code 9 in the terminal before it was ready: the terminal says why/,
    });
    assert.match(terminals.printed(), /bad option: --no-such/);
    const folderOfSockets = dirname(socketOf(terminals.asked[0]));
    await eventually('the folder of the sockets to be gone', () => !existsSync(folderOfSockets));
  }));

test('Stop ends the wait for a terminal that does not begin', () =>
  withDebugging(async ({ launch, client }, folder) => {
    const { file } = greeter(folder);
    const asked = new Promise<void>((resolve) => {
      client.onRequest('runInTerminal', () => {
        resolve();
        return {};
      });
    });
    const launched = assert.rejects(launch(file, inTerminal, [], withTerminals), { code: 'stopped' });
    await asked;
    await client.request('terminate');
    await launched;
  }));

test('a host in a terminal that ends by itself is told with its exit code', () =>
  withDebugging(async ({ launch, client }, folder) => {
    const body = '@step(State.A) a() { process.exit(7); }';
    openTerminals(client);
    await launch(writeWorkflow(folder, ['A'], body), inTerminal, [], withTerminals);
    await client.request('next', { threadId: 1 });
    const { text } = await client.event<{ readonly text?: string }>('stopped');
    assert.match(text ?? '', /The host ended inside A, step 1: exit code 7\./);
  }));

test('below a long TMPDIR the socket lies in a private folder all the same', async () => {
  const workplace = mkdtempSync(join(tmpdir(), 'backstep-long-'));
  const long = join(workplace, 'x'.repeat(100));
  mkdirSync(long);
  try {
    await withDebugging(
      async ({ launch, client }, folder) => {
        const { file } = greeter(folder);
        const terminals = openTerminals(client);
        await launch(file, inTerminal, [], withTerminals);
        await client.request('restart');
        await client.event('stopped');
        for (const command of terminals.asked)
          assert.ok(Buffer.byteLength(`${socketOf(command)}.guard`) <= 100);
        assert.equal(terminals.asked.length, 2);
        assert.deepEqual(readdirSync(long), []);
      },
      overStdio({ TMPDIR: long }),
    );
  } finally {
    rmSync(workplace, { recursive: true });
  }
});

test('Stop ends the search for a Node that does not answer', () =>
  withDebugging(async ({ launch, client }, folder) => {
    const { file } = greeter(folder);
    openTerminals(client);
    const node = join(folder, 'node');
    const pidFile = join(folder, 'pid of node');
    writeFileSync(node, `#!/bin/sh\necho $$ > '${pidFile}'\nexec sleep 600\n`);
    chmodSync(node, 0o755);
    const launched = assert.rejects(launch(file, { ...inTerminal, node }, [], withTerminals), {
      code: 'stopped',
    });
    const pid = await pidIn(pidFile);
    await client.request('terminate');
    await launched;
    await untilGone(pid);
  }));

/** Where the host of a command is awaited. */
function socketOf(command: DebugProtocol.RunInTerminalRequestArguments | undefined): string {
  return command?.env?.['BACKSTEP_CHANNEL']?.replace(/^\d+:/, '') ?? '';
}
