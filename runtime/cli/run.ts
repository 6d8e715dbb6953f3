import { resolve } from 'node:path';
import { firstSnapshot } from '../engine/prepare.ts';
import type { ErrorRecord } from '../language/directive.ts';
import { isJsonObject, type JsonObject } from '../language/json.ts';
import type { RunHeader } from '../model/run.ts';
import { policyFrom } from '../recording/policy.ts';
import { newRunId } from '../recording/runId.ts';
import { createRun } from '../recording/writer.ts';
import { type Arguments, count, json, readArguments, single } from './arguments.ts';
import { CliError } from './cliError.ts';
import { tellUnknownKeys } from './didYouMean.ts';
import { type Inspected, type InspectedRun, inspectRun } from './inspectedRun.ts';
import { codeOf, loadProgram } from './program.ts';
import { createProgress } from './progress.ts';
import { quietConsole } from './quietConsole.ts';
import { executeAndRecord, tellUntaken } from './recordedExecution.ts';
import { recordingsFolder } from './recordings.ts';
import { readRunOptions, runFlags, runUsage, runValues } from './runOptions.ts';

const usage =
  'backstep run FILE [--workflow NAME] [--input JSON] [--session JSON] [--config JSON] [--record DIR] [--inspect[=PORT] | --inspect-brk[=PORT]] ' +
  runUsage;

/** Runs a workflow in this process and records it. True when it is done. */
export async function run(words: readonly string[]): Promise<boolean> {
  const given = readArguments(words, {
    values: ['workflow', 'input', 'session', 'config', 'record', ...runValues],
    flags: runFlags,
    optional: ['inspect', 'inspect-brk'],
    positional: [1, 1],
    usage,
  });
  const options = readRunOptions(given);
  const inspection = readInspection(given);
  const { asJson, maxSteps, skipTime, signals } = options;
  if (asJson) quietConsole();
  const wanted = {
    input: json(given, 'input') ?? null,
    session: objectOf(given, 'session'),
    config: objectOf(given, 'config'),
  };
  const [file] = given.positional as [string];
  const program = await loadProgram(file, single(given, 'workflow'), options.services);
  const { manifest, services, servicesOf, requests } = program;
  tellUnknownKeys(`The config of ${manifest.name}`, Object.keys(wanted.config), manifest.config);
  const start = firstSnapshot(manifest, wanted, Date.now());
  const { input, config, session, now } = start;
  const set = Object.keys(wanted.session);
  if (set.length > 0) tellUnknownKeys(`The session of ${manifest.name}`, set, manifest.session());
  const id = newRunId();
  const header: RunHeader = {
    ...codeOf(program),
    id,
    startedAt: now,
    input,
    config,
    session,
    parent: null,
  };
  const { redact } = policyFrom(process.env);
  const dir = recordingsFolder(given, 'record');
  const writer = createRun(dir, header, { redact });
  const inspected = await inspectedBy(inspection, {
    manifest,
    from: start,
    redacts: redact.length > 0,
    facts: {
      run: id,
      recording: resolve(writer.path),
      file: program.file,
      workflow: manifest.name,
      services: options.services,
    },
  }).catch((error: unknown) => {
    writer.close();
    throw error;
  });
  const progress = createProgress(asJson ? null : process.stdout, manifest.name, id);
  const execution = {
    run: id,
    manifest,
    services,
    servicesOf,
    requests,
    dir,
    from: start,
    path: [manifest.start],
    maxSteps,
    progress,
    skipTime,
    signals,
    ...(inspected && { inspected }),
  };
  return executeAndRecord(writer, asJson, execution, (outcome) => {
    if (!given.options.has('input') && readsNull(outcome.end.error)) {
      process.stderr.write(
        'backstep: the workflow got no input: where its steps read one, give --input JSON.\n',
      );
    }
    return tellUntaken(outcome);
  });
}

/** True for the error of a step that reads a member of null, which a workflow without input has for one. */
function readsNull(error: ErrorRecord | null): boolean {
  return error?.name === 'TypeError' && /\bnull\b/.test(error.message);
}

type Inspection = Pick<Inspected, 'port' | 'waits'>;

/** Whether a debugger may attach, and where. */
function readInspection(given: Arguments): Inspection | null {
  const waits = given.options.has('inspect-brk');
  if (!waits && !given.options.has('inspect')) return null;
  return { port: count(given, waits ? 'inspect-brk' : 'inspect', 0, 65535) ?? 0, waits };
}

async function inspectedBy(
  inspection: Inspection | null,
  run: Omit<Inspected, keyof Inspection>,
): Promise<InspectedRun | null> {
  return inspection && inspectRun({ ...run, ...inspection });
}

function objectOf(given: Arguments, name: string): JsonObject {
  const value = json(given, name);
  if (value === undefined) return {};
  if (isJsonObject(value)) return value;
  throw new CliError('usage', `--${name} must be a JSON object, such as '{"rounds":1}'.`);
}
