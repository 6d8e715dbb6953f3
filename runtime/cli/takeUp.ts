import { recordedAnswers } from '../engine/answers.ts';
import { edited } from '../language/advance.ts';
import type { CallPolicy } from '../model/callPolicy.ts';
import type { RunHeader } from '../model/run.ts';
import { policyFrom } from '../recording/policy.ts';
import { openRun, type RunReader } from '../recording/reader.ts';
import { resumeRun } from '../recording/resume.ts';
import type { Arguments } from './arguments.ts';
import { checkNames, readCallPolicy } from './callRules.ts';
import { CliError } from './cliError.ts';
import type { Outcome } from './execution.ts';
import { failurePlace, tellsOfFailure } from './failurePlace.ts';
import { inheritedCalls } from './inheritedCalls.ts';
import { loadProgram, type Program, tellVersion } from './program.ts';
import { createProgress } from './progress.ts';
import { executeAndRecord } from './recordedExecution.ts';
import { recordedFile } from './recordedFile.ts';
import type { RunOptions } from './runOptions.ts';
import { pathOf, type RunResult } from './runResult.ts';

/** Goes on with a run in its own recording. True when it is done, and `judge` finds nothing wrong with that. */
export async function takeUp(
  file: string,
  header: RunHeader,
  given: Arguments,
  { asJson, services: replacements, skipTime, signals, maxSteps }: RunOptions,
  judge?: (outcome: Outcome) => RunResult,
): Promise<boolean> {
  const path = recordedFile(given, header, 'file');
  const program = await loadProgram(path, header.workflow, replacements);
  tellVersion(program, header);
  const { manifest, services, servicesOf, requests } = program;
  const policy = readCallPolicy(given);
  if (given.options.has('calls')) await checkCalls(file, header, policy, program);
  const writer = await resumeRun(file, { redact: policyFrom(process.env).redact });
  // Read once nobody else can record: between looking and now, another process may have gone on.
  using run = await openRun(file);
  const snapshot = run.snapshotAt(run.head);
  const edits = run.head === run.inherited ? run.edits : [];
  const execution = {
    run: header.id,
    manifest,
    services,
    servicesOf,
    requests,
    dir: run.dir,
    from: edited(snapshot, edits),
    edits,
    // A fork stays one however often it is taken up.
    ...(header.parent !== null && { answers: recordedAnswers(inheritedCalls(run), policy) }),
    inFlight: run.progress,
    sent: run.signals,
    path: pathOf(run, run.head),
    steps: run.head,
    skipTime,
    signals,
    maxSteps,
    progress: createProgress(asJson ? null : process.stdout, manifest.name, header.id),
  };
  return executeAndRecord(writer, asJson, execution, judge);
}

/** Before anything of the run is changed. @throws CliError `usage`, `unknown-service` */
async function checkCalls(
  file: string,
  { id, parent }: RunHeader,
  policy: CallPolicy,
  program: Program,
): Promise<void> {
  if (parent === null) {
    throw new CliError(
      'usage',
      `--calls: ${id} is no fork, so its calls have no answers to reuse: leave it out.`,
    );
  }
  using run = await openRun(file);
  checkNames(policy, program, run.frames);
}

/** A run that has come to its own end. */
export interface EndedRun {
  readonly result: RunResult;
  readonly workflow: string;
  /** Where it failed; null when that is unknown, or when it did not. */
  readonly place: string | null;
  /** Its recording. */
  readonly path: string;
}

/** A run that is to be taken up, or how it ended. */
export async function findTakenUp(
  file: string,
): Promise<{ readonly header: RunHeader; readonly ended: EndedRun | null }> {
  using run = await openRun(file);
  return { header: run.header, ended: endOf(run) };
}

/** Null for a run that can go on. */
function endOf(run: RunReader): EndedRun | null {
  const { end, head, header, summary } = run;
  if (end?.status !== 'done' && end?.status !== 'failed') return null;
  const { status, output } = end;
  const error = end.error && { code: end.error.code, name: end.error.name, message: end.error.message };
  const failed = end.error ? (run.frames.findLast(tellsOfFailure) ?? null) : null;
  return {
    result: { run: header.id, status, output, error, steps: head, path: pathOf(run, head) },
    workflow: header.workflow,
    place: failurePlace(end.error, failed),
    path: summary.path,
  };
}
