import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { distFile } from '../../runtime/dist.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';
import { eventually } from './eventually.ts';
import { pidIn, tellsItsPid, untilGone } from './processes.ts';

interface Lengthy {
  readonly file: string;
  readonly pidFile: string;
  /** There when the second attempt has passed its checkpoint. */
  readonly reached: string;
  /** Lets that attempt go on. */
  readonly gate: string;
}

/** B fails once after a checkpoint, passes another in its second attempt, and waits there for the gate. */
function lengthy(folder: string): Lengthy {
  const [pidFile, reached, gate] = ['pid', 'reached', 'gate'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const file = writeWorkflow(
    folder,
    ['A', 'B', 'C'],
    `@step(State.A) a() { return State.B; }
  @step(State.B, { retry: { attempts: 3, delay: '1ms' } }) async b(_: null, { checkpoint, restored, session }: any) {
    if (restored === undefined) { checkpoint('a third'); throw new Error('not yet'); }
    if (restored === 'a third') checkpoint('two thirds');
    writeFileSync(${JSON.stringify(reached)}, '');
    while (!existsSync(${JSON.stringify(gate)})) await new Promise((next) => setTimeout(next, 5));
    session.restored = restored;
    return State.C;
  }
  @step(State.C) c(_: null, { session }: any) { return done(session.restored); }`,
    '',
    `import { existsSync } from 'node:fs';\n${tellsItsPid(pidFile)}`,
  );
  return { file, pidFile, reached, gate };
}

async function untilInside({ client }: Debugging, { reached }: Lengthy): Promise<void> {
  await client.request('next', { threadId: 1 });
  await eventually('the second attempt', () => existsSync(reached));
}

/** Takes the newest run of a folder to its end, as one does on the command line; of two of one second, not the parent. */
async function resumed(
  folder: string,
  parent = '',
): Promise<{ readonly output: unknown; readonly tries: number }> {
  const runs = join(folder, 'runs');
  const ids = readdirSync(runs).flatMap((name) => /^(.*)\.(?:journal|sqlite)$/.exec(name)?.[1] ?? []);
  const id = ids
    .filter((one) => one !== parent)
    .sort()
    .at(-1) as string;
  const words = [distFile('cli.js'), 'resume', id, '--dir', runs, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder });
  const { output } = JSON.parse(stdout) as { readonly output: unknown };
  const file = readdirSync(runs).find((name) => name === `${id}.sqlite`) as string;
  using run = await openRun(join(runs, file));
  const tries = run.frames.find(({ state }) => state === 'B')?.attempts.length ?? 0;
  return { output, tries };
}

/** The host is ahead of what the adapter has recorded of it. A parent that has ended may still be in its journal. */
async function untilNoted(folder: string, parent = ''): Promise<void> {
  const runs = join(folder, 'runs');
  await eventually('the second checkpoint in a journal', () =>
    readdirSync(runs)
      .filter((name) => name.endsWith('.journal') && name !== `${parent}.journal`)
      .some((name) => readFileSync(join(runs, name), 'utf8').includes('"two thirds"')),
  );
}

test('a debugger that is killed inside of a step leaves a run that is resumed inside of it', () =>
  withDebugging(async (debugging, folder) => {
    const flow = lengthy(folder);
    await debugging.launch(flow.file);
    await debugging.move('next');
    await untilInside(debugging, flow);
    const pid = await pidIn(flow.pidFile);
    await untilNoted(folder);
    debugging.client.kill();
    await untilGone(pid);
    writeFileSync(flow.gate, '');
    assert.deepEqual(await resumed(folder), { output: 'two thirds', tries: 2 });
  }));

test('so does one whose client goes, also inside of the first step of a fork', () =>
  withDebugging(async (debugging, folder) => {
    const flow = lengthy(folder);
    const { launch, move, client, position } = debugging;
    writeFileSync(flow.gate, '');
    await launch(flow.file, { stopOnEntry: true });
    await move('next');
    await move('continue');
    assert.equal(position().state, '#done');
    const parent = position().run;
    await move('backstep/travel', { k: 1 });
    await debugging.evaluate(':fork');
    await client.event('stopped');
    assert.equal(position().mode, 'forking');
    for (const path of [flow.gate, flow.reached]) rmSync(path);
    await untilInside(debugging, flow);
    await untilNoted(folder, parent);
    await client.close();
    writeFileSync(flow.gate, '');
    assert.deepEqual(await resumed(folder, parent), { output: 'two thirds', tries: 2 });
    using run = await openRun(join(folder, 'runs', `${parent}.sqlite`));
    assert.equal(run.head, 3);
  }));

test('a host that is lost inside of a step leaves what the step had come to to the next, in a fork too', () =>
  withDebugging(async (debugging, folder) => {
    const flow = lengthy(folder);
    const { launch, move, client, scope, position } = debugging;
    await launch(flow.file);
    await move('next');
    await untilInside(debugging, flow);
    let pid = await pidIn(flow.pidFile);
    process.kill(pid, 'SIGKILL');
    await client.event('stopped');
    writeFileSync(flow.gate, '');
    await move('next');
    assert.equal((await scope('Session'))['restored'], '"two thirds"');
    for (const path of [flow.gate, flow.reached]) rmSync(path);
    const parent = position().run;
    await move('stepBack');
    await debugging.evaluate(':fork');
    await client.event('stopped');
    await untilInside(debugging, flow);
    pid = await pidIn(flow.pidFile, pid);
    process.kill(pid, 'SIGKILL');
    await client.event('stopped');
    writeFileSync(flow.gate, '');
    await move('next');
    assert.equal((await scope('Session'))['restored'], '"two thirds"');
    assert.equal(position().parent?.run, parent);
    const runs = readdirSync(join(folder, 'runs')).filter((name) => /\.(?:journal|sqlite)$/.test(name));
    assert.equal(new Set(runs.map((name) => name.split('.')[0])).size, 2);
  }));

test('a fork whose first step is left leaves nothing', () =>
  withDebugging(async (debugging, folder) => {
    const flow = lengthy(folder);
    const { launch, move, client, position } = debugging;
    await launch(flow.file);
    await move('next');
    await move('stepBack');
    await debugging.evaluate(':goto B');
    await client.event('stopped');
    await untilInside(debugging, flow);
    const forks = (): number =>
      readdirSync(join(folder, 'runs')).filter((name) => name.endsWith('.journal')).length;
    assert.equal(forks(), 2);
    process.kill(await pidIn(flow.pidFile), 'SIGKILL');
    await client.event('stopped');
    writeFileSync(flow.gate, '');
    await move('backstep/travel', { k: 1 });
    assert.equal(position().mode, 'live');
    await move('next');
    assert.deepEqual([position().state, position().seq, position().parent], ['C', 2, null]);
    assert.equal(forks(), 1);
  }));
