import assert from 'node:assert/strict';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { ProgressNote } from '../../runtime/model/progress.ts';
import { exportRun, importRun } from '../../runtime/recording/exportRun.ts';
import { openRun } from '../../runtime/recording/reader.ts';
import { resumeRun } from '../../runtime/recording/resume.ts';
import { createRun, type RunWriter } from '../../runtime/recording/writer.ts';
import { codeOf, inFolder } from './folder.ts';
import { frame, header } from './samples.ts';

const STOPPED = { status: 'stopped', output: null, error: null, endedAt: 1_700_000_001_000 } as const;

const error = { name: 'Error', message: 'not yet', stack: null, code: null, retryable: true };

function attempt(step: string, number: number, branch = ''): ProgressNote {
  const startedAt = 1_700_000_000_000;
  const log = { level: 'info', message: `try ${number}`, atMs: 0 } as const;
  return {
    type: 'attempt',
    branch,
    step,
    number,
    attempt: { startedAt, durationMs: 1, error },
    calls: [],
    logs: [log],
    metrics: [{ name: 'tries', value: number }],
  };
}

function checkpoint(step: string, value: string, branch = ''): ProgressNote {
  return { type: 'checkpoint', branch, step, value };
}

/** The steps in flight as a recording has them: their attempts and their checkpoints. */
async function inFlight(file: string): Promise<{ readonly [step: string]: unknown }> {
  using run = await openRun(file);
  const entries = [...run.progress].map(([step, { attempts, logs, checkpoint: kept }]) => {
    assert.equal(attempts.length, logs.length);
    return [step, [attempts.length, kept ?? null]] as const;
  });
  return Object.fromEntries(entries);
}

function begun(dir: string, redact: readonly string[] = []): RunWriter {
  const writer = createRun(dir, header(), { redact });
  writer.append(frame(1));
  writer.note(checkpoint('2:CHECKED', 'a'));
  writer.note(attempt('2:CHECKED', 1));
  writer.note(attempt('2:CHECKED', 2));
  writer.note(checkpoint('2:CHECKED', 'b'));
  return writer;
}

test('what a step came to is kept until its frame is recorded', () =>
  inFolder(async (dir) => {
    const writer = begun(dir);
    assert.deepEqual(await inFlight(writer.path), { '2:CHECKED': [2, 'b'] });
    writer.append(frame(2));
    assert.deepEqual(await inFlight(writer.path), {});
    writer.close();
  }));

test('of branches it is kept until they, or what they are inside of, go on', () =>
  inFolder(async (dir) => {
    const writer = createRun(dir, header());
    writer.note(checkpoint('1.0/1:A', 'x', '1.0'));
    writer.note(attempt('1.1/2/1:B', 1, '1.1/2'));
    writer.note(attempt('1.10/1:A', 1, '1.10'));
    writer.append(frame(1, { branch: '1.1' }));
    assert.deepEqual(await inFlight(writer.path), { '1.0/1:A': [0, 'x'], '1.10/1:A': [1, null] });
    writer.append(frame(2));
    assert.deepEqual(await inFlight(writer.path), {});
    writer.close();
  }));

test('it survives the database, another journal on top, and the database of both', () =>
  inFolder(async (dir) => {
    const { path: file } = await begun(dir).finish(STOPPED);
    assert.match(file, /\.sqlite$/);
    assert.deepEqual(await inFlight(file), { '2:CHECKED': [2, 'b'] });
    const again = await resumeRun(file);
    again.note(attempt('2:CHECKED', 3));
    again.note(checkpoint('2:CHECKED', 'c'));
    assert.deepEqual(await inFlight(file), { '2:CHECKED': [3, 'c'] });
    const journal = readFileSync(again.path);
    const { path: joined } = await again.finish(STOPPED);
    assert.deepEqual(await inFlight(joined), { '2:CHECKED': [3, 'c'] });
    // A crash after the database was saved leaves the journal beside it.
    writeFileSync(again.path, journal);
    assert.deepEqual(await inFlight(joined), { '2:CHECKED': [3, 'c'] });
  }));

test('it goes along with an exported run', () =>
  inFolder(async (dir) => {
    const { path: file } = await begun(dir).finish(STOPPED);
    const target = path.join(dir, 'out.sqlite');
    await exportRun(file, target);
    const imported = await importRun(target, path.join(dir, 'elsewhere'));
    assert.deepEqual(await inFlight(imported), { '2:CHECKED': [2, 'b'] });
  }));

test('signals are kept until a frame tells of them', () =>
  inFolder(async (dir) => {
    const sent = async (file: string): Promise<string> => {
      using run = await openRun(file);
      return run.signals.map(({ payload }) => payload).join();
    };
    const signal = (number: number, payload: string) =>
      ({ type: 'signal', number, signal: { name: 'go', payload, at: 0 } }) as const;
    const writer = createRun(dir, header());
    writer.note(signal(1, 'a'));
    writer.append(frame(1, { signals: [signal(1, 'a').signal] }));
    assert.equal(await sent(writer.path), '');
    writer.note(signal(1, 'b'));
    const { path: file } = await writer.finish(STOPPED);
    assert.equal(await sent(file), 'b');
    const again = await resumeRun(file);
    again.note(signal(2, 'c'));
    const journal = readFileSync(again.path);
    await again.finish(STOPPED);
    writeFileSync(again.path, journal);
    assert.equal(await sent(file), 'b,c', 'each once, though the journal is there again');
  }));

test('a torn note is none', () =>
  inFolder(async (dir) => {
    const writer = begun(dir);
    writer.close();
    const text = readFileSync(writer.path, 'utf8');
    truncateSync(writer.path, text.lastIndexOf('"b"'));
    assert.deepEqual(await inFlight(writer.path), { '2:CHECKED': [2, 'a'] });
  }));

test('it is redacted', () =>
  inFolder(async (dir) => {
    const writer = createRun(dir, header(), { redact: ['token'] });
    writer.note({ type: 'checkpoint', branch: '', step: '1:START', value: { token: 'hunter2', part: 1 } });
    const base = attempt('1:START', 1) as Extract<ProgressNote, { readonly type: 'attempt' }>;
    const thrown = { ...error, message: 'refused hunter2' };
    writer.note({ ...base, attempt: { ...base.attempt, error: thrown, restored: { token: 'hunter2' } } });
    writer.note({
      type: 'signal',
      number: 1,
      signal: { name: 'go', payload: { token: 'hunter2' }, at: 0 },
    });
    assert.doesNotMatch(readFileSync(writer.path, 'utf8'), /hunter2/);
    writer.close();
  }));

test('a database with a wrong one is refused as it is read', () =>
  inFolder(async (dir) => {
    const { path: file } = await begun(dir).finish(STOPPED);
    const bytes = readFileSync(file);
    const at = bytes.indexOf('"attempts":[{"startedAt":17', bytes.indexOf('"2:CHECKED"'));
    bytes.write('"attempts":["startedAt",17', at);
    writeFileSync(file, bytes);
    assert.equal(await codeOf(() => inFlight(file)), 'recording-unreadable');
  }));
