import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StepDetails } from '../../runtime/model/history.ts';
import type { StreamBody } from '../../runtime/model/stream.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

/** A service that answers in pieces, and goes on when the test lets it. */
const above = `
import { existsSync } from 'node:fs';
class Model {
  constructor(private readonly goOn: string) {}
  async *ask(words: string) {
    yield 'Hello ';
    yield words;
    yield 'x'.repeat(9000);
    while (!existsSync(this.goOn)) await new Promise((resolve) => setTimeout(resolve, 5));
    yield '!';
  }
}`;

const body = `
  @step(State.ASK) async ask(_, { model }) {
    let all = '';
    for await (const piece of model.ask('world')) all += piece;
    return goto(State.END, all.length);
  }
  @step(State.END) end(length) { return done(length); }`;

test('what a call answers is told while its step runs, bounded, and its frame has all of it', () =>
  withDebugging(async (session, folder) => {
    const goOn = join(folder, 'go-on');
    const file = writeWorkflow(
      folder,
      ['ASK', 'END'],
      body,
      `services: () => ({ model: new Model(${JSON.stringify(goOn)}) })`,
      above,
    );
    await session.launch(file);
    const moving = session.move('next');
    const pieces: StreamBody['chunks'][number][] = [];
    let last: StreamBody | null = null;
    while (pieces.length < 3) {
      last = await session.client.event<StreamBody>('backstep/stream');
      pieces.push(...last.chunks);
    }
    assert.deepEqual(pieces, ['Hello ', 'world', null]);
    const { chunks, ...about } = last ?? { chunks: [] };
    assert.deepEqual(about, {
      branch: '',
      step: 1,
      state: 'ASK',
      attempt: 1,
      call: 0,
      name: 'model.ask',
      cut: true,
    });
    writeFileSync(goOn, '');
    assert.match((await moving).description ?? '', /END/);
    const { calls } = await session.client.request<StepDetails>('backstep/step', { k: 1 });
    const [call] = calls;
    assert.ok(call?.answer.type === 'whole' && Array.isArray(call.answer.value));
    assert.deepEqual(
      call.answer.value.map((piece) => (typeof piece === 'string' ? piece.length : piece)),
      [6, 5, 9000, 1],
    );
  }));
