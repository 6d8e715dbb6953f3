import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, clockFrom, realClock, startTimer, virtualClock } from '../../runtime/engine/clock.ts';
import { type LocalBackendOptions, localBackend } from '../../runtime/engine/localBackend.ts';
import { firstSnapshot, makeServices } from '../../runtime/engine/prepare.ts';
import type { Context } from '../../runtime/language/context.ts';
import { step, workflow } from '../../runtime/language/decorators.ts';
import { done } from '../../runtime/language/directives.ts';
import { interpret } from '../../runtime/language/interpret.ts';
import { manifestOf } from '../../runtime/language/manifest.ts';
import type { Frame } from '../../runtime/model/run.ts';

const month = 30 * 24 * 3_600_000;

async function frameOf(
  workflowClass: new () => object,
  options: Partial<LocalBackendOptions> = {},
): Promise<Frame> {
  const manifest = manifestOf(workflowClass);
  const frames: Frame[] = [];
  const record = (frame: Frame): void => void frames.push(frame);
  const backend = localBackend({ run: 'test', manifest, services: {}, record, ...options });
  await interpret(manifest, backend, firstSnapshot(manifest, { input: null, session: {}, config: {} }, 0));
  return frames[0] as Frame;
}

@workflow({ states: ['A'], start: 'A' })
class Down {
  @step('A', { retry: { attempts: 3, delay: '1m', factor: 4, maxDelay: '30s' } }) a() {
    throw new Error('down');
  }
}

test('no delay is longer than maxDelay, the first included', async () => {
  const slept: number[] = [];
  await frameOf(Down, { clock: { ...realClock, now: () => 0, sleep: async (ms) => void slept.push(ms) } });
  assert.deepEqual(slept, [30_000, 30_000]);
});

test('a stop while a retry waits ends the run, and records nothing', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const clock = { ...realClock, now: () => 0, sleep: async () => stop.abort(reason) };
  const record = (): void => assert.fail('the step has no result');
  await assert.rejects(frameOf(Down, { clock, stop: stop.signal, record }), reason);
});

@workflow({ states: ['A'], start: 'A' })
class Heeding {
  @step('A', { retry: { attempts: 3 } }) a(_: null, { abortSignal }: Context) {
    return new Promise<never>((_resolve, reject) => {
      abortSignal.addEventListener('abort', () => reject(new Error('gone')));
    });
  }
}

test('a step that ends because of a stop has not failed', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const record = (): void => assert.fail('the step has no result');
  setImmediate(() => stop.abort(reason));
  await assert.rejects(frameOf(Heeding, { stop: stop.signal, record }), reason);
});

@workflow({ states: ['A'], start: 'A' })
class Late {
  static late: Promise<void> | null = null;
  @step('A', { timeout: 20, retry: { attempts: 2, delay: 0 } })
  async a(_: null, { log, metric, checkpoint, restored }: Context) {
    if (Late.late) {
      await Late.late;
      return done(restored);
    }
    checkpoint('in time');
    Late.late = new Promise((resolve) => setTimeout(resolve, 30)).then(() => {
      log.info('late');
      metric('late', 1);
      checkpoint('late');
    });
    await Late.late;
    return new Promise<never>(() => {});
  }
}

test('an attempt that timed out notes nothing more', async () => {
  const { logs, metrics, directive } = await frameOf(Late);
  assert.deepEqual({ logs, metrics }, { logs: [], metrics: [] });
  assert.deepEqual(directive, { directive: 'done', output: 'in time' });
});

@workflow({ states: ['A'], start: 'A' })
class Patient {
  @step('A', { timeout: month }) async a() {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a timeout of a month does not fire at once', async () => {
  assert.equal((await frameOf(Patient)).error, null);
});

test('a sleep of a month ends when it is stopped, not before', async () => {
  const stop = new AbortController();
  let isOver = false;
  const sleeping = realClock.sleep(month, stop.signal).then(() => {
    isOver = true;
  });
  await new Promise<void>((resolve) => startTimer(20, resolve));
  assert.equal(isOver, false);
  stop.abort();
  await sleeping;
});

@workflow({ states: ['A'], start: 'A' })
class Metric {
  @step('A') a(_: null, { metric }: Context) {
    metric('tokens', Number.NaN);
  }
}

test('a metric that is no number', async () => {
  const { error } = await frameOf(Metric);
  assert.deepEqual(
    [error?.code, error?.message],
    ['bad-metric', 'The metric tokens is NaN: give a finite number.'],
  );
});

test('a step whose frame is known is not run', async () => {
  const known = await frameOf(Down, { clock: virtualClock(0) });
  const answer: Frame = { ...known, error: null, directive: { directive: 'done', output: 7 } };
  assert.equal(await frameOf(Down, { memo: new Map([['1:A', answer]]) }), undefined, 'nothing is recorded');
});

test('services that are made asynchronously', () => {
  // @ts-expect-error The type refuses it as well.
  @workflow({ states: ['A'], start: 'A', services: async () => ({ model: 1 }) })
  class Async {
    @step('A') a() {}
  }
  assert.throws(() => makeServices(manifestOf(Async)), {
    code: 'bad-services',
    message: /may not be a promise: await in the methods/,
  });
});

test('a clock that is set back while a run is under way does not turn its time back', () => {
  const { now } = Date;
  const clocks = [clockFrom(now()), clockFrom(now() + 60_000), virtualClock(now())];
  const before = clocks.map((clock) => clock.now());
  try {
    Date.now = () => now() - 3_600_000;
    clocks.forEach((clock, index) => {
      assert.ok(clock.now() >= (before[index] as number));
    });
    Date.now = () => now() + 3_600_000;
    assert.ok(
      (clocks[0] as Clock).now() >= (before[0] as number) + 3_600_000,
      'and it follows one that is set on',
    );
  } finally {
    Date.now = now;
  }
});
