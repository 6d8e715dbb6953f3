import { basename } from 'node:path';
import type { ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import type { Wait } from '../language/waits.ts';
import { legible, legibleLines } from '../model/legible.ts';
import type { Frame, LogEntry } from '../model/run.ts';
import { counted } from './counted.ts';
import { failureText } from './failureText.ts';
import { inspected } from './inspected.ts';
import type { RunResult } from './runResult.ts';
import { shellWord } from './shellWord.ts';
import { timeText, transitionText } from './transitionText.ts';
import { waitText } from './waitText.ts';

/** The live timeline of a run for people: a line a step, plain where the output is not a terminal. */
export interface Progress {
  step(frame: Frame): void;
  log(entry: LogEntry, step: StepInFlight): void;
  /** A failed attempt that is followed by another. */
  retry(number: number, error: ErrorRecord, step: StepInFlight): void;
  /** `at` is the place where the run failed; `recording` is null where it could not be recorded. */
  end(result: RunResult, at: string | null, recording: string | null): void;
}

/** A step that has not ended: its line is not printed yet. */
export interface StepInFlight {
  readonly branch: string;
  readonly state: string;
}

/** More frames than this are counted instead of printed one by one. */
const printedFrames = 200;

/** @param stream null prints nothing */
export function createProgress(stream: NodeJS.WriteStream | null, workflow: string, run: string): Progress {
  if (!stream) return { step() {}, log() {}, retry() {}, end() {} };
  const { isTTY } = stream;
  const colour = (code: number, text: string): string =>
    isTTY && !process.env['NO_COLOR'] ? `\u001b[${code}m${text}\u001b[0m` : text;
  const dim = (text: string): string => colour(2, text);
  const marks: { readonly [status: string]: string } = {
    done: colour(32, '✓'),
    failed: colour(31, '✗'),
    stopped: colour(33, '■'),
    waiting: colour(36, '…'),
  };
  let frames = 0;
  /** The step that printed last, when its own line has not come yet. */
  let inFlight = '';
  /** What a step prints while it runs stands below a line of its own, or it would read as what the step above printed. */
  function open({ branch, state }: StepInFlight): void {
    const name = `${branch === '' ? '' : `${branch}  `}${legible(state)} …`;
    if (inFlight === name) return;
    inFlight = name;
    stream?.write(dim(`      ${name}\n`));
  }
  stream.write(`${legible(workflow)} ${dim(`run ${legible(run)}`)}\n`);
  return {
    step(frame) {
      frames++;
      if (frames > printedFrames) {
        if (frames === printedFrames + 1) stream.write(dim('  … more, counted below\n'));
        if (isTTY && frames % 1000 === 0) stream.write(`\r  ${frames} steps`);
        return;
      }
      inFlight = '';
      const place = frame.at ? `${legible(basename(frame.at.file))}:${frame.at.line}` : '';
      const calls = frame.calls.length === 0 ? '' : ` ${counted(frame.calls.length, 'call')}`;
      const retried = frame.attempts.length > 1 ? colour(33, ` ${frame.attempts.length} attempts`) : '';
      const line = `${String(frame.seq).padStart(4)}  ${frame.branch === '' ? '' : `${frame.branch}  `}${transitionText(frame)}`;
      stream.write(
        `${line.padEnd(42)} ${dim(`${timeText(frame.durationMs).padStart(8)}  ${place}${calls}`)}${retried}\n`,
      );
      // Why the run itself failed is told at its end.
      const why = frame.error || frame.branch !== '' ? failureText(frame) : null;
      if (why !== null) stream.write(`      ${colour(31, hanging(why))}\n`);
    },
    log(entry, step) {
      if (frames >= printedFrames) return;
      open(step);
      stream.write(dim(`        ${hanging(legibleLines(entry.message), 8)}\n`));
    },
    retry(number, { name, message }, step) {
      if (frames >= printedFrames) return;
      open(step);
      const why = legibleLines(`attempt ${number} failed: ${name}: ${message}`);
      stream.write(`        ${colour(33, hanging(why, 8))}\n`);
    },
    end({ run: id, status, output, error, steps: all, waiting, refused }, at, recording) {
      const over = isTTY && frames > printedFrames ? '\r' : '';
      stream.write(`${over}${marks[status] ?? ''} ${status} after ${counted(all, 'step')}\n`);
      // A run may have given something, and yet not be what was asked for.
      if (output !== null) stream.write(`${indented(outputText(output, isTTY))}\n`);
      if (error !== null)
        stream.write(`${indented(`${errorText(error)}${at ? ` (${legible(at)})` : ''}`)}\n`);
      const yes = refused === undefined ? '' : ` --calls ${shellWord(refused)}=live`;
      if (status === 'stopped') stream.write(`  to go on: backstep resume ${shellWord(id)}${yes}\n`);
      if (waiting) stream.write(`  ${waitText(waiting)}; to go on: ${goingOn(id, waiting)}\n`);
      if (recording !== null) stream.write(dim(`  recorded in ${recording}\n`));
    },
  };
}

function outputText(output: Json, colors: boolean): string {
  return typeof output === 'string' ? legibleLines(output) : inspected(output, { depth: 6, colors });
}

/** Further lines stand below the first, as far from the edge. */
function hanging(text: string, columns = 6): string {
  return text.replace(/\n(?=.)/g, `\n${' '.repeat(columns)}`);
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** As errors are told on the command line: the code last. */
export function errorText({ code, message }: NonNullable<RunResult['error']>): string {
  return legibleLines(code === null ? message : `${message} [${code}]`);
}

/** The command that takes a waiting run up. */
export function goingOn(run: string, [wait]: readonly Wait[]): string {
  const id = shellWord(run);
  return wait?.signal ? `backstep signal ${id} ${shellWord(wait.signal)} JSON` : `backstep resume ${id}`;
}
