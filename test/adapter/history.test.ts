import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distFile } from '../../runtime/dist.ts';
import type { HistoryPage, SessionTypeBody, StepDetails, ValueHistory } from '../../runtime/model/history.ts';
import type { RequestFailed } from './dapClient.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

const endless = distFile('../examples/answer-refinement-endless.ts');
const example = distFile('../examples/answer-refinement.ts');
const agent = distFile('../examples/research-agent.ts');

test('outlines come in pages, and each says what its step did', async () => {
  await withDebugging(async ({ launch, move, client, position }) => {
    await launch(endless, { maxSteps: 2_500 });
    await move('continue');
    assert.equal(position().head, 2_500);
    const page = (from: number, count?: number) =>
      client.request<HistoryPage>('backstep/history', { from, ...(count ? { count } : {}) });
    const first = await page(1);
    assert.deepEqual([first.head, first.from, first.steps.length], [2_500, 1, 1_000]);
    assert.deepEqual(
      first.steps.slice(0, 3).map(({ k, state, next }) => [k, state, next]),
      [
        [1, 'START', 'GENERATED'],
        [2, 'GENERATED', 'CHECKED'],
        [3, 'CHECKED', 'REFINED'],
      ],
    );
    const generated = first.steps[1];
    assert.deepEqual(
      generated?.calls.map(({ name, failed, attempt }) => [name, failed, attempt]),
      [['model.complete', false, 1]],
    );
    assert.equal(generated?.attempts.length, 1);
    const last = await page(2_001, 5_000);
    assert.deepEqual([last.from, last.steps.length, last.steps.at(-1)?.k], [2_001, 500, 2_500]);
    assert.deepEqual((await page(2_501)).steps, []);
  });
});

test('travelling goes to any position without running code, and runs on from it when asked to', async () => {
  await withDebugging(async ({ launch, move, position, scope }) => {
    await launch(endless, { maxSteps: 40 });
    await move('continue');
    const { run } = position();
    const stop = await move('backstep/travel', { k: 7 });
    assert.equal(stop.reason, 'goto');
    assert.deepEqual([position().seq, position().mode], [7, 'following']);
    await move('backstep/travel', { k: 0 });
    assert.deepEqual([position().seq, position().state], [0, 'START']);
    await move('backstep/travel', { k: 40 });
    assert.equal(position().mode, 'live');
    await move('backstep/travel', { k: 6, runOn: true });
    assert.equal(position().mode, 'forking');
    assert.equal((await scope('Session'))['rounds'], '2');
    await move('next');
    assert.notEqual(position().run, run);
    assert.deepEqual([position().seq, position().head], [7, 7]);
  });
});

test('a run goes to a state or a transition once, through the past and on', async () => {
  await withDebugging(async ({ launch, move, position, client }) => {
    await launch(endless);
    const first = await move('backstep/runTo', { to: 'REFINED' });
    assert.deepEqual([position().state, position().seq], ['REFINED', 3]);
    assert.equal(first.hitBreakpointIds, undefined);
    await move('backstep/runTo', { to: 'REFINED' });
    assert.equal(position().seq, 5);
    await move('backstep/runTo', { from: 'REFINED', to: 'CHECKED' });
    assert.deepEqual([position().state, position().seq], ['CHECKED', 6]);
    await move('backstep/travel', { k: 1 });
    await move('backstep/runTo', { to: 'REFINED' });
    assert.deepEqual([position().seq, position().mode], [3, 'following']);
    // The goal is gone: what comes next does not stop there again.
    await move('continue');
    assert.deepEqual([position().seq, position().mode], [6, 'live']);
    await assert.rejects(
      client.request('backstep/runTo', {}),
      ({ code }: RequestFailed) => code === 'bad-request',
    );
  });
});

test('a state or a transition of a child is one of that child alone', async () => {
  await withDebugging(async ({ launch, move, client, position }) => {
    await launch(agent);
    const find = async (args: object) =>
      (await client.request<{ k: number | null }>('backstep/find', args)).k;
    const lines = () => position().branches?.map(({ state }) => state);
    await move('backstep/runTo', { to: 'QUERIED', workflow: 'LibrarySearch' });
    const begun = position().seq;
    assert.deepEqual(lines(), ['QUERIED']);
    await move('backstep/runTo', { from: 'QUERIED', to: 'READ', workflow: 'LibrarySearch' });
    assert.deepEqual(lines(), ['READ']);
    assert.equal(await find({ to: 'QUERIED', workflow: 'LibrarySearch' }), begun);
    assert.equal(await find({ to: 'READ', workflow: 'LibrarySearch' }), position().seq);
    assert.equal(await find({ to: 'READ', workflow: 'AnotherSearch' }), null);
    await move('backstep/runTo', { to: 'READ', workflow: 'AnotherSearch' });
    assert.equal(position().state, '#done');
  });
});

test('details of a step: what was asked and answered, what changed, how a value went', async () => {
  await withDebugging(async ({ launch, move, client }) => {
    await launch(example);
    await move('continue');
    const step = await client.request<StepDetails>('backstep/step', { k: 2 });
    assert.equal(step.state, 'GENERATED');
    assert.equal(step.calls[0]?.name, 'model.complete');
    assert.equal(step.calls[0]?.answer.type, 'whole');
    assert.deepEqual(
      step.changes.map(({ name }) => name),
      ['session.answer'],
    );
    assert.deepEqual(step.changes[0]?.before, { type: 'whole', value: '' });
    assert.deepEqual(step.returned, {
      type: 'whole',
      value: { directive: 'goto', state: 'CHECKED', data: null },
    });
    const rounds = await client.request<ValueHistory>('backstep/values', { path: ['rounds'] });
    assert.deepEqual(
      rounds.points.map(({ value }) => value),
      rounds.points.map((_, index) => ({ type: 'whole', value: index })),
    );
    assert.ok(rounds.points.length > 1);
    const state = await client.request<{ session: object; state: string }>('backstep/state', { k: 2 });
    assert.equal(state.state, 'CHECKED');
    assert.deepEqual(Object.keys(state.session), ['question', 'answer', 'rounds']);
    const { type } = await client.request<SessionTypeBody>('backstep/sessionType', {});
    const member = (of: string) => ({ value: { type: of }, optional: false });
    assert.deepEqual(type, {
      type: 'object',
      members: { question: member('string'), answer: member('string'), rounds: member('number') },
      rest: null,
    });
  });
});

test('a large value is sent as its beginning', async () => {
  await withDebugging(async ({ launch, move, client }, folder) => {
    const file = writeWorkflow(
      folder,
      ['A'],
      `@step(State.A) a(_: null, { session }: Context<{ session: { text: string } }>) { session.text = 'x'.repeat(300_000); return done(); }`,
      `session: () => ({ text: '' })`,
    );
    await launch(file);
    await move('next');
    const { changes } = await client.request<StepDetails>('backstep/step', { k: 1 });
    const after = changes[0]?.after;
    assert.ok(after?.type === 'cut');
    assert.deepEqual([after.length, after.beginning.length], [300_000, 4_000]);
  });
});

test('an edited session is applied as what differs, and only where it can be', async () => {
  await withDebugging(async ({ launch, move, client, scope }) => {
    await launch(endless);
    await move('next');
    await move('next');
    await client.request('backstep/edit', {
      target: 'session',
      value: { question: 'Why?', answer: 'Because.', rounds: 0, added: [1, { deep: true }] },
    });
    assert.deepEqual(await scope('Session'), {
      question: '"Why?"',
      answer: '"Because."',
      rounds: '0',
      added: '(2) [1, {…}]',
    });
    const refused = (args: object, code: string) =>
      assert.rejects(client.request('backstep/edit', args), (error: RequestFailed) => error.code === code);
    await refused({ target: 'config', value: {} }, 'bad-request');
    await refused({ target: 'session', value: ['no', 'object'] }, 'bad-value');
    await refused({ target: 'session', value: 7 }, 'bad-value');
    await move('backstep/travel', { k: 0 });
    assert.equal((await scope('Session'))['question'], '""');
  });
});

test('what a value held is told around a position, of a long run too', async () => {
  await withDebugging(async ({ launch, move, client }) => {
    await launch(endless, { maxSteps: 2_500 });
    await move('continue');
    const held = async (k?: number) => {
      const args = k === undefined ? { path: ['rounds'] } : { path: ['rounds'], k };
      const { points, omitted, later } = await client.request<ValueHistory>('backstep/values', args);
      const all = omitted + points.length + later;
      return { first: points[0]?.k, last: points.at(-1)?.k, omitted, later, all };
    };
    const early = await held(4);
    assert.deepEqual([early.first, early.omitted], [0, 0]);
    const middle = await held(1_250);
    assert.ok((middle.first ?? 0) < 1_250 && (middle.last ?? 0) > 1_250);
    assert.ok(middle.omitted > 0 && middle.later > 0);
    const newest = await held();
    assert.deepEqual([newest.last, newest.later], [2_500, 0]);
    assert.deepEqual([early.all, middle.all], [newest.all, newest.all]);
  });
});

test('a session that is saved as it was is no edit', async () => {
  await withDebugging(async ({ launch, move, client, position }) => {
    await launch(endless, { maxSteps: 4 });
    await move('continue');
    await move('stepBack');
    const save = (change: object) =>
      client
        .request<{ session: object }>('backstep/state', { k: position().seq })
        .then(({ session }) =>
          client.request('backstep/edit', { target: 'session', value: { ...session, ...change } }),
        );
    const { run } = position();
    await save({});
    await move('next');
    assert.equal(position().run, run);
    await move('stepBack');
    await save({ rounds: 7 });
    await move('next');
    assert.notEqual(position().run, run);
  });
});

test('an answer is edited, and the run goes on with it', async () => {
  await withDebugging(async ({ launch, move, client, position, scope }) => {
    await launch(endless, { maxSteps: 12 });
    await move('continue');
    const { run } = position();
    const call = await client.request<{ service: string; method: string }>('backstep/call', {
      k: 4,
      index: 0,
    });
    assert.deepEqual([call.service, call.method], ['model', 'complete']);
    await move('backstep/answer', { k: 4, index: 0, value: 'Short enough.' });
    assert.deepEqual([position().seq, position().mode], [3, 'forking']);
    assert.deepEqual(position().edited, ['answer of model.complete']);
    await move('next');
    assert.equal(position().edited, undefined);
    assert.notEqual(position().run, run);
    assert.equal((await scope('Session'))['answer'], '"Short enough."');
    await move('next');
    assert.equal(position().state, 'END');
  });
});

test('the last time somewhere is found, before a position too', async () => {
  await withDebugging(async ({ launch, move, client }) => {
    await launch(endless, { maxSteps: 9 });
    await move('continue');
    const find = async (args: object) =>
      (await client.request<{ k: number | null }>('backstep/find', args)).k;
    assert.equal(await find({ to: 'CHECKED' }), 8);
    assert.equal(await find({ to: 'CHECKED', before: 8 }), 6);
    assert.equal(await find({ to: 'CHECKED', from: 'GENERATED' }), 2);
    assert.equal(await find({ to: 'START' }), 0);
    assert.equal(await find({ to: 'START', before: 0 }), null);
    assert.equal(await find({ to: 'END' }), null);
  });
});

test('what is too large for one answer is refused, and what would mislead a reader is an escape', async () => {
  await withDebugging(async ({ launch, move, client, scope }) => {
    await launch(example);
    await move('next');
    const edit = async (answer: string) =>
      client.request('backstep/edit', { target: 'session', value: { question: '', answer, rounds: 0 } });
    await edit('safe\u202Egnp.exe');
    assert.equal((await scope('Session'))['answer'], '"safe\\u202Egnp.exe"');
    await edit('x'.repeat(21_000_000));
    await assert.rejects(
      client.request('backstep/state', { k: 1 }),
      ({ code }: RequestFailed) => code === 'too-large',
    );
  });
});

test('arguments that cannot be are refused', async () => {
  await withDebugging(async ({ launch, move, client }) => {
    await launch(example);
    await move('next');
    for (const [request, args] of [
      ['backstep/answer', { k: 1, index: 0, value: '' }],
      ['backstep/call', { k: 1, index: 0 }],
      ['backstep/history', { from: 0 }],
      ['backstep/history', { from: 'one' }],
      ['backstep/step', { k: 99 }],
      ['backstep/state', {}],
      ['backstep/values', { path: 'rounds' }],
      ['backstep/travel', { k: -1 }],
    ] as const) {
      const refused = client.request(request, args);
      await assert.rejects(refused, ({ code }: RequestFailed) => code === 'bad-request');
    }
  });
});
