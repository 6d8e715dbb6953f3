import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AskBody } from '../../runtime/model/asked.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

/** A workflow that books a room and a table at once, and what the session adds to them; what was done stands in a file. */
function bookings(folder: string, undo = ''): { readonly file: string; done(): readonly string[] } {
  const log = join(folder, 'done.txt');
  const file = writeWorkflow(
    folder,
    ['CHOSEN', 'BOOKED', 'END'],
    `@step(State.CHOSEN) choose() { return State.BOOKED; }
  @step(State.BOOKED) async book(_, { session, rooms }) {
    await Promise.all(['room', 'table', ...session.more].map((what) => rooms.book(what)));
    return State.END;
  }
  @compensate(State.BOOKED) async cancel(_, { rooms }) {
    ${undo}
    await rooms.cancel('all');
  }
  @step(State.END) end() { return done(); }`,
    `session: () => ({ more: [] }), services: () => ({ rooms: effect('booking', new Rooms()) })`,
    `import { appendFileSync, existsSync } from 'node:fs';
import { compensate, effect } from 'backstep';
const log = ${JSON.stringify(log)};
class Rooms {
  async book(what) { appendFileSync(log, 'book ' + what + '\\n'); }
  async cancel(what) { appendFileSync(log, 'cancel ' + what + '\\n'); }
}`,
  );
  return { file, done: () => readFileSync(log, 'utf8').trim().split('\n') };
}

/** Books, goes back before that, and is about to book again; gives the questions in the order of the calls. */
async function bookAnew(
  session: Debugging,
  file: string,
  edit: string | null = null,
): Promise<readonly AskBody[]> {
  const { client } = session;
  await session.launch(file);
  for (let step = 0; step < 2; step++) await session.move('next');
  await session.move('stepBack');
  const [frame] = await session.stack();
  await session.move('restartFrame', { frameId: frame?.id });
  if (edit !== null) await client.request('evaluate', { expression: edit, context: 'repl' });
  await client.request('next', { threadId: 1 });
  const questions: AskBody[] = [];
  while (questions.length < (edit === null ? 2 : 3))
    questions.push(await client.event<AskBody>('backstep/ask'));
  return questions;
}

const typed = (session: Debugging, expression: string) =>
  session.client.request<{ readonly result: string }>('evaluate', { expression, context: 'repl' });

test('calls of one step are undone together: once, and each is made when that has ended', () =>
  withDebugging(async (session, folder) => {
    const { file, done } = bookings(folder);
    const questions = await bookAnew(session, file);
    assert.deepEqual(
      questions.map(({ compensates }) => compensates),
      ['BOOKED', 'BOOKED'],
    );
    await session.client.request('backstep/decide', { id: null, decision: 'compensate' });
    await session.client.event('stopped');
    const all = done();
    assert.deepEqual(all.slice(0, 3), ['book room', 'book table', 'cancel all']);
    assert.deepEqual(all.slice(3).sort(), ['book room', 'book table']);
  }));

test('of calls that wait at once, those that can be undone are, and the rest are told of and wait', () =>
  withDebugging(async (session, folder) => {
    const { file, done } = bookings(folder);
    const questions = await bookAnew(session, file, 'session.more.push("boat")');
    assert.deepEqual(
      questions.map(({ compensates }) => compensates),
      ['BOOKED', 'BOOKED', null],
    );
    assert.match(
      (await typed(session, ':compensate')).result,
      /^Nothing undoes rooms\.book: .*Answer :reuse or :live/,
    );
    await assert.rejects(typed(session, ':compensate'), { code: 'no-compensation' });
    await typed(session, ':live');
    await session.client.event('stopped');
    assert.deepEqual(
      ['cancel all', 'book boat'].map((what) => done().filter((line) => line === what).length),
      [1, 1],
    );
    assert.equal(done().filter((line) => /room|table/.test(line)).length, 4);
  }));

test('what was undone while its question was open is made when that is answered with the same', () =>
  withDebugging(async (session, folder) => {
    const { file, done } = bookings(folder);
    const [first, second] = await bookAnew(session, file);
    await session.client.request('backstep/decide', { id: first?.id, decision: 'compensate' });
    await session.client.event('backstep/position');
    await session.client.request('backstep/decide', { id: second?.id, decision: 'compensate' });
    await session.client.event('stopped');
    assert.deepEqual(done().slice(0, 3), ['book room', 'book table', 'cancel all']);
    assert.equal(done().length, 5);
  }));

test('an undo that fails leaves all calls of its step waiting', () =>
  withDebugging(async (session, folder) => {
    const { file, done } = bookings(folder, `throw new Error('nobody answers');`);
    await bookAnew(session, file);
    await typed(session, ':compensate all');
    for (let question = 0; question < 2; question++) {
      const { compensates } = await session.client.event<AskBody>('backstep/ask');
      assert.equal(compensates, 'BOOKED');
    }
    await typed(session, ':reuse');
    await session.client.event('stopped');
    assert.deepEqual(done(), ['book room', 'book table']);
  }));
