import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DapClient, overStdio } from '../adapter/dapClient.ts';
import { report } from './figure.ts';

const folder = mkdtempSync(join(tmpdir(), 'backstep-bench-'));
const program = join(folder, 'ring.ts');
writeFileSync(
  program,
  `import { goto, step, workflow, type Context } from 'backstep';
enum State { A, B }
type Ctx = Context<{ session: { n: number } }>;
@workflow({ states: State, start: State.A, session: () => ({ n: 0 }) })
export class Ring {
  @step(State.A) a(_: unknown, { session }: Ctx) { session.n += 1; return goto(State.B, { n: session.n }); }
  @step(State.B) b() { return State.A; }
}
`,
);

/** A debugger that stands at the start of a workflow. */
async function atStart(file: string, options: { readonly maxSteps?: number } = {}): Promise<DapClient> {
  const client = overStdio();
  await client.request('initialize', { adapterID: 'backstep' });
  const launched = client.request('launch', { program: file, record: join(folder, 'runs'), ...options });
  await client.event('initialized');
  await client.request('configurationDone');
  await launched;
  await client.event('stopped');
  return client;
}

/** From the request that F5 sends to the stop that shows; the process start of the adapter is part of it. */
async function entry(): Promise<number> {
  const began = performance.now();
  const client = await atStart(program);
  const elapsed = performance.now() - began;
  await client.request('disconnect');
  await client.close();
  return elapsed;
}

/**
 * From the move after a save to the stop behind the changed step, at step 100 of a run whose every step asks a service.
 *
 * @throws Error when a step before the edit asked its service again
 */
async function edits(rounds: number): Promise<readonly number[]> {
  const asked = join(folder, 'asked.txt');
  const file = join(folder, 'asking.ts');
  const text = (round: number): string => `import { appendFileSync } from 'node:fs';
import { step, workflow, type Context } from 'backstep';
enum State { A, B }
type Ctx = Context<{ session: { n: number }; services: { model: (n: number) => Promise<string> } }>;
async function model(n: number) { appendFileSync(${JSON.stringify(asked)}, n + '\\n'); return 'answer ' + n; }
@workflow({ states: State, start: State.A, session: () => ({ n: 0 }), services: () => ({ model }) })
export class Asking {
  @step(State.A) async a(_: unknown, { session, model, log }: Ctx) { session.n += 1; await model(session.n); log.info('${round}'); return State.B; }
  @step(State.B) async b(_: unknown, { session, model }: Ctx) { session.n += 1; await model(session.n); return State.A; }
}
`;
  writeFileSync(file, text(0));
  const client = await atStart(file, { maxSteps: 100 });
  await client.request('continue', { threadId: 1 });
  await client.event('stopped');
  const samples: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    // A person reads what they have before they change it.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    writeFileSync(file, text(round));
    const began = performance.now();
    await client.request('next', { threadId: 1 });
    await client.event('stopped');
    samples.push(performance.now() - began);
  }
  await client.request('disconnect');
  await client.close();
  const calls = readFileSync(asked, 'utf8').trim().split('\n').length;
  if (calls !== 100 + rounds)
    throw new Error(`${calls} calls instead of ${100 + rounds}: some were repeated`);
  return samples;
}

/**
 * Steps over waits of 30 days, each from the step before it to the stop behind it.
 *
 * @throws Error when the run's clock did not go 30 days further, or did not come back
 */
async function waits(rounds: number): Promise<Record<'over' | 'back', readonly number[]>> {
  const file = join(folder, 'waiting.ts');
  writeFileSync(
    file,
    `import { sleep, step, workflow, type Context } from 'backstep';
type Ctx = Context<{ session: { at: number } }>;
@workflow({ states: ['A'], start: 'A', session: () => ({ at: 0 }) })
export class Waiting {
  @step('A') a(_: unknown, { session, now }: Ctx) { session.at = now(); return sleep('30d', 'A'); }
}
`,
  );
  const client = await atStart(file);
  const move = async (command: string): Promise<number> => {
    const start = performance.now();
    await client.request(command, { threadId: 1 });
    await client.event('stopped');
    return performance.now() - start;
  };
  const time = async (): Promise<number> => {
    const { result } = await client.request<{ result: string }>('evaluate', { expression: 'session.at' });
    return Number(result);
  };
  const over: number[] = [];
  const back: number[] = [];
  await move('next');
  for (let round = 0; round < rounds; round++) {
    const before = await time();
    over.push((await move('next')) + (await move('next')));
    const days = ((await time()) - before) / 86_400_000;
    if (Math.floor(days) !== 30) throw new Error(`The wait of 30 days took ${days} days of the run's clock.`);
    back.push((await move('stepBack')) + (await move('stepBack')));
    if ((await time()) !== before) throw new Error('The way back did not lead to the time before the wait.');
    await move('next');
    await move('next');
  }
  await client.request('disconnect');
  await client.close();
  return { over, back };
}

/**
 * The changes of each of 50 fields in a run of 1,000 steps, each of which writes one of them.
 *
 * @throws Error when an answer is wrong
 */
async function writers(): Promise<Record<'all' | 'last', readonly number[]>> {
  const file = join(folder, 'writing.ts');
  writeFileSync(
    file,
    `import { step, workflow, type Context } from 'backstep';
type Ctx = Context<{ session: { n: number; [field: string]: number } }>;
@workflow({ states: ['A'], start: 'A', session: () => ({ n: 0 }) })
export class Writing {
  @step('A') a(_: unknown, { session }: Ctx) { session.n += 1; session['f' + (session.n % 50)] = session.n; return 'A'; }
}
`,
  );
  const client = await atStart(file, { maxSteps: 1_000 });
  await client.request('continue', { threadId: 1 });
  await client.event('stopped');
  const all: number[] = [];
  const last: number[] = [];
  for (let field = 0; field < 50; field++) {
    const expression = `session.f${field}`;
    const began = performance.now();
    const { changes } = await client.request<{ changes: { k: number }[] }>('backstep/changes', {
      expression,
    });
    all.push(performance.now() - began);
    const expected = Array.from({ length: 20 }, (_, index) => index * 50 + (field === 0 ? 50 : field));
    if (JSON.stringify(changes.map(({ k }) => k)) !== JSON.stringify(expected))
      throw new Error(`${expression} was not changed at ${changes.map(({ k }) => k)}`);
    const moved = performance.now();
    await client.request('backstep/goToChange', { expression, direction: 'previous' });
    await client.event('stopped');
    last.push(performance.now() - moved);
    await client.request('backstep/travel', { k: 1_000 });
    await client.event('stopped');
  }
  await client.request('disconnect');
  await client.close();
  return { all, last };
}

try {
  const entries: number[] = [];
  for (let round = 0; round < 7; round++) entries.push(await entry());
  report('F5 to stopped at entry (first round loads cold)', 'ms', entries);

  report('edit to stopped in new code on a run of 100 steps, no call repeated', 'ms', await edits(7));

  const { over, back } = await waits(20);
  report('over a wait of 30 days, and the step behind it', 'ms', over);
  report('back before it', 'ms', back);

  const { all, last } = await writers();
  report('all writes of one of 50 fields in 1,000 steps', 'ms', all);
  report('to the step that wrote it last', 'ms', last);

  const client = await atStart(program, { maxSteps: 10_000 });
  const began = performance.now();
  await client.request('continue', { threadId: 1 });
  await client.event('stopped');
  report('through host and adapter, each frame acknowledged', 'steps/s', [
    10_000 / ((performance.now() - began) / 1000),
  ]);

  async function timed(name: string, command: string, rounds: number): Promise<void> {
    const samples: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await client.request(command, { threadId: 1 });
      await client.event('stopped');
      samples.push(performance.now() - start);
    }
    report(name, 'ms', samples);
  }
  async function variables(): Promise<number> {
    const start = performance.now();
    const { stackFrames } = await client.request<{ stackFrames: { id: number }[] }>('stackTrace', {
      threadId: 1,
      startFrame: 0,
      levels: 20,
    });
    const { scopes } = await client.request<{ scopes: { variablesReference: number }[] }>('scopes', {
      frameId: stackFrames[0]?.id,
    });
    for (const { variablesReference } of scopes.slice(0, 2))
      await client.request('variables', { variablesReference });
    return performance.now() - start;
  }
  await timed('step back in a run of 10,000 steps', 'stepBack', 200);
  await timed('step forward along the recording', 'next', 200);
  await timed('step live at step 10,000', 'next', 200);
  const shown: number[] = [];
  for (let round = 0; round < 100; round++) shown.push(await variables());
  report('stack, scopes and two scopes of variables', 'ms', shown);
  await client.request('disconnect');
  await client.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
