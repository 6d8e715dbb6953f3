import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { StateAt, StepDetails, ValueHistory } from '../../runtime/model/history.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

const parts = {
  states: ['SPLIT', 'PART', 'JOINED'],
  options: 'session: () => ({ all: [] })',
  body: `
  @step(State.SPLIT) split() { return fanOut(State.PART, ['a', 'b', 'c'], { join: State.JOINED }); }
  @step(State.PART) part(item, { log }) { log.info('part ' + item); return done(item.toUpperCase()); }
  @step(State.JOINED) join(results, { session }) {
    session.all = results.map((result) => result.value);
    return done(session.all);
  }`,
};

async function threads({ client }: Debugging): Promise<readonly string[]> {
  const { threads: found } = await client.request<DebugProtocol.ThreadsResponse['body']>('threads');
  return found.map(({ id, name }) => `${id} ${name.replace(/run .*/, 'run')}`);
}

async function stack({ client }: Debugging, threadId: number): Promise<readonly string[]> {
  const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
    threadId,
  });
  return stackFrames.map(({ name }) => name);
}

test('branches are threads; each steps and rewinds by itself, and the others stay', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(folder, parts.states, parts.body, parts.options);
    await session.launch(file);
    assert.deepEqual(await threads(session), ['1 Flow · run']);
    assert.match(
      (await session.move('next')).description ?? '',
      /SPLIT · step 1 · 0 of 3 branches have ended/,
    );
    assert.deepEqual(await threads(session), [
      '1 Flow · run',
      '2 PART · branch 1.0',
      '3 PART · branch 1.1',
      '4 PART · branch 1.2',
    ]);
    assert.deepEqual(await stack(session, 3), ['PART']);
    await session.move('next', { threadId: 3 });
    await session.move('next', { threadId: 2 });
    assert.deepEqual(await threads(session), ['1 Flow · run', '4 PART · branch 1.2']);
    assert.deepEqual(await stack(session, 1), [
      'SPLIT · 2 of 3 branches have ended',
      '1.0: PART → JOINED  #3',
      '1.1: PART → JOINED  #2',
      'SPLIT fans out to 3  #1',
    ]);
    await session.move('stepBack');
    assert.deepEqual(await threads(session), ['1 Flow · run', '2 PART · branch 1.0', '4 PART · branch 1.2']);
    await session.move('stepBack', { threadId: 2 });
    assert.match(session.position().mode, /following/);
    await session.move('next', { threadId: 2 });
    assert.equal(session.position().mode, 'live');
    // The first branch is rewound by itself: the second keeps what it has done.
    await session.move('stepBack', { threadId: 1 });
    await session.move('stepBack', { threadId: 1 });
    await session.move('next', { threadId: 2 });
    assert.deepEqual(await threads(session), ['1 Flow · run', '3 PART · branch 1.1', '4 PART · branch 1.2']);
    await session.move('next', { threadId: 3 });
    const end = await session.move('next', { threadId: 1 });
    assert.match(end.description ?? '', /JOINED/);
    await session.move('next');
    assert.match(
      (await session.scope('Output'))['output'] ?? JSON.stringify(await session.scope('Output')),
      /A/,
    );
  }));

test('a branch that is run on from by itself forks; its siblings are not run again', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(folder, parts.states, parts.body, parts.options);
    await session.launch(file);
    await session.move('next');
    await threads(session);
    for (const threadId of [2, 3]) await session.move('next', { threadId });
    await session.move('stepBack', { threadId: 1 });
    await session.move('stepBack', { threadId: 1 });
    // Both are undone; the second is done first now, and the first runs on in a new run.
    await session.move('next', { threadId: 3 });
    const { stackFrames } = await session.client.request<DebugProtocol.StackTraceResponse['body']>(
      'stackTrace',
      {
        threadId: 2,
      },
    );
    await session.move('restartFrame', { frameId: stackFrames[0]?.id });
    assert.equal(session.position().mode, 'forking');
    await session.move('next', { threadId: 2 });
    assert.match(session.position().parent?.run ?? '', /./);
    const end = await session.move('next', { threadId: 1 });
    assert.match(end.description ?? '', /JOINED/);
  }));

test('the session stops at a wait; a signal from the console takes it on, and going back offers it again', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(
      folder,
      ['ASKED', 'APPROVED'],
      `@step(State.ASKED) ask() { return waitFor('approval', { then: State.APPROVED }); }
  @step(State.APPROVED) approved(payload) { return done(payload); }`,
    );
    await session.launch(file, { stopOnEntry: true });
    const waits = await session.move('next');
    assert.match(waits.description ?? '', /ASKED · step 1 · waits for the signal "approval"/);
    assert.deepEqual(session.position().signals, ['approval']);
    assert.deepEqual(printed(session), [
      'stdout: ASKED waits for the signal "approval". Send it with "Backstep: Send Signal…", or here: :signal approval {"json":"payload"}',
    ]);
    const again = await session.move('next');
    assert.match(again.text ?? '', /waits for the signal "approval"/);
    await session.client.request('backstep/signal', { name: 'approval', payload: { yes: true } });
    assert.match(
      (await session.client.event<{ description?: string }>('stopped')).description ?? '',
      /APPROVED/,
    );
    assert.deepEqual(await session.scope('Data'), { yes: 'true' });
    assert.equal(session.position().signals, undefined);
    assert.equal(
      (await session.move('stepBack')).description,
      'ASKED · step 1 of 2 · waits for the signal "approval"',
    );
    assert.equal(session.position().mode, 'following');
    assert.match((await session.move('next')).description ?? '', /APPROVED/);
    await session.move('stepBack');
    await session.client.request('backstep/signal', { name: 'approval', payload: { yes: false } });
    await session.client.event('stopped');
    assert.deepEqual(await session.scope('Data'), { yes: 'false' });
    assert.match(session.position().parent?.run ?? '', /./);
  }));

function printed({ client }: Debugging): readonly string[] {
  return client.traffic.flatMap((message) => {
    if (message['event'] !== 'output') return [];
    const { category, output } = message['body'] as { readonly category: string; readonly output: string };
    return category === 'telemetry' ? [] : [`${category}: ${output.trimEnd()}`];
  });
}

test('a signal that is misspelt is kept, and the console tells which the run waits for', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(
      folder,
      ['ASKED', 'APPROVED'],
      `@step(State.ASKED) ask() { return waitFor('approval', { then: State.APPROVED, timeout: '3d', onTimeout: State.APPROVED }); }
  @step(State.APPROVED) approved(payload) { return done(payload); }`,
    );
    await session.launch(file, { stopOnEntry: true });
    await session.move('continue');
    for (const expression of [':signal aproval {"yes": true}', ':signal other'])
      assert.match(
        (await session.move('evaluate', { expression, context: 'repl' })).description ?? '',
        /ASKED · step 1 · waits for the signal "approval"/,
      );
    const lines = printed(session);
    assert.match(
      lines[0] ?? '',
      /^stdout: ASKED waits for the signal "approval" until .*; Step Over lets that time pass\. Send it with /,
    );
    assert.deepEqual(lines.slice(1), [
      'stdout: Signal aproval is kept until a step waits for it. Did you mean approval, for which the run waits here?',
      'stdout: Signal other is kept until a step waits for it. Here the run waits for approval.',
    ]);
  }));

const asking = {
  states: ['A', 'B', 'ASKED', 'APPROVED'],
  options: "session: () => ({ note: '' })",
  body: `
  @step(State.A) a() { return State.B; }
  @step(State.B) b() { return State.ASKED; }
  @step(State.ASKED) ask() { return waitFor('approval', { then: State.APPROVED }); }
  @step(State.APPROVED) approved(payload, { session }) { return done([payload, session.note]); }`,
};

test('a session that is sent a signal before anything waits stands where it was, and goes on with it', () =>
  withDebugging(async (session, folder) => {
    await session.launch(writeWorkflow(folder, asking.states, asking.body, asking.options), {
      stopOnEntry: true,
    });
    const kept = await session.move('evaluate', { expression: ':signal approval "yes"', context: 'repl' });
    assert.deepEqual([kept.reason, session.position().seq], ['pause', 0]);
    const again = await session.move('backstep/signal', { name: 'approval', payload: 'later' });
    assert.deepEqual([again.reason, session.position().seq], ['pause', 0]);
    for (const place of [/^B /, /^ASKED /, /ASKED .*waits|APPROVED/])
      assert.match((await session.move('next')).description ?? '', place);
  }));

async function keepSignal(session: Debugging, payload: string): Promise<void> {
  await session.move('backstep/signal', { name: 'approval', payload });
}

/** Continues to the end of the run, and gives what came of it. */
async function output(session: Debugging): Promise<unknown> {
  const end = await session.move('continue');
  assert.match(end.text ?? end.description ?? '', /Done after|#done/);
  return session.scope('Output');
}

test('a signal that is sent in the past before any step waits for it is taken by the new run', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(folder, asking.states, asking.body, asking.options);
    await session.launch(file, { stopOnEnd: true });
    await session.move('next');
    await session.move('stepBack');
    await keepSignal(session, 'early');
    assert.deepEqual(await output(session), { 0: '"early"', 1: '""' });
    // It counts once: the run that goes back over it is offered it, and waits.
    await session.client.request('backstep/travel', { k: 0, runOn: true });
    await session.client.event('stopped');
    assert.match((await session.move('continue')).description ?? '', /waits for the signal "approval"/);
  }));

for (const [what, added] of [
  ['an edit', null],
  ['an edit and a new host', '// Changed.'],
] as const) {
  test(`a signal that is kept outlives ${what}`, () =>
    withDebugging(async (session, folder) => {
      const file = writeWorkflow(folder, asking.states, asking.body, asking.options);
      await session.launch(file, { stopOnEnd: true });
      await session.move('next');
      await keepSignal(session, 'first');
      await session.setVariable('Session', 'note', '"edited"');
      if (added !== null) writeFileSync(file, `${readFileSync(file, 'utf8')}${added}\n`);
      assert.deepEqual(await output(session), { 0: '"first"', 1: '"edited"' });
    }));
}

test('at a wait its data cannot be edited, and another state takes its place', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(
      folder,
      ['ASKED', 'APPROVED'],
      `@step(State.ASKED) ask() { return waitFor('approval', { then: State.APPROVED }); }
  @step(State.APPROVED) approved(payload) { return done({ approved: payload }); }`,
    );
    await session.launch(file, { stopOnEntry: true, input: { by: 'Ann' } });
    await session.move('continue');
    const refused = { code: 'read-only', message: /the step of ASKED has had its data, and waits; edit it/ };
    await assert.rejects(session.setVariable('Data', 'by', '"Bob"'), refused);
    await assert.rejects(session.evaluate('data.by = "Bob"', 'repl'), /has had its data, and waits/);
    await assert.rejects(
      session.client.request('backstep/edit', { target: 'data', value: { by: 'Bob' } }),
      refused,
    );
    assert.deepEqual(await session.scope('Data'), { by: '"Ann"' });
    await session.evaluate(':goto APPROVED', 'repl');
    await session.client.event('stopped');
    assert.equal(session.position().state, 'APPROVED');
    await session.setVariable('Data', 'by', '"Bob"');
    await session.move('next');
    assert.equal(session.position().state, '#done');
    const output = { approved: '{by: "Bob"}' };
    assert.deepEqual(await session.scope('Output'), output);
    await session.move('stepBack');
    await session.move('next');
    assert.deepEqual(await session.scope('Output'), output, 'it was recorded as it was');
  }));

test('among branches no other state can take their place', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'PART', 'JOINED'],
      `@step(State.A) a() { return fanOut(State.PART, [1, 2], { join: State.JOINED }); }
  @step(State.PART) part(item) { return done(item); }
  @step(State.JOINED) joined(parts) { return done(parts.length); }`,
    );
    await session.launch(file, { stopOnEntry: true });
    await session.move('next');
    await assert.rejects(session.evaluate(':goto JOINED', 'repl'), /branches are open.*go on to the join/);
  }));

test('thirty days pass in a step, and are taken back by another', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(
      folder,
      ['A', 'B'],
      `@step(State.A) a() { return sleep('30d', State.B, 'rested'); }
  @step(State.B) b(how, { now }) { return done([how, now()]); }`,
    );
    await session.launch(file);
    assert.match((await session.move('next')).description ?? '', /A · step 1 · sleeps until/);
    assert.match((await session.move('next')).description ?? '', /B · step 2/);
    await session.move('stepBack');
    assert.match((await session.move('next')).description ?? '', /B · step 2/);
    await session.move('next');
    const { output } = (await session.scope('Output')) as { output?: string };
    assert.match(JSON.stringify(output ?? (await session.scope('Output'))), /rested/);
  }));

test('over the branches in one step, out of one, and to a breakpoint on what a branch does', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(folder, parts.states, parts.body, parts.options);
    await session.launch(file);
    await session.move('next');
    assert.match((await session.move('next')).description ?? '', /JOINED · step 5/);
    await session.move('reverseContinue');
    await session.move('next');
    await threads(session);
    const inside = await session.move('stepIn');
    assert.equal(session.position().mode, 'following');
    assert.match(inside.description ?? '', /SPLIT · step 2|PART · step 2/);
    assert.match((await session.move('stepOut', { threadId: 3 })).description ?? '', /JOINED/);
    await session.move('reverseContinue');
    await session.client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'PART->JOINED' }] });
    const hit = await session.move('continue');
    assert.equal(hit.reason, 'breakpoint');
    assert.match(hit.description ?? '', /step 2/);
  }));

test('a child workflow is a thread with a session of its own', () =>
  withDebugging(async (session, folder) => {
    const file = join(folder, 'flow.ts');
    writeFileSync(
      file,
      `import { child, done, goto, step, workflow } from 'backstep';
@workflow({ states: ['READ', 'MARKED'], start: 'READ', session: () => ({ marks: 0 }) })
export class Review {
  @step('READ') read(text, { session }) { session.marks = 1; return goto('MARKED', text); }
  @step('MARKED') mark(text, { session }) { session.marks += 1; return done(text + session.marks); }
}
@workflow({ states: ['SENT', 'BACK'], start: 'SENT', session: () => ({ own: true }) })
export class Parent {
  @step('SENT') send() { return child(Review, 'text', 'BACK'); }
  @step('BACK') back(answer) { return done(answer); }
}
`,
    );
    await session.launch(file, { workflow: 'Parent' });
    await session.move('next');
    assert.deepEqual(await threads(session), ['1 Parent · run', '2 Review · child 1']);
    await session.move('next', { threadId: 2 });
    const { stackFrames } = await session.client.request<DebugProtocol.StackTraceResponse['body']>(
      'stackTrace',
      { threadId: 2 },
    );
    assert.deepEqual(
      stackFrames.map(({ name, line }) => `${name} :${line}`),
      ['MARKED :5', 'READ → MARKED  #2 :4'],
    );
    // What a child does is told by itself: its states may be called like those of the run.
    const { branches, children, visits, edges } = session.position();
    assert.deepEqual(branches, [{ branch: '1', state: 'MARKED', workflow: 'Review' }]);
    const read = children?.[0]?.spent?.states['READ'];
    assert.ok(read && read.ms > 0);
    assert.deepEqual(children, [
      {
        workflow: 'Review',
        visits: { READ: 1, MARKED: 1 },
        edges: [{ from: 'READ', to: 'MARKED', line: 4, count: 1 }],
        spent: { states: { READ: read }, edges: [{ from: 'READ', to: 'MARKED', line: 4, spending: read }] },
      },
    ]);
    assert.deepEqual({ visits, edges }, { visits: { SENT: 1 }, edges: [] });
    const { scopes } = await session.client.request<DebugProtocol.ScopesResponse['body']>('scopes', {
      frameId: stackFrames[0]?.id,
    });
    const reference = scopes.find(({ name }) => name === 'Session')?.variablesReference;
    const { variables } = await session.client.request<DebugProtocol.VariablesResponse['body']>('variables', {
      variablesReference: reference,
    });
    assert.deepEqual(
      variables.map(({ name, value }) => `${name}=${value}`),
      ['marks=1'],
    );
    assert.match((await session.move('stepOut', { threadId: 2 })).description ?? '', /BACK/);
    assert.deepEqual(await session.scope('Data'), { data: '"text2"' });
    // Of a child that has ended, what its session was is still there.
    const { client } = session;
    const { branch } = await client.request<StepDetails>('backstep/step', { k: 3 });
    const sessionAt = async (k: number) =>
      (await client.request<StateAt>('backstep/state', { k, branch })).session;
    assert.deepEqual(
      [await sessionAt(1), await sessionAt(2), await sessionAt(3)],
      [{ marks: 0 }, { marks: 1 }, { marks: 2 }],
    );
    const { points } = await client.request<ValueHistory>('backstep/values', { path: ['marks'], branch });
    assert.deepEqual(
      points.map(({ k, value }) => [k, value?.type === 'whole' && value.value]),
      [
        [1, 0],
        [2, 1],
        [3, 2],
      ],
    );
    const { session: own } = await client.request<StateAt>('backstep/state', { k: 3 });
    assert.deepEqual(own, { own: true });
    await assert.rejects(
      client.request('backstep/state', { k: 0, branch }),
      /There is no line "1" at step 0/,
    );
  }));

const calling = {
  states: ['SPLIT', 'PART', 'JOINED', 'LAST'],
  options: 'services: () => ({ model: { ask: async (text) => text.toUpperCase() } })',
  body: `
  @step(State.SPLIT) split() { return fanOut(State.PART, ['a', 'b'], { join: State.JOINED }); }
  @step(State.PART) async part(item, { model }) { return done(await model.ask(item)); }
  @step(State.JOINED) join(results) { return goto(State.LAST, results.map((result) => result.value)); }
  @step(State.LAST) last(all) { return done(all.join()); }`,
};

test('a branch that has joined since is run on from, or answered with, at a position where all stand before it', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(folder, calling.states, calling.body, calling.options);
    await session.launch(file, { stopOnEnd: true });
    const end = await session.move('continue');
    assert.match(end.text ?? '', /Done after 6 steps/);
    const { stackFrames } = await session.client.request<DebugProtocol.StackTraceResponse['body']>(
      'stackTrace',
      { threadId: 1 },
    );
    const second = stackFrames.find(({ name }) => name === '1.1: PART → JOINED  #3');
    await session.move('restartFrame', { frameId: second?.id });
    assert.deepEqual([session.position().seq, session.position().mode], [2, 'forking']);
    assert.match(JSON.stringify(await output(session)), /A,B/);
    await session.move('backstep/answer', { k: 2, index: 0, value: 'given' });
    assert.deepEqual([session.position().seq, session.position().mode], [1, 'forking']);
    assert.match(JSON.stringify(await output(session)), /given/);
  }));

test('a breakpoint in one of several branches stops a step over all of them, live and along the recording', () =>
  withDebugging(async (session, folder) => {
    const file = writeWorkflow(folder, parts.states, parts.body, parts.options);
    await session.launch(file);
    await session.move('next');
    await session.client.request('setFunctionBreakpoints', {
      breakpoints: [{ name: 'PART->JOINED', condition: 'seq === 3' }],
    });
    const hit = await session.move('next');
    assert.equal(hit.reason, 'breakpoint');
    assert.equal(session.position().seq, 3);
    // The third branch was under way, and has gone on meanwhile.
    assert.deepEqual([session.position().mode, session.position().head], ['following', 4]);
    await session.move('next');
    assert.match((await session.move('next')).description ?? '', /JOINED/);
    await session.client.request('backstep/travel', { k: 1 });
    await session.client.event('stopped');
    await threads(session);
    const again = await session.move('stepOut', { threadId: 2 });
    assert.equal(again.reason, 'breakpoint');
    assert.equal(session.position().seq, 3);
  }));

test('names that would mislead a reader are shown as they are written, wherever a line is named', () =>
  withDebugging(async (session, folder) => {
    const file = join(folder, 'flow.ts');
    writeFileSync(
      file,
      `import { done, fanOut, step, waitFor, workflow } from 'backstep';
const State = { A: 'A', 'P\\u202e': 'P\\u202e', 'J\\u202e': 'J\\u202e' };
@workflow({ name: 'Fl\\u202eow', states: State, start: 'A' })
export class Flow {
  @step('A') a() { return fanOut('P\\u202e', [1], { join: 'J\\u202e' }); }
  @step('P\\u202e') part() { return done(); }
  @step('J\\u202e') join() { return waitFor('sig\\u202e\\nx', { then: 'A' }); }
}
`,
    );
    await session.launch(file);
    await session.move('next');
    assert.deepEqual(await threads(session), ['1 Fl\\u202Eow · run', '2 P\\u202E · branch 1.0']);
    const { description } = await session.move('continue');
    assert.match(description ?? '', /^J\\u202E · step \d+ · waits for the signal "sig\\u202E\\nx"$/);
    const told = printed(session).join('');
    assert.match(told, /waits for the signal "sig\\u202E\\nx"/);
    assert.doesNotMatch(told, /\u202e/);
  }));

test('an error that would mislead a reader is told as it is written, its lines kept', () =>
  withDebugging(async ({ launch, move, client }, folder) => {
    const body = "@step(State.A) a() { throw new Error('a\\u200bb\\nc \u{1f469}\u200d\u{1f680}'); }";
    await launch(writeWorkflow(folder, ['A'], body));
    await client.request('setExceptionBreakpoints', { filters: ['throws'] });
    const { text } = await move('next');
    assert.match(text ?? '', /a\\u200Bb\nc \u{1f469}\u200d\u{1f680}/u);
    const { description = '' } = await client.request<DebugProtocol.ExceptionInfoResponse['body']>(
      'exceptionInfo',
      { threadId: 1 },
    );
    assert.match(description, /a\\u200Bb\nc \u{1f469}\u200d\u{1f680}/u);
  }));
