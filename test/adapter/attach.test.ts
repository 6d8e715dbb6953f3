import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { openRun } from '../../runtime/recording/reader.ts';
import { attach, runInspected } from './attachedProcess.ts';
import { overSocket, overStdio } from './dapClient.ts';
import { debuggingWith, withDebugging, writeWorkflow } from './debugging.ts';
import { eventually } from './eventually.ts';

type Stopped = DebugProtocol.StoppedEvent['body'];

/** Counts to ten, one step each. */
function counting(folder: string): string {
  return writeWorkflow(
    folder,
    ['COUNTED', 'CHECKED'],
    `@step(State.COUNTED) async count(_, { session, log }) {
    session.n++;
    log.info('counted ' + session.n);
    return State.CHECKED;
  }
  @step(State.CHECKED) async check(_, { session }) {
    if (session.n < 10) return State.COUNTED;
    return done(session.n);
  }`,
    'session: () => ({ n: 0 })',
  );
}

/** Counts until there is the file `end`; its tenth step tells of itself by a file, and lasts until there is the file `gate`. */
function countingOn(
  folder: string,
  { reached, gate, end }: { readonly [name in 'reached' | 'gate' | 'end']: string },
): string {
  return writeWorkflow(
    folder,
    ['COUNTED'],
    `@step(State.COUNTED) async count(_, { session }) {
    session.n++;
    if (session.n === 10) writeFileSync(${JSON.stringify(reached)}, '');
    while (session.n === 10 && !existsSync(${JSON.stringify(gate)})) await new Promise((next) => setTimeout(next, 5));
    await new Promise((next) => setTimeout(next, 1));
    return existsSync(${JSON.stringify(end)}) ? done(session.n) : goto(State.COUNTED);
  }`,
    'session: () => ({ n: 0 })',
    "import { existsSync, writeFileSync } from 'node:fs';",
  );
}

test('a debugger attaches to a run, steps it, looks back, and leaves it to go on', (t) =>
  withDebugging(async (session, folder) => {
    const run = await runInspected(t, folder, counting(folder), ['--inspect-brk', '--json']);
    const entry = await attach(session, run, { stopOnEntry: true });
    assert.equal(entry?.description, 'COUNTED · step 0');
    await session.move('next');
    await session.move('next');
    assert.deepEqual(await session.scope('Session'), { n: '1' });
    assert.deepEqual(
      (await session.stack()).map(({ name }) => name),
      ['COUNTED', 'CHECKED → COUNTED  #2', 'COUNTED → CHECKED  #1'],
    );
    assert.equal((await session.move('stepBack')).description, 'CHECKED · step 1 of 2');
    await session.move('next');
    assert.equal(session.position().mode, 'live');
    // What is shown is in the recording of the run's own process.
    const recorded = readdirSync(join(folder, 'runs')).filter((name) => name.endsWith('.journal'));
    assert.equal(recorded.length, 1);
    {
      using reader = await openRun(join(folder, 'runs', recorded[0] as string));
      assert.equal(reader.head, 2);
    }
    await session.client.request('disconnect', { terminateDebuggee: false });
    assert.equal(await run.ended, 0);
    const result = JSON.parse(run.stdout()) as { readonly status: string; readonly output: unknown };
    assert.deepEqual([result.status, result.output], ['done', 10]);
  }));

test('breakpoints stop an attached run, also those that are set while it goes; at its end one can still look back', (t) =>
  withDebugging(async (session, folder) => {
    const run = await runInspected(t, folder, counting(folder), ['--inspect-brk', '--json']);
    const hit = await attach(session, run, {
      breakpoints: [{ name: 'COUNTED->CHECKED', condition: 'session.n === 3' }],
    });
    assert.equal(hit?.reason, 'breakpoint');
    assert.deepEqual(await session.scope('Session'), { n: '3' });
    await session.client.request('setFunctionBreakpoints', { breakpoints: [] });
    const end = await session.move('continue');
    assert.equal(end.description, 'done · step 20');
    assert.equal(await run.ended, 0);
    assert.equal((await session.move('stepBack')).description, 'CHECKED · step 19 of 20');
    assert.equal(await session.evaluate('session.n'), '10');
  }));

test('a running step is attached to at once, and pause takes effect when it has ended', (t) =>
  withDebugging(async (session, folder) => {
    const gate = join(folder, 'gate');
    const end = join(folder, 'end');
    const reached = join(folder, 'reached');
    const run = await runInspected(t, folder, countingOn(folder, { reached, gate, end }), ['--inspect']);
    await eventually('the tenth step', () => existsSync(reached));
    await attach(session, run);
    await session.client.request('pause', { threadId: 1 });
    // The tenth step is in flight: nothing can stop before it has ended.
    writeFileSync(gate, '');
    const paused = await session.client.event<Stopped>('stopped');
    assert.equal(paused.reason, 'pause');
    assert.ok(session.position().seq >= 10);
    writeFileSync(end, '');
    await session.client.request('disconnect', {});
    assert.equal(await run.ended, 0);
  }));

test('an edit of an attached run, and a step from its past, begin new runs; the run itself stands, then goes on', (t) =>
  withDebugging(async (session, folder) => {
    const run = await runInspected(t, folder, counting(folder), ['--inspect-brk', '--json']);
    await attach(session, run, { breakpoints: [{ name: 'COUNTED->CHECKED', condition: 'session.n === 4' }] });
    const parent = session.position().run;
    await session.client.request('setFunctionBreakpoints', { breakpoints: [] });
    await session.setVariable('Session', 'n', '9');
    assert.equal(session.position().mode, 'forking');
    await session.move('next');
    assert.equal(session.position().parent?.run, parent);
    const end = await session.move('continue');
    assert.equal(end.description, 'done · step 10');
    await session.client.request('disconnect', {});
    assert.equal(await run.ended, 0);
    assert.match(run.stdout(), /"output":10/);
    assert.equal(
      readdirSync(join(folder, 'runs')).filter((name) => /\.(sqlite|journal)$/.test(name)).length,
      2,
    );
  }));

test('a wrong token is refused, and the run does not mind', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'backstep-attach-'));
  try {
    const run = await runInspected(t, folder, counting(folder), ['--inspect-brk', '--json']);
    for (const token of ['wrong', `${run.token}x`, run.token.slice(0, -1)]) {
      const client = overStdio();
      t.after(() => client.close());
      await client.request('initialize', { adapterID: 'backstep' });
      await assert.rejects(
        client.request('attach', { port: run.port, token }),
        (error: Error & { code: string }) => {
          assert.equal(error.code, 'attach-denied');
          assert.ok(!error.message.includes(run.token.slice(0, 4)));
          return true;
        },
      );
      await client.event('terminated');
      await client.close();
    }
    for (const garbage of [
      'GET / HTTP/1.1\r\n\r\n',
      'x'.repeat(5000),
      '{}\n',
      'null\n',
      '{"type":"run"}\n',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(run.port, '127.0.0.1', () => socket.write(garbage));
        socket.on('error', () => socket.destroy());
        socket.on('close', () => resolve());
        socket.resume();
      });
    }
    // A debugger that knows the token is as welcome as before; another one beside it is not.
    const first = overStdio();
    t.after(() => first.close());
    const session = debuggingWith(first, folder);
    await attach(session, run, { stopOnEntry: true });
    const second = overStdio();
    t.after(() => second.close());
    await second.request('initialize', { adapterID: 'backstep' });
    await assert.rejects(second.request('attach', { port: run.port, token: run.token }), {
      code: 'attach-busy',
    });
    await second.close();
    await first.close();
    assert.equal(await run.ended, 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('debuggers come one after the other, and one that is killed leaves the run to itself', (t) =>
  withDebugging(async (_unused, folder) => {
    const gate = join(folder, 'gate');
    const file = writeWorkflow(
      folder,
      ['COUNTED'],
      `@step(State.COUNTED) async count(_, { session }) {
    await new Promise((next) => setTimeout(next, 1));
    return existsSync(${JSON.stringify(gate)}) ? done('open') : goto(State.COUNTED);
  }`,
      '',
      "import { existsSync } from 'node:fs';",
    );
    const run = await runInspected(t, folder, file, ['--inspect', '--json']);
    const seen: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const client = turn === 1 ? await overSocket() : overStdio();
      t.after(() => client.close());
      const session = debuggingWith(client, folder);
      await attach(session, run, { stopOnEntry: true });
      seen.push(session.position().seq);
      await session.move('next');
      assert.equal(session.position().seq, (seen.at(-1) as number) + 1);
      if (turn === 2) {
        writeFileSync(gate, '');
        await client.request('disconnect', {});
      } else {
        client.kill();
        await run.told('has detached', turn + 1);
      }
    }
    assert.equal(await run.ended, 0);
    assert.match(run.stdout(), /"output":"open"/);
    assert.deepEqual(
      seen,
      [...seen].sort((one, other) => one - other),
    );
    assert.equal(new Set(seen).size, 3);
  }));

test('a signal that nobody waits for yet is recorded with the run, which goes on with it', (t) =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(
      folder,
      ['ASKED', 'END'],
      `@step(State.ASKED) ask() { return waitFor('go', { then: State.END }); }
  @step(State.END) end(data) { return done(data); }`,
    );
    const run = await runInspected(t, folder, file, ['--inspect-brk', '--json']);
    await attach(session, run, { stopOnEntry: true });
    await session.client.request('evaluate', { expression: ':signal go {"yes": 1}', context: 'repl' });
    const runs = join(folder, 'runs');
    const journal = readdirSync(runs).find((name) => name.endsWith('.journal')) as string;
    const text = (): string => readFileSync(join(runs, journal), 'utf8');
    await eventually('the signal in the journal', () => text().includes('{"type":"signal"'));
    {
      using reader = await openRun(join(runs, journal));
      assert.deepEqual(
        reader.signals.map(({ name, payload }) => [name, payload]),
        [['go', { yes: 1 }]],
      );
    }
    await session.client.request('disconnect', { terminateDebuggee: false });
    assert.equal(await run.ended, 0);
    assert.match(run.stdout(), /"output":\{"yes":1\}/);
  }));

test('ending the session with its run stops the run as Ctrl-C does', (t) =>
  withDebugging(async (session, folder) => {
    const run = await runInspected(t, folder, counting(folder), ['--inspect-brk', '--json']);
    await attach(session, run, { stopOnEntry: true });
    await session.move('next');
    await session.client.request('disconnect', { terminateDebuggee: true });
    assert.equal(await run.ended, 1);
    assert.match(run.stdout(), /"status":"stopped".*"code":"interrupted"/);
    assert.ok(existsSync(join(folder, 'runs')));
  }));

test('an attached run stops visibly where it waits for a signal, and is sent it; a sleep is paused at once', (t) =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(
      folder,
      ['ASKED', 'SLEPT', 'END'],
      `@step(State.ASKED) ask() { return waitFor('go', { then: State.SLEPT }); }
  @step(State.SLEPT) rest(data) { return sleep('1h', State.END, data); }
  @step(State.END) end(data) { return done(data); }`,
    );
    const run = await runInspected(t, folder, file, ['--inspect-brk', '--json']);
    await attach(session, run, { stopOnEntry: true });
    const waits = await session.move('continue');
    assert.match(waits.description ?? '', /ASKED · step 1 · waits for the signal "go"/);
    await session.client.request('evaluate', { expression: ':signal go {"yes": 1}', context: 'repl' });
    const sent = await session.client.event<Stopped>('stopped');
    assert.match(sent.description ?? '', /SLEPT · step 2/);
    await session.client.request('continue', { threadId: 1 });
    // It sleeps as soon as its step has told so.
    while (session.position().seq < 3) await session.client.event('backstep/position');
    await session.client.request('pause', { threadId: 1 });
    const paused = await session.client.event<Stopped>('stopped');
    assert.match(paused.description ?? '', /SLEPT · step 3 · sleeps until/);
    await session.client.request('disconnect', {});
    // Without a debugger a run does not stay for what will not come soon.
    assert.equal(await run.ended, 1);
    assert.match(run.stdout(), /"status":"waiting"/);
  }));
