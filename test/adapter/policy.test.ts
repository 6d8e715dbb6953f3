import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRun } from '../../runtime/recording/writer.ts';
import { DONE, header } from '../recording/samples.ts';
import { withDebugging, writeWorkflow } from './debugging.ts';

const body = `  @step(State.A)
  a(input: { password: string }, { session, log }: Context) {
    session.password = input.password;
    log.info('signing in with ' + input.password);
    return goto(State.B, { password: input.password });
  }
  @step(State.B)
  b() { return done('in'); }`;

test('what is not to be written is shown while debugging, and nowhere on disk', () =>
  withDebugging(async ({ launch, move, scope, client }, folder) => {
    const runs = join(folder, 'runs');
    mkdirSync(runs);
    const old = createRun(runs, header({ id: 'old' }));
    await old.finish(DONE);
    const file = writeWorkflow(folder, ['A', 'B'], body, 'session: () => ({ password: "" })');
    const options = { input: { password: 'hunter2' }, redact: ['password'], keepRuns: 1, stopOnEnd: false };
    await launch(file, options);
    await move('next');
    assert.equal((await scope('Session'))['password'], '"hunter2"');
    await move('stepBack');
    await move('next');
    await client.request('continue', { threadId: 1 });
    await client.event('terminated');
    await client.close();
    const names = readdirSync(runs);
    assert.ok(names.length === 1 && names[0] !== 'old.sqlite', `kept ${names.join()}`);
    for (const name of names) {
      const bytes = readFileSync(join(runs, name));
      assert.ok(!bytes.includes('hunter2'), name);
      assert.ok(bytes.includes('[redacted]'), name);
    }
  }));
