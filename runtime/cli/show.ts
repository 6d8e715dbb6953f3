import { basename } from 'node:path';
import type { Json } from '../language/json.ts';
import { isOver } from '../language/line.ts';
import { waitsOf } from '../language/waits.ts';
import { callName } from '../model/callName.ts';
import { legible, legibleLines } from '../model/legible.ts';
import type { Call, Frame } from '../model/run.ts';
import { openRun, type RunReader } from '../recording/reader.ts';
import { count, readArguments } from './arguments.ts';
import { CliError } from './cliError.ts';
import { counted } from './counted.ts';
import { failurePlace, tellsOfFailure } from './failurePlace.ts';
import { failureText } from './failureText.ts';
import { inspected } from './inspected.ts';
import { printJson } from './output.ts';
import { errorText, goingOn } from './progress.ts';
import { recordingOf } from './recordings.ts';
import { sessionAfter } from './sessionAfter.ts';
import { shellWord } from './shellWord.ts';
import { table } from './table.ts';
import { timeText, transitionText } from './transitionText.ts';
import { waitText } from './waitText.ts';

/** Shows the steps of a recorded run; with `--at K` one step, and the session after it. */
export async function show(words: readonly string[]): Promise<boolean> {
  const usage = 'backstep show RUN [--at K] [--dir DIR] [--json]';
  const given = readArguments(words, { values: ['at', 'dir'], flags: ['json'], positional: [1, 1], usage });
  const at = count(given, 'at', 0);
  using run = await openRun(recordingOf(given));
  if (at !== null && at > run.head) {
    throw new CliError(
      'no-such-step',
      `--at ${at}: the run has ${counted(run.head, 'step')}; give 0 to ${run.head}.`,
    );
  }
  if (given.options.has('json')) {
    const { summary, header } = run;
    const frames = run.frames.map((frame) => frameOf(frame, header.workflow));
    const there = at === null ? null : { ...sessionAfter(run, at), ...(at ? { frame: run.frame(at) } : {}) };
    printJson({ run: { ...summary, ...endOf(run) }, frames, ...there });
    return true;
  }
  const { id, workflow, status, parent } = run.summary;
  process.stdout.write(
    `${legible(`${workflow} run ${id}: ${status}, ${counted(run.head, 'step')}${parent === null ? '' : `, fork of ${parent}`}`)}\n`,
  );
  if (at === null) process.stdout.write(table(run.frames.map(rowOf)) + endText(run) + inFlightText(run));
  else {
    if (at) process.stdout.write(frameText(run.frame(at)));
    const { session, sessionOf } = sessionAfter(run, at);
    const whose = sessionOf.branch === '' ? '' : ` of ${legible(sessionOf.workflow)}`;
    process.stdout.write(`session${whose} after step ${at}:\n${valueText(session)}\n`);
  }
  if (run.damage !== null) {
    process.stderr.write(
      `backstep: the recording is damaged: ${legibleLines(run.damage)}. The steps before that are shown.\n`,
    );
  }
  return true;
}

/** How the run ended, and what it waits for. */
function endOf(run: RunReader) {
  const { end } = run;
  const error = end?.error ?? null;
  return {
    output: end?.output ?? null,
    error: error && { code: error.code, name: error.name, message: error.message },
    ...(end?.status === 'waiting' && { waiting: waitsOf(run.snapshotAt(run.head)) }),
  };
}

function endText(run: RunReader): string {
  const { output, error, waiting } = endOf(run);
  const { id } = run.header;
  if (waiting) return `${waitText(waiting)}; to go on: ${goingOn(id, waiting)}\n`;
  if (error !== null) {
    const place = failurePlace(run.end?.error ?? null, run.frames.findLast(tellsOfFailure) ?? null);
    return `failed: ${errorText(error)}${place === null ? '' : ` (${legible(place)})`}\n`;
  }
  if (run.end?.status === 'done') return `output: ${valueText(output)}\n`;
  const isRecorded = run.summary.status === 'running';
  return isRecorded ? '' : `to go on: backstep resume ${shellWord(id)}\n`;
}

/** What whoever resumes the run goes on from, beside the frames. */
function inFlightText(run: RunReader): string {
  const steps = [...run.progress].map(([step, { attempts, checkpoint }]) => {
    const kept = checkpoint === undefined ? '' : `, with the checkpoint ${valueText(checkpoint)}`;
    return `in flight: ${legible(step)}, after ${counted(attempts.length, 'failed attempt')}${kept}\n`;
  });
  const last = run.snapshotAt(run.head);
  // Those that a frame tells of, and that no wait has taken; then those that came after it.
  const kept = isOver(last) ? [] : [...last.signals, ...run.signals];
  return [...steps, ...kept.map(({ name }) => `sent, and not taken yet: the signal ${legible(name)}\n`)].join(
    '',
  );
}

/** All of one step that a person may want to read. */
function frameText(frame: Frame): string {
  const { data, attempts, calls, logs, metrics, error, directive, wake } = frame;
  // What ended a wait hands its payload on: nothing but the next state gets it.
  const got =
    wake && directive.directive === 'goto'
      ? `data of ${legible(directive.state)}: ${valueText(directive.data)}`
      : `data: ${valueText(data)}`;
  const lines = [rowOf(frame).map(legible).join('  ').trimEnd(), got];
  for (const [index, { error: failed }] of attempts.entries()) {
    // The last one's is the step's own.
    if (failed && index < attempts.length - 1)
      lines.push(legibleLines(`attempt ${index + 1} failed: ${failed.name}: ${failed.message}`));
  }
  for (const call of calls) {
    lines.push(`${legible(callName(call))}(${call.args.map(valueText).join(', ')})`, `  ${answerText(call)}`);
  }
  for (const { level, message } of logs) lines.push(legibleLines(`${level}: ${message}`));
  for (const { name, value } of metrics) lines.push(legible(`${name} = ${value}`));
  if (error) lines.push(legibleLines(error.stack ?? `${error.name}: ${error.message}`));
  else if (directive.directive === 'fail') lines.push(`failed: ${failureText(frame)}`);
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
      return `threw ${legibleLines(`${result.error.name}: ${result.error.message}`)}${note}`;
    case 'handle':
      return `→ ${legibleLines(result.text)}${note}`;
    case 'open':
      return 'had not answered when the step ended';
    default:
      return result satisfies never;
  }
}

function valueText(value: Json): string {
  return inspected(value, { depth: 8, colors: process.stdout.isTTY, maxStringLength: null });
}

function frameOf(frame: Frame, workflow: string) {
  const { seq, branch, state, next, directive, durationMs, data, wake = null, undoes = false } = frame;
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
    workflow: frame.workflow ?? workflow,
    wake,
    undoes,
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
    failureText(frame) ?? '',
  ];
}
