import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { listRuns } from '../../runtime/recording/listRuns.ts';
import { backstepIn } from '../cli/shell.ts';
import type { DapClient } from './dapClient.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';
import { pidIn, tellsItsPid } from './processes.ts';

const steps = `@step(State.A) a() { return State.B; }
@step(State.B) b() { return done('alive'); }`;

/** Runs a workflow without debugging until its session has failed, and gives what that said last. */
async function lastWords(client: DapClient, program: string, record: string): Promise<string> {
  await client.request('initialize', { adapterID: 'backstep' });
  const launched = client.request('launch', { program, record, noDebug: true });
  await client.event('initialized');
  await client.request('configurationDone');
  await launched;
  assert.deepEqual(await client.event('exited'), { exitCode: 1 });
  await client.event('terminated');
  await client.close();
  const said = client.traffic
    .map((message) => message['body'] as { readonly category?: string; readonly output?: string } | undefined)
    .filter((body) => body?.category === 'important');
  return said.at(-1)?.output ?? '';
}

async function theRun(record: string): Promise<string> {
  const [run, ...others] = (await listRuns(record)).runs;
  assert.deepEqual(others, []);
  return run?.id ?? '';
}

test('without debugging, code that is broken before the run begins ends the session, since nobody could go on', () =>
  withDebugging(async ({ client }, folder) => {
    const breaksIt = `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(join(folder, 'flow.ts'))}, 'throw new Error("broken");');`;
    const file = writeWorkflow(folder, ['A', 'B'], steps, '', breaksIt);
    const text = await lastWords(client, file, join(folder, 'runs'));
    assert.equal(text, `${file}:10:7 threw while the module was loaded: Error: broken\n`);
  }));

test('without debugging, a host that is lost while it loads names the run that can be resumed', () =>
  withDebugging(async ({ client }, folder) => {
    const record = join(folder, 'runs');
    const breaksIt = `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(join(folder, 'flow.ts'))}, 'process.exit(7);');`;
    const file = writeWorkflow(folder, ['A', 'B'], steps, '', breaksIt);
    const text = await lastWords(client, file, record);
    assert.equal(
      text,
      `The host ended with exit code 7 while it loaded ${file}. All finished steps are kept: go on with \`backstep resume ${await theRun(record)}\`.\n`,
    );
  }));

test('without debugging, a host that is lost in a step names the run, and that command takes it on', () =>
  withDebugging(async ({ client }, folder) => {
    const record = join(folder, 'runs');
    const marker = JSON.stringify(join(folder, 'died'));
    const dies = `@step(State.A) a() { return State.B; }
@step(State.B) b() {
  if (existsSync(${marker})) return done('alive');
  writeFileSync(${marker}, '');
  process.kill(process.pid, 'SIGKILL');
}`;
    const above = `import { existsSync, writeFileSync } from 'node:fs';`;
    const text = await lastWords(client, writeWorkflow(folder, ['A', 'B'], dies, '', above), record);
    const run = await theRun(record);
    assert.equal(
      text,
      `The host ended inside B, step 2: signal SIGKILL. All finished steps are kept: go on with \`backstep resume ${run}\`.\n`,
    );
    const resumed = backstepIn(folder, ['resume', run, '--dir', record, '--json']);
    assert.equal(JSON.parse(resumed.stdout).output, 'alive', resumed.stderr);
  }));

test('a file that ends its process while it loads has to be mended, so no new host is promised', () =>
  withDebugging(async ({ launch, move, position }, folder) => {
    const file = writeWorkflow(folder, ['A', 'B'], steps);
    const text = readFileSync(file, 'utf8');
    await launch(file);
    await move('next');
    writeFileSync(file, `${text}process.exit(7);\n`);
    const stop = await move('next');
    assert.equal(
      stop.text,
      `The host ended with exit code 7 while it loaded ${file}. All finished steps are kept.`,
    );
    assert.equal(position().seq, 1);
    writeFileSync(file, text);
    assert.match((await move('next')).description ?? '', /^done/);
  }));

test('what a host printed that never came to be stands on lines of its own', () =>
  withDebugging(async ({ launch, move, client }, folder) => {
    const pidFile = join(folder, 'pid');
    const before = join(folder, 'before.mjs');
    writeFileSync(before, '');
    const file = writeWorkflow(folder, ['A', 'B'], steps, '', tellsItsPid(pidFile));
    await launch(file, { runtimeArgs: ['--import', pathToFileURL(before).href] });
    writeFileSync(before, `throw new Error('not on this machine');`);
    process.kill(await pidIn(pidFile), 'SIGKILL');
    while (!/The host ended/.test((await client.event<{ output: string }>('output')).output));
    const { text = '' } = await move('next');
    assert.match(text, /^The host on .* ended with exit code 1 before it was ready\. .*\n/);
    assert.match(text, /not on this machine/);
    assert.match(text, /\nNode\.js v[\d.]+\nAll finished steps are kept\.$/);
  }));
