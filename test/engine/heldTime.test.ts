import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedAnswers } from '../../runtime/engine/answers.ts';
import { realClock } from '../../runtime/engine/clock.ts';
import { localBackend } from '../../runtime/engine/localBackend.ts';
import { firstSnapshot } from '../../runtime/engine/prepare.ts';
import type { Context } from '../../runtime/language/context.ts';
import { step, workflow } from '../../runtime/language/decorators.ts';
import { done } from '../../runtime/language/directives.ts';
import { effect } from '../../runtime/language/effect.ts';
import { interpret } from '../../runtime/language/interpret.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { Frame } from '../../runtime/model/run.ts';

const hour = 3_600_000;

class Mailer {
  async send(text: string): Promise<string> {
    return text;
  }
}

@workflow({ states: ['A'], start: 'A' })
class Letters {
  static tries = 0;
  @step('A', { timeout: '1m', retry: { attempts: 2, delay: 0 } })
  async a(_: null, { mailer, log, now }: Context & { readonly mailer: Mailer }) {
    await Promise.all([mailer.send('one'), mailer.send('two')]);
    log.info('sent');
    Letters.tries++;
    if (Letters.tries === 1) throw new Error('once more');
    return done(now());
  }
}

test('the time of a step stands still while somebody decides about its calls, and so does its timeout', async (t) => {
  let time = 0;
  t.mock.method(performance, 'now', () => time);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const manifest = manifestOf(Letters);
  const frames: Frame[] = [];
  const backend = localBackend({
    run: 'test',
    manifest,
    services: { mailer: effect('letter', new Mailer()) },
    record: (frame) => void frames.push(frame),
    clock: { ...realClock, now: () => time, sleep: async () => undefined },
    answers: recordedAnswers([], {}, async (): Promise<'live'> => {
      // By then the step waits for the answer.
      await new Promise((resolve) => setImmediate(resolve));
      time += hour;
      t.mock.timers.tick(hour);
      return 'live';
    }),
  });
  await interpret(manifest, backend, firstSnapshot(manifest, { input: null, session: {}, config: {} }, 0));
  const [frame] = frames as [Frame];
  const times = {
    frame: [frame.startedAt, frame.durationMs],
    attempts: frame.attempts.map(({ startedAt, durationMs }) => [startedAt, durationMs]),
    calls: frame.calls.map(({ startedMs, durationMs }) => [startedMs, durationMs]),
    logs: frame.logs.map(({ atMs }) => atMs),
  };
  assert.equal(time, 4 * hour, 'each of the calls of each attempt asked');
  assert.deepEqual(
    frame.attempts.map(({ error }) => error?.message),
    ['once more', undefined],
  );
  assert.deepEqual(times, {
    frame: [0, 0],
    attempts: [
      [0, 0],
      [0, 0],
    ],
    calls: [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    logs: [0, 0],
  });
  assert.deepEqual(frame.directive, { directive: 'done', output: 0 });
});
