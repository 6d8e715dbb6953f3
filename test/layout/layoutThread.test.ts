import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createLayoutThread, type LayoutThread } from '../../runtime/layout/layoutThread.ts';
import { rehearsal } from '../../runtime/layout/rehearsal.ts';
import { boundsOf, type LayoutJob } from '../../runtime/model/geometry.ts';

const jobOf = (id: number, size: number): LayoutJob => ({ ...rehearsal(size), id });

async function withThread(
  make: () => LayoutThread,
  work: (thread: LayoutThread) => Promise<void>,
): Promise<void> {
  const thread = make();
  try {
    await work(thread);
  } finally {
    await thread.close();
  }
}

/** A thread whose script is this text. */
async function withScript(
  text: string,
  work: (thread: LayoutThread) => Promise<void>,
  patience?: number,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'layout-'));
  try {
    const script = path.join(folder, 'layout.mjs');
    await writeFile(script, text);
    await withThread(() => createLayoutThread(script, patience), work);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('jobs that are asked for at once are answered one after the other, each with its own arrangement', () =>
  withThread(createLayoutThread, async (thread) => {
    thread.prepare();
    const answers = await Promise.all([20, 5, 10].map((size, id) => thread.arrange(jobOf(id, size))));
    answers.forEach((answer, id) => {
      assert.ok('arrangement' in answer, JSON.stringify(answer));
      assert.equal(answer.id, id);
      assert.equal(answer.arrangement.nodes.length, [20, 5, 10][id]);
      assert.ok(boundsOf(answer.arrangement).height > 0);
    });
  }));

test('a graph without states is arranged as nothing', () =>
  withThread(createLayoutThread, async (thread) => {
    const answer = await thread.arrange({ id: 7, nodes: [], edges: [] });
    assert.deepEqual(answer, { id: 7, arrangement: { nodes: [], edges: [] } });
  }));

test('what cannot be arranged is told, and the thread goes on', () =>
  withThread(createLayoutThread, async (thread) => {
    const lost = { key: 'e', from: '0', to: 'nowhere', label: null };
    const answer = await thread.arrange({ ...jobOf(1, 3), edges: [lost] });
    assert.ok('failed' in answer);
    assert.match(answer.failed, /^unknown-node: .*"nowhere"/);
    assert.ok('arrangement' in (await thread.arrange(jobOf(2, 3))));
  }));

test('a thread that ends is told as that; the next job has another', () =>
  withScript(
    `import { parentPort, threadId } from 'node:worker_threads';
     parentPort.on('message', ({ id }) => {
       if (id === 1) process.exit(3);
       if (id === 2) throw new Error('no luck');
       parentPort.postMessage({ id, failed: 'thread ' + threadId });
     });`,
    async (thread) => {
      const answers = await Promise.all([0, 1, 2, 3].map((id) => thread.arrange(jobOf(id, 1))));
      const told = answers.map((answer) => ('failed' in answer ? answer.failed : ''));
      assert.deepEqual(told.slice(1, 3), ['the thread of the layout ended with exit code 3', 'no luck']);
      assert.match(told[3] ?? '', /^thread \d+$/);
      assert.notEqual(told[3], told[0]);
    },
  ));

test('a script that is not there is told', () =>
  withThread(
    () => createLayoutThread('/nowhere/layout.js'),
    async (thread) => {
      thread.prepare();
      const answer = await thread.arrange(jobOf(1, 1));
      assert.ok('failed' in answer);
      assert.match(answer.failed, /\/nowhere\/layout\.js/);
    },
  ));

test('a job that takes too long is given up; those behind it have their turn', () =>
  withScript(
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ id }) => {
       if (id === 1) for (;;);
       parentPort.postMessage({ id, failed: 'answered' });
     });`,
    async (thread) => {
      const answers = await Promise.all([thread.arrange(jobOf(1, 1)), thread.arrange(jobOf(2, 1))]);
      assert.deepEqual(answers, [
        { id: 1, failed: 'it took longer than 2 seconds' },
        { id: 2, failed: 'answered' },
      ]);
    },
    2000,
  ));
