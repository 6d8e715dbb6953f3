import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openRun } from '../../runtime/recording/reader.ts';
import type { DapClient } from './dapClient.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';
import { pidIn, tellsItsPid, untilGone } from './processes.ts';

/** A ring that counts its rounds, in a process that tells its id. */
function ring(folder: string): { readonly file: string; readonly pidFile: string } {
  const pidFile = join(folder, 'pid');
  const file = writeWorkflow(
    folder,
    ['A', 'B'],
    `@step(State.A) async a(_: null, { session }: any) { session.n += 1; await null; return State.B; }
  @step(State.B) b() { return State.A; }`,
    'session: () => ({ n: 0 }),',
    tellsItsPid(pidFile),
  );
  return { file, pidFile };
}

/** Lines of a workflow file by which it never ends to load while there is such a file. */
function waitsAt(gate: string): string {
  return `import { existsSync } from 'node:fs';
while (existsSync(${JSON.stringify(gate)}));`;
}

/** The adapter has taken note that the host is gone that stood. */
async function untilLost(client: DapClient): Promise<void> {
  while (!/The host ended: signal SIGKILL/.test((await client.event<{ output: string }>('output')).output));
}

test('a host that is killed at any moment costs the step in flight, and the session goes on', () =>
  withDebugging(async ({ launch, client, position, move, scope }, folder) => {
    const { file, pidFile } = ring(folder);
    await launch(file);
    let pid = 0;
    for (let kill = 0; kill < 6; kill++) {
      const before = position().seq;
      await client.request('continue', { threadId: 1 });
      pid = await pidIn(pidFile, pid);
      // Any moment will do: while it still loads, before its first step, within one, or while frames are on their way.
      await wait(kill * 7);
      process.kill(pid, 'SIGKILL');
      const stop = await client.event<{ reason: string; text?: string }>('stopped');
      assert.equal(stop.reason, 'exception');
      assert.match(
        stop.text ?? '',
        /^The host ended (inside [AB], step \d+: signal SIGKILL|with signal SIGKILL while it loaded .*flow\.ts)\. All finished steps are kept; going on starts a new host from here\.$/,
      );
      const { seq, head, mode } = position();
      assert.ok(seq >= before && seq === head && mode === 'live');
      assert.deepEqual(await scope('Session'), { n: String(Math.ceil(seq / 2)) });
    }
    const at = position().seq;
    await move('next');
    assert.equal(position().seq, at + 1);
    const { run } = position();
    await client.request('terminate');
    await client.event('terminated');
    using recorded = await openRun(join(folder, 'runs', `${run}.sqlite`));
    assert.equal(recorded.head, at + 1);
    for (const { state, seq } of recorded.frames) assert.equal(state, seq % 2 === 1 ? 'A' : 'B');
  }));

test('one that is killed while the session stands is missed by nobody; the next step has another', () =>
  withDebugging(async ({ launch, move, client, position }, folder) => {
    const { file, pidFile } = ring(folder);
    await launch(file);
    await move('next');
    const pid = await pidIn(pidFile);
    process.kill(pid, 'SIGKILL');
    await untilLost(client);
    await untilGone(pid);
    await move('stepBack');
    await move('next');
    assert.equal(position().mode, 'live');
    await move('next');
    assert.deepEqual([position().seq, position().parent], [2, null]);
    assert.notEqual(await pidIn(pidFile), pid);
  }));

test('one that is killed while it loads in the middle of a session costs nothing; the next move has another', () =>
  withDebugging(async ({ launch, move, client, position, scope }, folder) => {
    const { file, pidFile } = ring(folder);
    const gate = join(folder, 'gate');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n${waitsAt(gate)}`);
    await launch(file);
    await move('next');
    const first = await pidIn(pidFile);
    writeFileSync(gate, '');
    process.kill(first, 'SIGKILL');
    await untilLost(client);
    await client.request('next', { threadId: 1 });
    process.kill(await pidIn(pidFile, first), 'SIGKILL');
    const stop = await client.event<{ reason: string; text?: string }>('stopped');
    assert.equal(stop.reason, 'exception');
    assert.equal(
      stop.text,
      `The host ended with signal SIGKILL while it loaded ${file}. All finished steps are kept; going on starts a new host from here.`,
    );
    assert.deepEqual([position().seq, position().mode, position().parent], [1, 'live', null]);
    assert.deepEqual(await scope('Session'), { n: '1' });
    rmSync(gate);
    await move('next');
    await move('next');
    assert.deepEqual([position().seq, position().parent], [3, null]);
  }));

test('one that is killed while it loads for the launch is told as that, and ends the session', () =>
  withDebugging(async ({ launch, client }, folder) => {
    const pidFile = join(folder, 'pid');
    const file = join(folder, 'flow.ts');
    writeFileSync(file, `${tellsItsPid(pidFile)}\nfor (;;);\nexport {};`);
    const launched = launch(file);
    const refused = assert.rejects(launched, { code: 'host-lost' });
    process.kill(await pidIn(pidFile), 'SIGKILL');
    await refused;
    await client.event('terminated');
  }));

test('a step that waits for ever is paused in vain, and Stop ends it', () =>
  withDebugging(async ({ launch, client }, folder) => {
    const pidFile = join(folder, 'pid');
    const body = '@step(State.A) a() { return new Promise<never>(() => setInterval(() => {}, 1000)); }';
    await launch(writeWorkflow(folder, ['A'], body, '', tellsItsPid(pidFile)));
    await client.request('continue', { threadId: 1 });
    await client.request('pause', { threadId: 1 });
    while (!/Still inside A, step 1/.test((await client.event<{ output: string }>('output')).output));
    await client.request('terminate');
    await client.event('terminated');
    await untilGone(await pidIn(pidFile));
  }));
