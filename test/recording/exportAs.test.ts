import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ExportedRun } from '../../runtime/model/recorded.ts';
import type { Frame } from '../../runtime/model/run.ts';
import { exportAs } from '../../runtime/recording/exportAs.ts';
import { createRun } from '../../runtime/recording/writer.ts';
import { inFolder } from './folder.ts';
import { DONE, frame, header } from './samples.ts';

const hostile = '</script><script>alert(1)</script>\u2028\u202e<!--';

async function record(dir: string, given: readonly Partial<Frame>[]): Promise<string> {
  const run = createRun(dir, header({ workflow: hostile, file: '/home/person/secret/answer.ts' }));
  for (const [index, one] of given.entries()) run.append(frame(index + 1, one));
  await run.finish(DONE);
  return path.join(dir, 'run-1.sqlite');
}

function dataIn(page: string): ExportedRun {
  return JSON.parse(/<script type="application\/json" id="run">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
}

test('a page holds the run as data, whatever its strings say', () =>
  inFolder(async (dir) => {
    const target = path.join(dir, 'run.html');
    await exportAs(await record(dir, [{ data: hostile, state: hostile }]), target, 'html');
    const page = readFileSync(target, 'utf8');
    assert.equal(page.match(/<script/g)?.length, 2, 'the data and the program are the only scripts');
    assert.doesNotMatch(page, /alert\(1\)<|<!--/);
    const { run, steps } = dataIn(page);
    assert.deepEqual(
      [run.summary.workflow, steps[0]?.state, steps[0]?.data.text],
      [hostile, hostile, hostile],
    );
    assert.deepEqual([run.summary.path, run.summary.file], ['', 'answer.ts'], 'no path of a machine');
  }));

test('its stacks tell of no folder above that of the workflow', () =>
  inFolder(async (dir) => {
    const target = path.join(dir, 'run.html');
    const stack = 'Error: no\n    at f (/home/person/secret/answer.ts:3:9)';
    const error = { name: 'Error', message: 'no', stack, code: null, retryable: true };
    await exportAs(await record(dir, [{ error }]), target, 'html');
    const page = readFileSync(target, 'utf8');
    assert.match(page, /at f \(answer\.ts:3:9\)/);
    assert.doesNotMatch(page, /person/);
  }));

test('its policy allows its own script and style and nothing else', () =>
  inFolder(async (dir) => {
    const target = path.join(dir, 'run.html');
    await exportAs(await record(dir, [{}]), target, 'html');
    const page = readFileSync(target, 'utf8');
    const hash = (text: string | undefined): string =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`;
    const script = hash(/<script>(.*?)<\/script>/s.exec(page)?.[1]);
    const style = hash(/<style>(.*?)<\/style>/s.exec(page)?.[1]);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    assert.equal(policy, `default-src 'none'; script-src ${script}; style-src ${style}`);
    assert.doesNotMatch(page, /https?:\/\/(?!www\.w3\.org)/, 'no address is in it');
  }));

test('a page of enormous values stays within its bounds, and says what is missing', () =>
  inFolder(async (dir) => {
    const target = path.join(dir, 'run.html');
    const large = 'x'.repeat(20 * 1024 * 1024);
    await exportAs(await record(dir, [{ data: large }, { data: `${large}y` }]), target, 'html');
    const page = readFileSync(target, 'utf8');
    assert.ok(page.length < 34 * 1024 * 1024, `${page.length} characters`);
    const [first, second] = dataIn(page).steps;
    assert.equal(first?.data.text.length, large.length);
    assert.deepEqual([second?.data.text.length, second?.data.length], [4_000, large.length + 1]);
  }));

test('Mermaid counts transitions, and no name breaks out of its quotes', () =>
  inFolder(async (dir) => {
    const target = path.join(dir, 'run.mmd');
    const round = [
      { state: 'START', next: 'A"]\n' },
      { state: 'A"]\n', next: 'A"]\n' },
      { state: 'A"]\n', next: '#done' },
    ];
    await exportAs(await record(dir, [...round.slice(0, 2), ...round.slice(1)]), target, 'mermaid');
    const [, , , kind, ...lines] = readFileSync(target, 'utf8').trimEnd().split('\n');
    assert.equal(kind, 'stateDiagram-v2');
    assert.deepEqual(lines, [
      '  state "START" as s0',
      '  state "A#34;]#10;" as s1',
      '  [*] --> s0',
      '  s0 --> s1 : ×1',
      '  s1 --> s1 : ×2',
      '  s1 --> [*] : ×1',
    ]);
  }));

test('undos, what ended a wait, and the children are told by name', () =>
  inFolder(async (dir) => {
    const fanOut = {
      directive: 'fanOut',
      branch: { state: 'PART' },
      items: [1, 2],
      join: 'B',
      onBranchError: 'fail',
      concurrency: null,
    } as const;
    const file = await record(dir, [
      { state: 'A', directive: fanOut, next: '#waiting' },
      { state: 'READ', branch: '1', workflow: 'Review', next: '#done' },
      { state: 'A', next: 'B', wake: { type: 'join', branch: 'PART' } },
      {
        state: 'B',
        directive: {
          directive: 'waitFor',
          signal: 'ok',
          state: 'C',
          data: null,
          timeoutMs: null,
          onTimeout: null,
        },
        next: '#waiting',
      },
      { state: 'B', next: 'C', wake: { type: 'signal', signal: 'ok' } },
      { state: 'A', next: '#failed', undoes: true },
    ]);
    const target = path.join(dir, 'run.mmd');
    await exportAs(file, target, 'mermaid');
    const text = readFileSync(target, 'utf8');
    const [, title = ''] = /^---\ntitle: (.*)\n---\n/.exec(text) ?? [];
    assert.match(JSON.parse(title), /<script>.*, run run-1: done after 6 steps$/);
    assert.doesNotMatch(title, /[<>]/);
    assert.deepEqual(text.match(/(?<= : ).*/g), ['×1', 'join ×1', 'signal ok ×1', 'undo ×1']);
    assert.match(text, /state "Review#58; READ"/);
  }));

test('nothing is written over, and nothing half written stays', () =>
  inFolder(async (dir) => {
    const file = await record(dir, [{}]);
    const target = path.join(dir, 'run.html');
    writeFileSync(target, 'mine');
    await assert.rejects(exportAs(file, target, 'html'), { code: 'recording-exists' });
    assert.equal(readFileSync(target, 'utf8'), 'mine');
    const nowhere = path.join(dir, 'no', 'folder', 'run.html');
    await assert.rejects(exportAs(file, nowhere, 'html'), { code: 'recording-unwritable' });
    assert.ok(!existsSync(nowhere));
    assert.ok(readdirSync(dir).every((name) => !name.endsWith('.unfinished')));
  }));
