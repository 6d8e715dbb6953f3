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
import { DONE, frame, header, set } from '../recording/samples.ts';

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

test('finds where a state is named, in texts that are not saved', async () => {
  const file = path.join(examples, 'answer-refinement.ts');
  const text = (await readFile(file, 'utf8')).replaceAll('REFINED', 'POLISHED');
  const { names } = await client.request({
    type: 'stateNames',
    file,
    workflow: 'AnswerRefinement',
    texts: [{ file, text }],
    others: [],
  });
  assert.equal(names.areMembers, true);
  const roles = names.mentions.filter(({ state }) => state === 'POLISHED').map(({ role }) => role);
  assert.deepEqual(roles, ['declaration', 'value', 'use', 'use']);
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
  const recorded: RunHeader = {
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
  const writer = createRun(folder, recorded);
  await writer.finish({ status: 'done', output: 'short', error: null, endedAt: recorded.startedAt + 5 });
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
  assert.equal(extraction.file, recorded.file);
  assert.equal(extraction.workflows[0]?.states.length, 5);

  await client.request({ type: 'deleteRun', path: recording });
  assert.equal(existsSync(recording), false);
  await assert.rejects(client.request({ type: 'run', path: recording }), { code: 'recording-missing' });
});

test('shows, compares, exports and imports recordings', async () => {
  const dir = path.join(folder, 'shown');
  const write = async (id: string, answer: string): Promise<string> => {
    const writer = createRun(dir, header({ id }));
    writer.append(frame(1, { patches: [set(['answer'], 'same')] }));
    writer.append(frame(2, { patches: [set(['answer'], answer)] }));
    await writer.finish(DONE);
    return path.join(dir, `${id}.sqlite`);
  };
  const [a, b] = [await write('run-a', 'short'), await write('run-b', 'long')];

  const { run, rows } = await client.request({ type: 'recorded', path: a, from: 2, count: 10 });
  assert.deepEqual([run.summary.steps, rows.map(({ k, changed }) => [k, ...changed])], [2, [[2, 'answer']]]);
  const { step } = await client.request({ type: 'recordedStep', path: a, k: 2 });
  assert.deepEqual(
    step.changes.map((change) => [change.path, change.before?.text, change.after?.text]),
    [['session.answer', 'same', 'short']],
  );
  const place = { k: 1, path: ['session', 'answer'] };
  const { text } = await client.request({ type: 'recordedValue', path: a, place });
  assert.equal(text, 'same');
  await client.request({ type: 'saveRecordedValue', path: a, place, target: path.join(dir, 'answer.txt') });
  assert.equal(await readFile(path.join(dir, 'answer.txt'), 'utf8'), 'same');

  const { comparison } = await client.request({ type: 'compareRuns', a, b });
  const { divergence } = comparison;
  assert.deepEqual(
    [divergence?.k, divergence?.path, divergence?.a, divergence?.b],
    [2, 'session.answer', '“short”', '“long”'],
  );

  const page = path.join(dir, 'a.html');
  await client.request({ type: 'exportRun', path: a, target: page, format: 'html' });
  assert.match(await readFile(page, 'utf8'), /^<!DOCTYPE html>/);
  await assert.rejects(client.request({ type: 'exportRun', path: a, target: page, format: 'html' }), {
    code: 'recording-exists',
  });
  const elsewhere = path.join(folder, 'imported');
  const { path: imported } = await client.request({ type: 'importRun', path: a, dir: elsewhere });
  assert.equal(imported, path.join(elsewhere, 'run-a.sqlite'));
  const { spent } = await client.request({ type: 'spent', path: imported });
  assert.equal(spent.usage, null);
  assert.ok(spent.ms > 0);
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
