import path from 'node:path';
import { recordedAnswers } from '../engine/answers.ts';
import { edited } from '../language/advance.ts';
import { applyPatches, valueAt } from '../language/applyPatches.ts';
import { BackstepError } from '../language/backstepError.ts';
import { editRefusal } from '../language/editing.ts';
import { isJsonObject, type Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import { toJson } from '../language/settle.ts';
import type { Edit, RunHeader } from '../model/run.ts';
import { policyFrom } from '../recording/policy.ts';
import { openRun, type RunReader } from '../recording/reader.ts';
import { newRunId } from '../recording/runId.ts';
import { createRun } from '../recording/writer.ts';
import { type Arguments, count, json, namedJson, readArguments } from './arguments.ts';
import { checkNames, readCallPolicy } from './callRules.ts';
import { CliError } from './cliError.ts';
import { counted } from './counted.ts';
import { tellUnknownKeys } from './didYouMean.ts';
import { inheritedCalls } from './inheritedCalls.ts';
import { codeOf, loadProgram, tellVersion } from './program.ts';
import { createProgress } from './progress.ts';
import { quietConsole } from './quietConsole.ts';
import { executeAndRecord } from './recordedExecution.ts';
import { recordedFile } from './recordedFile.ts';
import { recordingOf } from './recordings.ts';
import { readRunOptions, runFlags, runUsage, runValues } from './runOptions.ts';
import { pathOf } from './runResult.ts';
import { pathText, readPath } from './valuePath.ts';

const usage =
  'backstep fork RUN --at K [--set PATH=JSON]... [--data JSON] [--calls [SERVICE=]reuse|live]... [--file FILE] [--dir DIR] ' +
  runUsage;

/** Runs on from the point after K steps of a run, as a new run beside it. True when the new run is done. */
export async function fork(words: readonly string[]): Promise<boolean> {
  const given = readArguments(words, {
    values: ['at', 'set', 'data', 'calls', 'file', 'dir', ...runValues],
    flags: runFlags,
    positional: [1, 1],
    usage,
  });
  const options = readRunOptions(given);
  const { asJson, maxSteps, skipTime, signals } = options;
  if (asJson) quietConsole();
  const at = count(given, 'at', 0);
  if (at === null) throw new CliError('usage', `Say after which step with --at K.\nUsage: ${usage}`);
  const policy = readCallPolicy(given);

  using parent = await openRun(recordingOf(given));
  const { dir, header } = parent;
  assertFound(parent);
  if (at > parent.head) {
    throw new CliError(
      'no-such-step',
      `--at ${at}: the run has ${counted(parent.head, 'step')}; give 0 to ${parent.head}.`,
    );
  }
  const snapshot = parent.snapshotAt(at);
  if (snapshot.status === 'done' || snapshot.status === 'failed') {
    throw new CliError(
      'run-ended',
      `--at ${at}: the run is ${snapshot.status} there, and nothing comes after it.`,
    );
  }
  const edits = editsOf(given, snapshot.session);
  for (const { target } of edits) {
    const refusal = editRefusal(snapshot, target);
    if (refusal !== null) {
      throw new CliError('read-only', `--at ${at}: the ${target} cannot be edited there: ${refusal}.`);
    }
  }
  const later = parent.range(at + 1, parent.head);
  const program = await loadProgram(recordedFile(given, header, 'file'), header.workflow, options.services);
  tellVersion(program, header);
  checkNames(policy, program, parent.frames);
  const { manifest, services, servicesOf, requests } = program;
  const id = newRunId();
  const forked: RunHeader = {
    ...header,
    ...codeOf(program),
    id,
    startedAt: Date.now(),
    parent: { run: header.id, cut: { seq: at, branches: {} } },
  };
  const writer = createRun(dir, forked, { edits, redact: policyFrom(process.env).redact });
  return executeAndRecord(writer, asJson, {
    run: id,
    manifest,
    services,
    servicesOf,
    requests,
    dir,
    from: edited(snapshot, edits),
    edits,
    answers: recordedAnswers([...later.flatMap((frame) => frame.calls), ...inheritedCalls(parent)], policy),
    path: pathOf(parent, at),
    steps: at,
    maxSteps,
    skipTime,
    signals,
    progress: createProgress(
      asJson ? null : process.stdout,
      `${manifest.name}, from step ${at} of ${header.id}:`,
      id,
    ),
  });
}

/** A fork finds its parent by its id, in its own folder. */
function assertFound({ dir, header, summary }: RunReader): void {
  if (path.parse(summary.path).name === header.id) return;
  throw new CliError(
    'parent-missing',
    `${summary.path} is the run ${header.id} under another name, and a fork could not find it: put it into ${dir} with "backstep import" first.`,
  );
}

/** @throws CliError `usage`, `bad-json`, `no-such-path` */
function editsOf(given: Arguments, session: Json): readonly Edit[] {
  const patches: Patch[] = [];
  let value = session;
  for (const text of given.options.get('set') ?? []) {
    const patch = setting(text, value);
    value = applied(value, patch, text);
    patches.push(patch);
  }
  const data = json(given, 'data');
  return [
    ...(patches.length > 0 ? [{ target: 'session' as const, patches }] : []),
    ...(data === undefined
      ? []
      : [
          {
            target: 'data' as const,
            patches: [{ op: 'set' as const, path: [], value: toJson(data, 'data') }],
          },
        ]),
  ];
}

function setting(text: string, session: Json): Patch {
  const [name, value] = namedJson(text, `--set ${text}`);
  if (value === undefined)
    throw new CliError('usage', `--set ${text}: write it as PATH=JSON, such as rounds=3.`);
  const path = readPath(name.replace(/^session\./, ''), session);
  const owner = valueAt(session, path.slice(0, -1));
  if (isJsonObject(owner)) tellUnknownKeys(`--set ${text}: the session there`, [String(path.at(-1))], owner);
  return { op: 'set', path, value };
}

function applied(session: Json, patch: Patch, text: string): Json {
  try {
    return applyPatches(session, [patch]);
  } catch (error) {
    if (!(error instanceof BackstepError)) throw error;
    const known = patch.path.findIndex(
      (_, end) => valueAt(session, patch.path.slice(0, end + 1)) === undefined,
    );
    const owner = pathText(known < 0 ? patch.path.slice(0, -1) : patch.path.slice(0, known + 1));
    const what = known < 0 ? `${owner} is no object` : `the session has no ${owner}`;
    throw new CliError('no-such-path', `--set ${text}: ${what} to set a member of.`);
  }
}
