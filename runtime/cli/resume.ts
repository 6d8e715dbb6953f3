import { edited } from '../language/advance.ts';
import { policyFrom } from '../recording/policy.ts';
import { openRun, type RunReader } from '../recording/reader.ts';
import { resumeRun } from '../recording/resume.ts';
import { readArguments, single } from './arguments.ts';
import { loadProgram, tellVersion } from './program.ts';
import { createProgress } from './progress.ts';
import { quietConsole } from './quietConsole.ts';
import { executeAndRecord } from './recordedExecution.ts';
import { recordingOf } from './recordings.ts';
import { readRunOptions, runFlags, runUsage, runValues, timing } from './runOptions.ts';
import { pathOf, type RunResult, stepsOf } from './runResult.ts';

const usage = `backstep resume RUN [--file FILE] [--dir DIR] ${runUsage}`;

/**
 * Takes a run that was interrupted, or stopped, to its end: what had finished does not run again, what was in flight
 * does. True when the run is done.
 */
export async function resume(words: readonly string[]): Promise<boolean> {
  const given = readArguments(words, {
    values: ['file', 'dir', ...runValues],
    flags: runFlags,
    positional: [1, 1],
    usage,
  });
  const options = readRunOptions(given);
  const { asJson, maxSteps } = options;
  if (asJson) quietConsole();
  const file = recordingOf(given);
  const { header, ended } = await found(file);
  if (ended) return tellEnded(ended, asJson);

  const path = single(given, 'file') ?? header.file;
  const program = await loadProgram(path, header.workflow, options.services);
  tellVersion(program, header);
  const { manifest, services } = program;
  const writer = await resumeRun(file, { redact: policyFrom(process.env).redact });
  // Read once nobody else can record: between looking and now, another process may have gone on.
  using run = await openRun(file);
  const snapshot = run.snapshotAt(run.head);
  const edits = run.head === run.inherited ? run.edits : [];
  return executeAndRecord(writer, asJson, {
    run: header.id,
    manifest,
    services,
    from: edited(snapshot, edits),
    edits,
    path: pathOf(run, run.head),
    steps: stepsOf(run, run.head),
    maxSteps,
    ...timing(options, snapshot.now),
    progress: createProgress(asJson ? null : process.stdout, manifest.name, header.id),
  });
}

async function found(
  file: string,
): Promise<{ readonly header: RunReader['header']; readonly ended: RunResult | null }> {
  using run = await openRun(file);
  return { header: run.header, ended: endOf(run) };
}

/** The result of a run that came to its own end; null for one that can go on. */
function endOf(run: RunReader): RunResult | null {
  const { end, head, header } = run;
  if (end?.status !== 'done' && end?.status !== 'failed') return null;
  const error = end.error && { code: end.error.code, name: end.error.name, message: end.error.message };
  return {
    run: header.id,
    status: end.status,
    output: end.output,
    error,
    steps: stepsOf(run, head),
    path: pathOf(run, head),
  };
}

function tellEnded(result: RunResult, asJson: boolean): boolean {
  const { run, status, steps } = result;
  if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
  const hint = status === 'failed' ? ` To run on from an earlier step: backstep fork ${run} --at K.` : '';
  process.stderr.write(`The run ${run} has ended: ${status} after ${steps} steps.${hint}\n`);
  return status === 'done';
}
