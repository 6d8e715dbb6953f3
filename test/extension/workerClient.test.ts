import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { WorkerClient, type WorkerClientOptions } from '../../extension/workerClient.ts';

const script = path.join(import.meta.dirname, 'fixtures', 'worker.mjs');

async function withClient(
  options: Partial<WorkerClientOptions>,
  use: (
    ask: (file: string) => Promise<string>,
    client: WorkerClient,
    logged: readonly string[],
  ) => Promise<void>,
): Promise<void> {
  const logged: string[] = [];
  const client = new WorkerClient({ script, log: (line) => logged.push(line), ...options });
  const ask = async (file: string): Promise<string> => {
    const { extraction } = await client.request({ type: 'extract', file, text: null });
    return extraction.file;
  };
  try {
    await use(ask, client, logged);
  } finally {
    client.dispose();
  }
}

test('answers go to those who asked', () =>
  withClient({}, async (ask) => {
    assert.deepEqual(await Promise.all(['a', 'b', 'c'].map(ask)), ['a', 'b', 'c']);
  }));

test("a refusal rejects with the worker's code and words", () =>
  withClient({}, async (ask) => {
    await assert.rejects(ask('refuse'), { code: 'no-such-file', message: 'refuse does not exist' });
  }));

test('a crash rejects all that wait with its reason, and the next request starts a new worker', () =>
  withClient({}, async (ask, _client, logged) => {
    const waiting = [ask('never'), ask('die')];
    for (const one of waiting) {
      await assert.rejects(one, { code: 'worker-died', message: /TypeError: the worker was told to die/ });
    }
    assert.ok(logged.some((line) => line.includes('the worker was told to die')));
    assert.equal(await ask('again'), 'again');
  }));

test('an exit rejects with its code', () =>
  withClient({}, async (ask) => {
    await assert.rejects(ask('quit'), { code: 'worker-died', message: /exit code 3/ });
  }));

test('a request that hangs is given up, its worker ended, and what else waited is told so', () =>
  withClient({ timeLimit: 3000 }, async (ask) => {
    const first = ask('hang');
    const second = ask('behind');
    await assert.rejects(first, { code: 'worker-timeout', message: /took more than 3 s to read hang/ });
    await assert.rejects(second, /worker-timeout|worker-died|took more than|ended/);
    assert.equal(await ask('again'), 'again');
  }));

test('a request is given up while the worker is in the middle of it, and what waited behind it is done', () =>
  withClient({}, async (ask, client) => {
    // More often than a worker may die: this is no crash.
    for (let i = 0; i < 4; i++) {
      const cancel = new AbortController();
      const given = client.request({ type: 'extract', file: 'hang', text: null }, 60_000, cancel.signal);
      const behind = ask('behind');
      cancel.abort();
      await assert.rejects(given, { code: 'cancelled' });
      assert.equal(await behind, 'behind');
    }
  }));

test('a request that was answered is not given up any more', () =>
  withClient({}, async (ask, client) => {
    const cancel = new AbortController();
    await client.request({ type: 'extract', file: 'a', text: null }, 60_000, cancel.signal);
    const waiting = ask('b');
    cancel.abort();
    assert.equal(await waiting, 'b');
  }));

test('a worker that keeps dying is left alone until it is forgiven', () => {
  const gaveUp: string[] = [];
  return withClient({ gaveUp: (error) => gaveUp.push(error.code) }, async (ask, client) => {
    for (let i = 0; i < 3; i++) await assert.rejects(ask('quit'), { code: 'worker-died' });
    await assert.rejects(ask('fine'), { code: 'worker-resting', message: /ended 3 times within a minute/ });
    assert.deepEqual(gaveUp, ['worker-resting']);
    client.forgive();
    assert.equal(await ask('fine'), 'fine');
  });
});

test('a script that does not exist is a death, not a hang', () =>
  withClient({ script: path.join(import.meta.dirname, 'nowhere.mjs') }, async (ask) => {
    await assert.rejects(ask('a'), { code: 'worker-died' });
  }));

test('disposing ends the worker and rejects what waits', () =>
  withClient({}, async (ask, client) => {
    const waiting = ask('never');
    client.dispose();
    await assert.rejects(waiting, { code: 'worker-died', message: /shutting down/ });
    await assert.rejects(ask('late'), { code: 'worker-died' });
  }));
