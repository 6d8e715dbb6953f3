import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AskBody } from '../../runtime/model/asked.ts';
import { attach, runInspected } from './attachedProcess.ts';
import { overStdio } from './dapClient.ts';
import { type Debugging, debuggingWith, withDebugging, writeWorkflow } from './debugging.ts';
import { eventually } from './eventually.ts';

/** A workflow that sends a letter; what was sent stands in a file. */
function letters(
  folder: string,
  sending = 'await mailer.send(session.text)',
): { readonly file: string; sent(): readonly string[] } {
  const log = join(folder, 'sent.txt');
  const file = writeWorkflow(
    folder,
    ['WRITTEN', 'SENT', 'END'],
    `@step(State.WRITTEN) write(_, { session }) { session.text = 'dear'; return State.SENT; }
  @step(State.SENT) async send(_, { session, mailer }) { ${sending}; return State.END; }
  @step(State.END) end() { return done('told'); }`,
    `session: () => ({ text: '' }), services: () => ({ mailer: effect('letter', new Mailer()) })`,
    `import { appendFileSync } from 'node:fs';
import { effect } from 'backstep';
class Mailer {
  async send(text) { appendFileSync(${JSON.stringify(log)}, text + '\\n'); return 'sent ' + text; }
}`,
  );
  return { file, sent: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []) };
}

/** Sends the letter, goes back before it, and is about to send it again. */
async function backBeforeSending(session: Debugging, file: string, options: object = {}): Promise<void> {
  await session.launch(file, options);
  for (let step = 0; step < 3; step++) await session.move('next');
  for (let step = 0; step < 2; step++) await session.move('stepBack');
  const [frame] = await session.stack();
  await session.move('restartFrame', { frameId: frame?.id });
}

test('an effect is not repeated until somebody says so; its recorded answer is used', () =>
  withDebugging(async (session, folder) => {
    const { file, sent } = letters(folder);
    await backBeforeSending(session, file);
    await session.client.request('next', { threadId: 1 });
    const question = await session.client.event<AskBody>('backstep/ask');
    assert.match(
      question.question,
      /mailer\.send\("dear"\), which changes the world \(letter\)\. It was made/,
    );
    assert.deepEqual(sent(), ['dear']);
    await session.client.request('backstep/decide', { id: question.id, decision: 'reuse' });
    await session.client.event('stopped');
    assert.match(session.position().parent?.run ?? '', /./);
    assert.deepEqual(sent(), ['dear']);
  }));

test('a call that waits is told where the session stands, and what the recording has no answer to is not reused', () =>
  withDebugging(async (session, folder) => {
    const { file, sent } = letters(folder);
    await backBeforeSending(session, file);
    const { client } = session;
    await client.request('evaluate', { expression: 'session.text = "cheers"', context: 'repl' });
    await client.request('next', { threadId: 1 });
    const question = await client.event<AskBody>('backstep/ask');
    assert.equal(question.recorded, false);
    await eventually('the position', () => session.position().asks === 'mailer.send');
    const hint = client.traffic.find(
      ({ event, body }) => event === 'output' && JSON.stringify(body).includes('about to call'),
    );
    assert.match(JSON.stringify(hint), /has no answer to it\. Type :live to make it; with /);
    for (const [command, args] of [
      ['evaluate', { expression: ':reuse', context: 'repl' }],
      ['backstep/decide', { id: question.id, decision: 'reuse' }],
    ] as const)
      await assert.rejects(client.request(command, args), { code: 'no-answer' });
    await client.request('evaluate', { expression: ':live', context: 'repl' });
    await client.event('stopped');
    assert.equal(session.position().asks, undefined);
    assert.deepEqual(sent(), ['dear', 'cheers']);
  }));

test('of calls that wait at once, those with a recorded answer get it, and the rest are told of and wait', () =>
  withDebugging(async (session, folder) => {
    const { file, sent } = letters(
      folder,
      "await Promise.all([mailer.send('a'), mailer.send(session.text), mailer.send('z')])",
    );
    await backBeforeSending(session, file);
    const { client } = session;
    await client.request('evaluate', { expression: 'session.text = "cheers"', context: 'repl' });
    await client.request('next', { threadId: 1 });
    const questions: AskBody[] = [];
    for (let call = 0; call < 3; call++) questions.push(await client.event<AskBody>('backstep/ask'));
    assert.deepEqual(
      questions.map(({ recorded }) => recorded),
      [true, false, true],
    );
    await eventually('the first question', () => session.position().question === questions[0]?.id);
    const { result } = await client.request<{ result: string }>('evaluate', {
      expression: ':reuse',
      context: 'repl',
    });
    assert.match(result, /^The recording has no answer to mailer\.send: make the call with :live/);
    await eventually('the question that is left', () => session.position().question === questions[1]?.id);
    await assert.rejects(client.request('evaluate', { expression: ':reuse', context: 'repl' }), {
      code: 'no-answer',
    });
    await client.request('evaluate', { expression: ':live', context: 'repl' });
    await client.event('stopped');
    assert.equal(session.position().question, undefined);
    assert.deepEqual(sent(), ['a', 'dear', 'z', 'cheers']);
  }));

test('or is made again, from the console of any client', () =>
  withDebugging(async (session, folder) => {
    const { file, sent } = letters(folder);
    await backBeforeSending(session, file);
    await session.client.request('next', { threadId: 1 });
    await session.client.event('backstep/ask');
    await session.client.request('evaluate', { expression: ':live all', context: 'repl' });
    await session.client.event('stopped');
    assert.deepEqual(sent(), ['dear', 'dear']);
    await assert.rejects(session.client.request('evaluate', { expression: ':reuse', context: 'repl' }), {
      code: 'nothing-asked',
    });
  }));

test('a run that is put back at the state of an effect by hand asks, too', () =>
  withDebugging(async (session, folder) => {
    const { file, sent } = letters(folder);
    await session.launch(file);
    await session.move('next');
    await session.move('next');
    await session.client.request('evaluate', { expression: ':goto SENT', context: 'repl' });
    await session.client.event('stopped');
    await session.client.request('next', { threadId: 1 });
    const question = await session.client.event<AskBody>('backstep/ask');
    assert.deepEqual(sent(), ['dear']);
    await session.client.request('backstep/decide', { id: question.id, decision: 'live' });
    await session.client.event('stopped');
    assert.deepEqual(sent(), ['dear', 'dear']);
    assert.equal(session.position().parent, null, 'it is the same run');
  }));

test('a policy answers without asking', () =>
  withDebugging(async (session, folder) => {
    const { file, sent } = letters(folder);
    await backBeforeSending(session, file, { calls: { services: { mailer: 'reuse' } } });
    await session.move('next');
    assert.deepEqual(sent(), ['dear']);
    await session.move('stepBack');
  }));

test('Stop works while a question is open', () =>
  withDebugging(async (session, folder) => {
    const { file } = letters(folder);
    await backBeforeSending(session, file);
    await session.client.request('next', { threadId: 1 });
    await session.client.event('backstep/ask');
    await session.client.request('terminate');
    await session.client.event('terminated');
  }));

function killHost({ client }: Debugging): void {
  const told = client.traffic.findLast((message) => message['event'] === 'process');
  const host = told?.['body'] as { readonly systemProcessId: number } | undefined;
  assert.ok(host);
  process.kill(host.systemProcessId, 'SIGKILL');
}

/** A workflow that books twice and can take that back; what was done stands in a file. */
function bookings(
  folder: string,
  more = '',
  end = 'done(session.booking)',
  timeout = '1m',
): { readonly file: string; done(): readonly string[] } {
  const log = join(folder, 'done.txt');
  const file = writeWorkflow(
    folder,
    ['CHOSEN', 'BOOKED', 'END'],
    `@step(State.CHOSEN) choose() { return goto(State.BOOKED, 'sea'); }
  @step(State.BOOKED, { timeout: '${timeout}' }) async book(place, { session, rooms }) {
    session.booking = await rooms.book(place);
    session.meal = await rooms.book('dinner');
    return State.END;
  }
  @compensate(State.BOOKED) async cancel(place, { session, rooms }) {
    ${more}
    await rooms.cancel(place + ' ' + session.booking + ' ' + session.meal);
  }
  @step(State.END) async end(_, { session }) { await new Promise((next) => setTimeout(next, 1)); return ${end}; }`,
    `session: () => ({ booking: 'none', meal: 'none' }), services: () => ({ rooms: effect('booking', new Rooms()) })`,
    `import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { compensate, effect } from 'backstep';
const log = ${JSON.stringify(log)};
class Rooms {
  async book(what) {
    appendFileSync(log, 'book ' + what + '\\n');
    return 'number ' + readFileSync(log, 'utf8').trim().split('\\n').length;
  }
  async cancel(what) { appendFileSync(log, 'cancel ' + what + '\\n'); }
}`,
  );
  return { file, done: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []) };
}

test('what a step did is undone before its call is made anew: once, with what the step got and left', () =>
  withDebugging(async (session, folder) => {
    const { file, done } = bookings(folder, '', undefined, '2s');
    await backBeforeSending(session, file);
    await session.client.request('next', { threadId: 1 });
    const first = await session.client.event<AskBody>('backstep/ask');
    assert.equal(first.compensates, 'BOOKED');
    // The time of the step stands still while it is asked: its timeout is shorter than this.
    await new Promise((next) => setTimeout(next, 2200));
    await session.client.request('backstep/decide', { id: first.id, decision: 'compensate' });
    const second = await session.client.event<AskBody>('backstep/ask');
    assert.equal(second.compensates, null);
    await assert.rejects(
      session.client.request('backstep/decide', { id: second.id, decision: 'compensate' }),
      { code: 'no-compensation' },
    );
    await session.client.request('backstep/decide', { id: second.id, decision: 'live' });
    const stop = await session.client.event<{ readonly description: string }>('stopped');
    assert.match(stop.description, /^END/);
    assert.deepEqual(done(), [
      'book sea',
      'book dinner',
      'cancel sea number 1 number 2',
      'book sea',
      'book dinner',
    ]);
    assert.deepEqual(await session.scope('Session'), { booking: '"number 4"', meal: '"number 5"' });
    // What undid it is told with the calls of the step.
    assert.match(JSON.stringify(await session.scope('Calls')), /cancel/);
    const { parent } = session.position();
    await session.client.request('terminate');
    await session.client.event('terminated');
    await withDebugging(async (replay) => {
      const path = join(folder, 'runs', `${parent?.run}.sqlite`);
      await replay.launch('', { program: undefined, replay: path });
      await replay.move('next');
      await replay.move('next');
      assert.match(await replay.evaluate(':json calls', 'repl'), /"number 1"/);
      const calls = await replay.scope('Calls');
      assert.match(JSON.stringify(calls), /undone/);
    });
  }));

test('what the run has undone by itself is not undone once more', () =>
  withDebugging(async (session, folder) => {
    const { file, done } = bookings(folder, '', "fail('sold out')");
    await session.launch(file);
    const end = await session.move('continue');
    assert.match(end.description ?? '', /failed|exception|step 4/i);
    assert.equal(done().at(-1), 'cancel sea number 1 number 2');
    while (session.position().seq > 1) await session.move('stepBack');
    const [frame] = await session.stack();
    await session.move('restartFrame', { frameId: frame?.id });
    await session.client.request('next', { threadId: 1 });
    const question = await session.client.event<AskBody>('backstep/ask');
    assert.equal(question.compensates, null);
    await assert.rejects(session.client.request('evaluate', { expression: ':compensate', context: 'repl' }), {
      code: 'no-compensation',
    });
    await session.client.request('evaluate', { expression: ':live all', context: 'repl' });
    await session.client.event('stopped');
    assert.deepEqual(done().slice(2), ['cancel sea number 1 number 2', 'book sea', 'book dinner']);
  }));

test('a compensation that ends with its host counts as not done: it is said, and asked about again', () =>
  withDebugging(async (session, folder) => {
    const mark = JSON.stringify(join(folder, 'called'));
    const { file, done } = bookings(
      folder,
      `if (!existsSync(${mark})) { appendFileSync(${mark}, ''); process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); }`,
    );
    await backBeforeSending(session, file);
    await session.client.request('next', { threadId: 1 });
    await session.client.event('backstep/ask');
    await session.client.request('evaluate', { expression: ':compensate all', context: 'repl' });
    await session.client.event('stopped');
    assert.match(JSON.stringify(session.client.traffic), /The compensation of BOOKED was cut short/);
    await session.client.request('next', { threadId: 1 });
    const again = await session.client.event<AskBody>('backstep/ask');
    assert.equal(again.compensates, 'BOOKED');
    await session.client.request('evaluate', { expression: ':compensate', context: 'repl' });
    await session.client.event('backstep/ask');
    await session.client.request('evaluate', { expression: ':live', context: 'repl' });
    await session.client.event('stopped');
    assert.deepEqual(done().slice(2), ['cancel sea number 1 number 2', 'book sea', 'book dinner']);
    assert.equal(JSON.stringify(session.client.traffic).split('was cut short').length, 2);
  }));

test('what was undone stays undone, though its host was lost before a frame could tell of it', () =>
  withDebugging(async (session, folder) => {
    const { file, done } = bookings(folder);
    await backBeforeSending(session, file);
    await session.client.request('next', { threadId: 1 });
    await session.client.event('backstep/ask');
    await session.client.request('evaluate', { expression: ':compensate', context: 'repl' });
    // The second call waits: the compensation, and the call that came after it, are done.
    await session.client.event('backstep/ask');
    killHost(session);
    await session.client.event('stopped');
    await session.client.request('next', { threadId: 1 });
    const again = await session.client.event<AskBody>('backstep/ask');
    assert.equal(again.compensates, null);
    assert.equal(done().filter((line) => line.startsWith('cancel')).length, 1);
    assert.doesNotMatch(JSON.stringify(session.client.traffic), /was cut short/);
    await session.client.request('evaluate', { expression: ':reuse all', context: 'repl' });
    await session.client.event('stopped');
  }));

test('what a run did that was reused in a fork can be undone from there, too', () =>
  withDebugging(async (session, folder) => {
    const { file, done } = bookings(folder);
    await backBeforeSending(session, file);
    await session.client.request('next', { threadId: 1 });
    await session.client.event('backstep/ask');
    await session.client.request('evaluate', { expression: ':reuse', context: 'repl' });
    await session.client.event('backstep/ask');
    await session.client.request('evaluate', { expression: ':reuse', context: 'repl' });
    await session.client.event('stopped');
    const [, taken] = await session.stack();
    await session.move('restartFrame', { frameId: taken?.id });
    await session.client.request('next', { threadId: 1 });
    const again = await session.client.event<AskBody>('backstep/ask');
    assert.deepEqual([again.recorded, again.compensates], [true, 'BOOKED']);
    assert.match(again.question, /From here on that run made 2 × booking\.$/);
    await session.client.request('evaluate', { expression: ':compensate', context: 'repl' });
    await session.client.event('backstep/ask');
    await session.client.request('evaluate', { expression: ':live', context: 'repl' });
    await session.client.event('stopped');
    assert.deepEqual(done().slice(2), ['cancel sea number 1 number 2', 'book sea', 'book dinner']);
  }));

test('a question that is open ends with its host', () =>
  withDebugging(async (session, folder) => {
    const { file } = bookings(folder);
    await backBeforeSending(session, file);
    await session.client.request('next', { threadId: 1 });
    await session.client.event('backstep/ask');
    killHost(session);
    await session.client.event('stopped');
    await assert.rejects(session.client.request('evaluate', { expression: ':live', context: 'repl' }), {
      code: 'nothing-asked',
    });
  }));

test('what is being undone as one leaves is undone to its end, and not once more', () =>
  withDebugging(async (session, folder) => {
    const [begun, gate] = [join(folder, 'begun'), join(folder, 'gate')];
    const { file, done } = bookings(
      folder,
      `appendFileSync(${JSON.stringify(begun)}, '');
       while (!existsSync(${JSON.stringify(gate)})) await new Promise((next) => setTimeout(next, 5));`,
    );
    // The step of the fork does not wait for its call.
    const left = join(folder, 'left');
    const text = readFileSync(file, 'utf8').replace(
      'session.booking = await',
      `if (existsSync(${JSON.stringify(left)})) {
        rooms.book(place).catch(() => undefined);
        while (!existsSync(${JSON.stringify(begun)})) await new Promise((next) => setTimeout(next, 5));
        return State.END;
      }
      session.booking = await`,
    );
    writeFileSync(file, text);
    await backBeforeSending(session, file);
    writeFileSync(left, '');
    const again = async (): Promise<AskBody> => {
      await session.client.request('next', { threadId: 1 });
      return session.client.event<AskBody>('backstep/ask');
    };
    await again();
    await session.client.request('evaluate', { expression: ':compensate', context: 'repl' });
    await session.client.event('stopped');
    await session.client.request('evaluate', { expression: ':at 0', context: 'repl' });
    await session.client.event('stopped');
    await session.client.request('evaluate', { expression: ':fork 1', context: 'repl' });
    await session.client.event('stopped');
    rmSync(begun);
    const question = await again();
    assert.equal(question.compensates, null, 'it is being undone now');
    writeFileSync(gate, '');
    await eventually('what was undone to be recorded', () => undoesIn(folder).at(-1) === 'undone');
    assert.deepEqual(undoesIn(folder), ['begun', 'undone']);
    await session.client.request('terminate');
    await session.client.event('terminated');
    assert.deepEqual(done().slice(2), ['cancel sea number 1 number 2']);
  }));

test('what another session has undone of a run is not undone once more', (t) =>
  withDebugging(async (first, folder) => {
    const { file, done } = bookings(folder, '', 'session.booking === "" ? done() : goto(State.END)');
    const run = await runInspected(t, folder, file, ['--inspect-brk']);
    /** Goes back before the booking, and comes to it anew in a run of the session's own. */
    const bookAnew = async (session: Debugging): Promise<AskBody> => {
      await session.client.request('evaluate', { expression: ':fork 1', context: 'repl' });
      await session.client.event('stopped');
      await session.client.request('next', { threadId: 1 });
      return session.client.event<AskBody>('backstep/ask');
    };
    await attach(first, run, { stopOnEntry: true });
    for (let step = 0; step < 2; step++) await first.move('next');
    assert.equal((await bookAnew(first)).compensates, 'BOOKED');
    await first.client.request('evaluate', { expression: ':compensate', context: 'repl' });
    await first.client.event('backstep/ask');
    await first.client.request('evaluate', { expression: ':live all', context: 'repl' });
    await first.client.event('stopped');
    await first.client.request('disconnect', { terminateDebuggee: false });
    await first.client.close();

    const second = debuggingWith(overStdio(), folder);
    await attach(second, run, { stopOnEntry: true });
    assert.equal((await bookAnew(second)).compensates, null);
    await assert.rejects(second.client.request('evaluate', { expression: ':compensate', context: 'repl' }), {
      code: 'no-compensation',
    });
    await second.client.request('disconnect', { terminateDebuggee: true });
    await second.client.close();
    assert.equal(done().filter((line) => line.startsWith('cancel')).length, 1);
  }));

/** What became of each undo that is recorded in the folder. */
function undoesIn(folder: string): readonly string[] {
  const file = join(folder, 'runs', 'undone.jsonl');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  return lines.map((line) => (JSON.parse(line) as { readonly undo: string }).undo);
}

test('a compensation that throws leaves the call waiting, and is asked about again', () =>
  withDebugging(async (session, folder) => {
    const { file, done } = bookings(folder, "throw new Error('nobody answers the phone');");
    await backBeforeSending(session, file);
    await session.client.request('next', { threadId: 1 });
    await session.client.event('backstep/ask');
    await session.client.request('evaluate', { expression: ':compensate all', context: 'repl' });
    const again = await session.client.event<AskBody>('backstep/ask');
    assert.equal(again.compensates, 'BOOKED');
    assert.ok(
      session.client.traffic.some((message) => JSON.stringify(message).includes('nobody answers the phone')),
    );
    await session.client.request('evaluate', { expression: ':reuse all', context: 'repl' });
    await session.client.event('stopped');
    assert.deepEqual(done(), ['book sea', 'book dinner']);
  }));
