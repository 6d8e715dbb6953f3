import { basename } from 'node:path';
import { inspect } from 'node:util';
import type { Frame } from '../model/run.ts';
import { openRun } from '../recording/reader.ts';
import { count, readArguments } from './arguments.ts';
import { CliError } from './cliError.ts';
import { recordingOf } from './recordings.ts';
import { table } from './table.ts';

/** Shows the steps of a recorded run; with `--at K` also the session after K steps. */
export async function show(words: readonly string[]): Promise<boolean> {
  const usage = 'backstep show RUN [--at K] [--dir DIR] [--json]';
  const given = readArguments(words, { values: ['at', 'dir'], flags: ['json'], positional: [1, 1], usage });
  const at = count(given, 'at', 0);
  using run = await openRun(recordingOf(given));
  if (at !== null && at > run.head) {
    throw new CliError('no-such-step', `--at ${at}: the run has ${run.head} steps; give 0 to ${run.head}.`);
  }
  const snapshot = at === null ? null : run.snapshotAt(at);
  if (given.options.has('json')) {
    const frames = run.frames.map(frameOf);
    const session = snapshot ? { session: snapshot.session } : {};
    process.stdout.write(`${JSON.stringify({ run: run.summary, frames, ...session })}\n`);
    return true;
  }
  const { id, workflow, status, steps, parent } = run.summary;
  process.stdout.write(
    `${workflow} run ${id}: ${status}, ${steps} steps${parent === null ? '' : `, fork of ${parent}`}\n`,
  );
  process.stdout.write(table(run.frames.map(rowOf)));
  if (run.damage !== null) {
    process.stderr.write(
      `backstep: the recording is damaged: ${run.damage}. The steps before that are shown.\n`,
    );
  }
  if (snapshot)
    process.stdout.write(
      `session after step ${at}:\n${inspect(snapshot.session, { depth: 8, colors: process.stdout.isTTY })}\n`,
    );
  return true;
}

function frameOf(frame: Frame) {
  const { seq, branch, state, next, directive, durationMs, data } = frame;
  const line = frame.at?.line ?? null;
  const calls = frame.calls.length;
  return {
    seq,
    branch,
    state,
    next,
    directive: directive.directive,
    line,
    attempts: frame.attempts.length,
    durationMs,
    calls,
    data,
  };
}

function rowOf(frame: Frame): string[] {
  const place = frame.at ? `${basename(frame.at.file)}:${frame.at.line}` : '';
  const calls = frame.calls
    .map(({ service, method }) => (method === '' ? service : `${service}.${method}`))
    .join(', ');
  return [
    String(frame.seq).padStart(4),
    `${frame.state} → ${frame.next}`,
    `${frame.durationMs.toFixed(1)} ms`,
    place,
    calls,
    frame.error?.message ?? '',
  ];
}
