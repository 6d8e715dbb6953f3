import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { WorkerClient } from '../../extension/workerClient.ts';
import { distFile } from '../../runtime/dist.ts';
import type { RunHeader } from '../../runtime/model/run.ts';
import { createRun } from '../../runtime/recording/writer.ts';

const script = distFile('worker.js');
const examples = path.join(import.meta.dirname, '..', '..', 'examples');
let folder = '';
let client: WorkerClient;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'worker-'));
  client = new WorkerClient({ script, log: (line) => console.error(line) });
});

after(async () => {
  client.dispose();
  await rm(folder, { recursive: true, force: true });
});

test('extracts a file from the disk', async () => {
  const file = path.join(examples, 'answer-refinement.ts');
  const { extraction } = await client.request({ type: 'extract', file, text: null });
  const [graph] = extraction.workflows;
  assert.equal(graph?.name, 'AnswerRefinement');
  assert.deepEqual(
    graph.states.map(({ id }) => id),
    ['START', 'GENERATED', 'CHECKED', 'REFINED', 'END'],
  );
  assert.deepEqual(extraction.problems, []);
});

test('extracts a text that is not saved', async () => {
  const file = path.join(examples, 'answer-refinement.ts');
  const text = (await readFile(file, 'utf8')).replace('return State.CHECKED;', 'return State.CHEKED;');
  const { extraction } = await client.request({ type: 'extract', file, text });
  const codes = extraction.workflows.flatMap(({ problems }) => problems.map(({ message }) => message));
  assert.match(codes.join(), /CHEKED/);
});

test('gives no graph and no failure for a file that is not there', async () => {
  const { extraction } = await client.request({
    type: 'extract',
    file: path.join(folder, 'gone.ts'),
    text: null,
  });
  assert.deepEqual(extraction.workflows, []);
});

test('lists, reads and deletes recordings, and names those that it cannot read', async () => {
  const header: RunHeader = {
    id: '20261122-120000-abcdef',
    workflow: 'AnswerRefinement',
    version: '1',
    file: '/elsewhere/answer-refinement.ts',
    states: ['START'],
    start: 'START',
    startedAt: Date.UTC(2026, 10, 22, 12),
    input: null,
    config: {},
    session: {},
    parent: null,
    source: await readFile(path.join(examples, 'answer-refinement.ts'), 'utf8'),
  };
  const writer = createRun(folder, header);
  await writer.finish({ status: 'done', output: 'short', error: null, endedAt: header.startedAt + 5 });
  await writeFile(path.join(folder, 'notes.sqlite'), 'These are notes.');

  const { runs, unreadable } = await client.request({ type: 'runs', dir: folder });
  assert.deepEqual(
    runs.map(({ workflow, status }) => [workflow, status]),
    [['AnswerRefinement', 'done']],
  );
  assert.deepEqual(
    unreadable.map(({ path: file }) => path.basename(file)),
    ['notes.sqlite'],
  );

  const recording = runs[0]?.path ?? '';
  const { end } = await client.request({ type: 'run', path: recording });
  assert.equal(end?.output, 'short');
  const { extraction } = await client.request({ type: 'recordedSource', path: recording });
  assert.equal(extraction.file, header.file);
  assert.equal(extraction.workflows[0]?.states.length, 5);

  await client.request({ type: 'deleteRun', path: recording });
  assert.equal(existsSync(recording), false);
  await assert.rejects(client.request({ type: 'run', path: recording }), { code: 'recording-missing' });
});

test('ends when its parent is killed', async () => {
  const fixture = path.join(import.meta.dirname, 'fixtures', 'parent.mjs');
  const parent = fork(fixture, [script, folder], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const [worker] = (await once(parent, 'message')) as [number];
  parent.kill('SIGKILL');
  while (isRunning(worker)) await new Promise((resolve) => setTimeout(resolve, 20));
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
    return false;
  }
}
