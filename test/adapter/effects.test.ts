import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AskBody } from '../../runtime/model/asked.ts';
import { type Debugging, withDebugging, writeWorkflow } from './debugging.ts';

/** A workflow that sends a letter; what was sent stands in a file. */
function letters(folder: string): { readonly file: string; sent(): readonly string[] } {
  const log = join(folder, 'sent.txt');
  const file = writeWorkflow(
    folder,
    ['WRITTEN', 'SENT', 'END'],
    `@step(State.WRITTEN) write(_, { session }) { session.text = 'dear'; return State.SENT; }
  @step(State.SENT) async send(_, { session, mailer }) { await mailer.send(session.text); return State.END; }
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
