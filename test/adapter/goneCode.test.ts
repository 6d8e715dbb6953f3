import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withDebugging, writeWorkflow } from './debugging.ts';

const steps = `@step(State.A) a(_: null, { session }: any) { session.n += 1; return State.B; }
@step(State.B) b() { return done(); }`;
const session = 'session: () => ({ n: 0 }),';

test('a workflow whose file is gone is looked at as before, and runs on once it is back', () =>
  withDebugging(async ({ launch, move, client, scope }, folder) => {
    const file = writeWorkflow(folder, ['A', 'B'], steps, session);
    await launch(file);
    await move('next');
    renameSync(file, `${file}.away`);
    const { text } = await move('next');
    assert.match(text ?? '', /flow\.ts cannot be read .* put the file back to run on\.$/);
    await move('stepBack');
    assert.deepEqual(await scope('Session'), { n: '0' });
    renameSync(`${file}.away`, file);
    await move('next');
    assert.match((await move('next')).description ?? '', /^done/);
    rmSync(file);
    await assert.rejects(client.request('restart'), { code: 'no-program' });
  }));

test('a class that was renamed is told, and its run goes on once it has its name back', () =>
  withDebugging(async ({ launch, move }, folder) => {
    const file = writeWorkflow(folder, ['A', 'B'], steps, session);
    const text = readFileSync(file, 'utf8');
    await launch(file);
    await move('next');
    writeFileSync(file, text.replace('class Flow', 'class Other'));
    const renamed = await move('next');
    assert.match(renamed.text ?? '', /holds Other now, and no Flow, which this run is of/);
    writeFileSync(file, text);
    assert.match((await move('next')).description ?? '', /^done/);
  }));

test('a recording that is deleted while its session is on is told when a run goes on from it', () =>
  withDebugging(async ({ launch, move, evaluate, position, client }, folder) => {
    await launch(writeWorkflow(folder, ['A', 'B'], steps, session));
    await move('next');
    const { run } = position();
    rmSync(join(folder, 'runs'), { recursive: true });
    await move('stepBack');
    await evaluate('session.n = 7', 'repl');
    await move('next');
    assert.match(JSON.stringify(client.traffic), new RegExp(`The recording of run ${run} is gone from`));
    assert.equal(position().parent?.run, run);
    assert.match((await move('next')).description ?? '', /^done/);
    rmSync(join(folder, 'runs'), { recursive: true });
  }));

test('a step after the recording was deleted is not taken, and says why once', () =>
  withDebugging(async ({ launch, move, client, position }, folder) => {
    await launch(writeWorkflow(folder, ['A', 'B'], steps, session));
    await move('next');
    rmSync(join(folder, 'runs'), { recursive: true });
    // The step that ends the run looks at once; any other may look a moment later.
    const { text } = await move('next');
    assert.match(text ?? '', /\.journal is gone: it was deleted or moved/);
    assert.equal(position().state, 'B');
    await client.request('disconnect');
    assert.equal(JSON.stringify(client.traffic).includes('Recorded as run'), false);
  }));

test('whatever a step throws fails the step, and not its host', () =>
  withDebugging(async ({ launch, move, client }, folder) => {
    const body = `@step(State.A) a() { throw new Proxy(new Error(), { get() { throw 1; }, getPrototypeOf() { throw 2; } }); }`;
    await launch(writeWorkflow(folder, ['A'], body));
    await client.request('setExceptionBreakpoints', { filters: ['throws'] });
    const { text, description } = await move('next');
    assert.equal(text, 'something that throws when it is looked at');
    assert.match(description ?? '', /^failed/);
  }));

test('a long message of an error is told as far as a person reads', () =>
  withDebugging(async ({ launch, move, client }, folder) => {
    await launch(writeWorkflow(folder, ['A'], "@step(State.A) a() { throw 'x'.repeat(3e6); }"));
    await client.request('setExceptionBreakpoints', { filters: ['throws'] });
    const { text = '' } = await move('next');
    assert.match(text, /^x{4000}… \(3000000 characters\)$/);
    const { description } = await client.request<{ description: string }>('exceptionInfo', { threadId: 1 });
    assert.ok(description.length < 5_000);
  }));
