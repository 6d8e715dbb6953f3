import { parse } from 'node:path';
import { errorRecord } from '../engine/errorRecord.ts';
import { BackstepError } from '../language/backstepError.ts';
import { legible, legibleLines } from '../model/legible.ts';
import type { Frame } from '../model/run.ts';
import { policyFrom } from '../recording/policy.ts';
import { pruneRuns } from '../recording/pruneRuns.ts';
import type { RunWriter } from '../recording/writer.ts';
import { type Execution, execute, type Outcome } from './execution.ts';
import { failurePlace, tellsOfFailure } from './failurePlace.ts';
import { printJson } from './output.ts';
import type { RunResult } from './runResult.ts';

/**
 * Executes a workflow, records it to its end and prints how it ended. True when it is done.
 *
 * @param judge - makes of what came of it what is printed
 */
export async function executeAndRecord(
  writer: RunWriter,
  asJson: boolean,
  execution: Omit<Execution, 'record' | 'note'>,
  judge: (outcome: Outcome) => RunResult = tellUntaken,
): Promise<boolean> {
  let failed: Frame | null = null;
  const exited = (): void => leave(writer, execution.run, asJson);
  // A reader that went away ends the process too, and is no failure.
  const expected = (): unknown => process.off('exit', exited);
  process.once('exit', exited);
  process.stdout.prependListener('error', expected);
  const outcome = await execute({
    ...execution,
    record(frame) {
      const recorded = writer.append(frame);
      execution.inspected?.recorded(recorded);
      if (tellsOfFailure(frame)) failed = frame;
    },
    note: (note) => writer.note(note),
  })
    .catch((error: unknown) => {
      writer.close();
      throw withRun(error, execution.run);
    })
    .finally(() => {
      process.stdout.off('error', expected);
      expected();
    });
  const { end } = outcome;
  const finished = await writer.finish(end).catch((error: unknown) => {
    writer.close();
    return { path: null, problem: asError(error) };
  });
  const { path } = finished;
  const result = judge(outcome);
  // The one document is that of the error: a reader of it takes a result for recorded.
  if (asJson && path === null) throw finished.problem;
  if (asJson) printJson(result);
  else execution.progress.end(result, failurePlace(end.error, failed), path);
  const problem = finished.problem ?? (path === null ? null : await prune(path));
  if (problem) process.stderr.write(`backstep: ${legibleLines(problemText(problem))}\n`);
  return path !== null && result.status === 'done' && result.error === null;
}

/** What ended the process between two steps is told with the way on; a run that could not be recorded has none. */
function withRun(error: unknown, run: string): unknown {
  if (!(error instanceof BackstepError) || error.code.startsWith('recording-')) return error;
  // What the workflow did wrong says it best, and where.
  const { cause } = error;
  const told = cause instanceof BackstepError ? cause : error;
  const place = told === error ? null : failurePlace(errorRecord(told), null);
  const message = `${told.message}${place === null ? '' : ` (${place})`}`;
  return new BackstepError(
    told.code,
    `${message}\nTo go on after its last finished step: backstep resume ${run}.`,
  );
}

function problemText(problem: Error & { readonly code?: unknown }): string {
  return typeof problem.code === 'string' ? `${problem.message} [${problem.code}]` : problem.message;
}

/** Code of the workflow ended the process: that is no success, whatever code it gave. */
function leave(writer: RunWriter, run: string, asJson: boolean): void {
  writer.close();
  process.exitCode = 1;
  const code = 'process-ended';
  const message = `Code of the workflow ended the process, as process.exit() does. Throw, or return fail(…). To go on after its last finished step: backstep resume ${run}.`;
  if (asJson) printJson({ error: { code, message } });
  else process.stderr.write(`backstep: ${message} [${code}]\n`);
}

/** Signals that went nowhere are told, and change nothing of how the run ended. */
export function tellUntaken({ result, untaken }: Outcome): RunResult {
  for (const { name } of untaken)
    process.stderr.write(`backstep: nothing took the signal ${legible(name)}.\n`);
  return result;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** What cannot be deleted is told, and changes nothing of how the run ended. */
async function prune(recording: string): Promise<Error | null> {
  try {
    const { dir, name: ended } = parse(recording);
    await pruneRuns(dir, policyFrom(process.env).keep, ended);
    return null;
  } catch (error) {
    return asError(error);
  }
}
