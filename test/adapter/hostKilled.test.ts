import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openRun } from '../../runtime/recording/reader.ts';
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

test('a host that is killed at any moment costs the step in flight, and the session goes on', () =>
  withDebugging(async ({ launch, client, position, move, scope }, folder) => {
    const { file, pidFile } = ring(folder);
    await launch(file);
    let pid = 0;
    for (let kill = 0; kill < 6; kill++) {
      const before = position().seq;
      await client.request('continue', { threadId: 1 });
      pid = await pidIn(pidFile, pid);
      // Any moment will do: before its first step, within one, or while frames are on their way.
      await wait(kill * 7);
      process.kill(pid, 'SIGKILL');
      const stop = await client.event<{ reason: string; text?: string }>('stopped');
      assert.equal(stop.reason, 'exception');
      assert.match(
        stop.text ?? '',
        /The host ended inside [AB], step \d+: signal SIGKILL\. All finished steps are kept/,
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
    while (!/The host ended: signal SIGKILL/.test((await client.event<{ output: string }>('output')).output));
    await untilGone(pid);
    await move('stepBack');
    await move('next');
    assert.equal(position().mode, 'live');
    await move('next');
    assert.deepEqual([position().seq, position().parent], [2, null]);
    assert.notEqual(await pidIn(pidFile), pid);
  }));

test('one that is killed while it loads is told as that, and ends the session', () =>
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
