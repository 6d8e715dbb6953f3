import { basename } from 'node:path';
import { inspect } from 'node:util';
import type { Json } from '../language/json.ts';
import { isOver } from '../language/line.ts';
import type { Call, Frame } from '../model/run.ts';
import { openRun, type RunReader } from '../recording/reader.ts';
import { count, readArguments } from './arguments.ts';
import { CliError } from './cliError.ts';
import { counted } from './counted.ts';
import { recordingOf } from './recordings.ts';
import { stepsOf } from './runResult.ts';
import { table } from './table.ts';
import { timeText, transitionText } from './transitionText.ts';

/** Shows the steps of a recorded run; with `--at K` one step, and the session after it. */
export async function show(words: readonly string[]): Promise<boolean> {
  const usage = 'backstep show RUN [--at K] [--dir DIR] [--json]';
  const given = readArguments(words, { values: ['at', 'dir'], flags: ['json'], positional: [1, 1], usage });
  const at = count(given, 'at', 0);
  using run = await openRun(recordingOf(given));
  if (at !== null && at > run.head) {
    throw new CliError(
      'no-such-step',
      `--at ${at}: the run has ${counted(run.head, 'frame')}; give 0 to ${run.head}.`,
    );
  }
  const snapshot = at === null ? null : run.snapshotAt(at);
  if (given.options.has('json')) {
    const frames = run.frames.map(frameOf);
    const there = snapshot && { session: snapshot.session, ...(at ? { frame: run.frame(at) } : {}) };
    process.stdout.write(`${JSON.stringify({ run: run.summary, frames, ...there })}\n`);
    return true;
  }
  const { id, workflow, status, parent } = run.summary;
  process.stdout.write(
    `${workflow} run ${id}: ${status}, ${lengthText(run)}${parent === null ? '' : `, fork of ${parent}`}\n`,
  );
  if (snapshot === null) process.stdout.write(table(run.frames.map(rowOf)) + inFlightText(run));
  else {
    if (at) process.stdout.write(frameText(run.frame(at)));
    process.stdout.write(`session after frame ${at}:\n${valueText(snapshot.session)}\n`);
  }
  if (run.damage !== null) {
    process.stderr.write(
      `backstep: the recording is damaged: ${run.damage}. The frames before that are shown.\n`,
    );
  }
  return true;
}

/** Frames are those of steps, and those of waits that ended. */
function lengthText(run: RunReader): string {
  const steps = stepsOf(run, run.head);
  const frames = steps === run.head ? '' : ` (${counted(run.head, 'frame')})`;
  return `${counted(steps, 'step')}${frames}`;
}

/** What whoever resumes the run goes on from, beside the frames. */
function inFlightText(run: RunReader): string {
  const steps = [...run.progress].map(([step, { attempts, checkpoint }]) => {
    const kept = checkpoint === undefined ? '' : `, with the checkpoint ${valueText(checkpoint)}`;
    return `in flight: ${step}, after ${counted(attempts.length, 'failed attempt')}${kept}\n`;
  });
  const last = run.snapshotAt(run.head);
  // Those that a frame tells of, and that no wait has taken; then those that came after it.
  const kept = isOver(last) ? [] : [...last.signals, ...run.signals];
  return [...steps, ...kept.map(({ name }) => `sent, and not taken yet: the signal ${name}\n`)].join('');
}

/** All of one step that a person may want to read. */
function frameText(frame: Frame): string {
  const { data, calls, logs, error } = frame;
  const lines = [rowOf(frame).join('  ').trimEnd(), `data: ${valueText(data)}`];
  for (const call of calls) {
    lines.push(`${callName(call)}(${call.args.map(valueText).join(', ')})`, `  ${answerText(call)}`);
  }
  for (const { level, message } of logs) lines.push(`${level}: ${message}`);
  if (error) lines.push(error.stack ?? `${error.name}: ${error.message}`);
  return `${lines.join('\n')}\n`;
}

function answerText({ result, durationMs, reused }: Call): string {
  const note = `  (${timeText(durationMs)}${reused ? ', reused' : ''})`;
  switch (result.type) {
    case 'value':
      return `→ ${valueText(result.value)}${note}`;
    case 'stream':
      return `→ ${valueText(result.streams.map(({ chunks }) => chunks))}${note}`;
    case 'error':
      return `threw ${result.error.name}: ${result.error.message}${note}`;
    case 'handle':
      return `→ ${result.text}${note}`;
    case 'open':
      return 'had not answered when the step ended';
    default:
      return result satisfies never;
  }
}

function valueText(value: Json): string {
  return inspect(value, { depth: 8, colors: process.stdout.isTTY, maxStringLength: null });
}

function callName({ service, method }: Call): string {
  return method === '' ? service : `${service}.${method}`;
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
  return [
    String(frame.seq).padStart(4),
    `${frame.branch === '' ? '' : `${frame.branch} `}${transitionText(frame)}`,
    frame.wake ? '' : timeText(frame.durationMs),
    place,
    frame.calls.map(callName).join(', '),
    frame.error?.message ?? '',
  ];
}
