import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AskBody } from '../../runtime/model/asked.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

test('Pause leaves a step that waits for a decision: nothing is sent, and one may go elsewhere or come to it again', () =>
  withDebugging(async ({ launch, move, stack, client, position }, folder) => {
    const log = join(folder, 'sent.txt');
    const sent = (): readonly string[] =>
      existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    const file = writeWorkflow(
      folder,
      ['WRITTEN', 'SENT', 'END'],
      `@step(State.WRITTEN) write() { return State.SENT; }
  @step(State.SENT) async send(_, { mailer }) { await mailer.send('dear'); return State.END; }
  @step(State.END) end() { return done('told'); }`,
      'services: () => ({ mailer: effect("letter", new Mailer()) })',
      `import { appendFileSync } from 'node:fs';
import { effect } from 'backstep';
class Mailer {
  async send(text) { appendFileSync(${JSON.stringify(log)}, text + '\\n'); }
}`,
    );
    await launch(file);
    for (let step = 0; step < 2; step++) await move('next');
    await move('stepBack');
    const [frame] = await stack();
    await move('restartFrame', { frameId: frame?.id });
    const ask = async (command: string): Promise<AskBody> => {
      await client.request(command, { threadId: 1 });
      return client.event<AskBody>('backstep/ask');
    };
    await ask('next');
    const left = await move('pause');
    assert.deepEqual(
      [left.reason, left.text],
      ['pause', 'Left SENT, step 2, before its call of mailer.send: going on runs it anew'],
    );
    await assert.rejects(client.request('evaluate', { expression: ':live', context: 'repl' }), {
      code: 'nothing-asked',
    });
    assert.equal((await stack())[0]?.name, 'SENT');
    await ask('continue');
    await move('pause');
    await move('stepBack');
    assert.equal(position().state, 'WRITTEN');
    // From there on the recording is followed, until the step is run anew.
    await move('next');
    const [again] = await stack();
    await move('restartFrame', { frameId: again?.id });
    const { id } = await ask('next');
    assert.deepEqual(sent(), ['dear']);
    await client.request('backstep/decide', { id, decision: 'live' });
    await client.event('stopped');
    assert.deepEqual([position().state, sent()], ['END', ['dear', 'dear']]);
  }));
