import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

/** A ring of calls, each written to a file as it is made: what a recording answers leaves no trace there. */
function ring(folder: string): { readonly file: string; readonly asked: () => readonly string[] } {
  const log = join(folder, 'asked.txt');
  const file = writeWorkflow(
    folder,
    ['A', 'B'],
    `@step(State.A) async a(_: null, { session, model }: any) {
  session.n += 1;
  session.text = await model.ask('ask ' + session.n);
  return State.B;
}
@step(State.B) async b(_: null, { session, model }: any) {
  session.note = await model.ask('note ' + session.n);
  if (session.n < 60) return State.A;
  return done(session.note);
}`,
    `session: () => ({ n: 0, text: '', note: '' }), services: () => ({ model: { ask: async (text: string) => { appendFileSync(${JSON.stringify(log)}, text + '\\n'); return text.toUpperCase(); } } }),`,
  );
  writeFileSync(file, `import { appendFileSync } from 'node:fs';\n${readFileSync(file, 'utf8')}`);
  const asked = (): readonly string[] =>
    existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  return { file, asked };
}

function change(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(from), from);
  writeFileSync(file, text.replace(from, to));
}

async function toStep({ move, position }: Debugging, k: number): Promise<void> {
  await move('backstep/travel', { k });
  assert.equal(position().seq, k);
}

test('code that changed while paused runs from there, and no call upstream or unchanged is made again', async () => {
  await withDebugging(async (debugging, folder) => {
    const { launch, move, position, scope } = debugging;
    const { file, asked } = ring(folder);
    await launch(file, { maxSteps: 100 });
    await move('continue');
    assert.equal(position().seq, 100);
    const before = asked();
    assert.equal(before.length, 100);
    await toStep(debugging, 90);
    change(file, "'note ' + session.n", "'remark ' + session.n");
    await move('next');
    assert.deepEqual([position().seq, position().mode], [91, 'live']);
    assert.equal((await scope('Session'))['text'], '"ASK 46"');
    await move('next');
    assert.equal((await scope('Session'))['note'], '"REMARK 46"');
    assert.deepEqual(asked().slice(before.length), ['remark 46']);
  });
});

test('a fork that is edited again still has the answers of the run before it', async () => {
  await withDebugging(async (debugging, folder) => {
    const { launch, move, setVariable, position, evaluate } = debugging;
    const { file, asked } = ring(folder);
    await launch(file, { maxSteps: 20 });
    await move('continue');
    const before = asked().length;
    await toStep(debugging, 10);
    await setVariable('Session', 'note', '"first"');
    await move('next');
    assert.equal(position().parent?.seq, 10);
    await move('next');
    // At the head of the fork, and then in its past.
    await evaluate('session.note = "second"');
    await move('next');
    await move('next');
    assert.equal(position().seq, 14);
    await toStep(debugging, 12);
    await setVariable('Session', 'note', '"third"');
    await move('next');
    assert.equal(position().parent?.seq, 12);
    change(file, 'session.n < 60', 'session.n < 61');
    for (let k = 14; k <= 20; k++) await move('next');
    assert.equal(position().seq, 20);
    assert.deepEqual(asked().slice(before), [], 'all of it was answered from the first run');
    await move('next');
    assert.deepEqual(asked().slice(before), ['ask 11'], 'what the first run never asked goes out');
  });
});

test('a call that a fork makes more often than the run before it goes out', async () => {
  await withDebugging(async (debugging, folder) => {
    const { launch, move, setVariable, position } = debugging;
    const { file, asked } = ring(folder);
    await launch(file, { maxSteps: 6 });
    await move('continue');
    const before = asked().length;
    await toStep(debugging, 4);
    await setVariable('Session', 'n', '1');
    for (let k = 5; k <= 8; k++) await move('next');
    assert.equal(position().seq, 8);
    // The run before it asked for 3 after step 4, and for 2 before.
    assert.deepEqual(asked().slice(before), ['ask 2', 'note 2']);
  });
});

test('code that does not parse stops the run where it stood, and shows it there; mended, it goes on', async () => {
  await withDebugging(async (debugging, folder) => {
    const { launch, move, position, stack } = debugging;
    const { file } = ring(folder);
    await launch(file);
    await move('next');
    const place = async () => (await stack()).slice(0, 1).map(({ name, line }) => ({ name, line }));
    const [before] = await place();
    assert.equal(before?.name, 'B');
    change(file, "'note ' + session.n", "'note ' + + ) session.n");
    const refused = await move('next');
    assert.match(refused.text ?? '', /does not parse/);
    assert.deepEqual([position().seq, await place()], [1, [before]]);
    change(file, "'note ' + + ) session.n", "'note ' + session.n");
    assert.deepEqual(await place(), [before]);
    await move('next');
    assert.deepEqual([position().seq, position().state], [2, 'A']);
  });
});
