import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findWorkflow, firstSnapshot, makeServices } from '../engine/prepare.ts';
import { installReturnTag } from '../engine/returnPosition.ts';
import { loadModule } from '../host/loader/loadModule.ts';
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';
import type { RunHeader } from '../model/run.ts';
import { newRunId } from '../recording/runId.ts';
import { createRun } from '../recording/writer.ts';
import { type Arguments, count, json, readArguments, single } from './arguments.ts';
import { CliError } from './cliError.ts';
import { createProgress } from './progress.ts';
import { quietConsole } from './quietConsole.ts';
import { executeAndRecord } from './recordedExecution.ts';

const usage =
  'backstep run FILE [--workflow NAME] [--input JSON|@file] [--session JSON] [--config JSON] [--record DIR] [--max-steps N] [--json]';

/** Runs a workflow in this process and records it. True when it is done. */
export async function run(words: readonly string[]): Promise<boolean> {
  const given = readArguments(words, {
    values: ['workflow', 'input', 'session', 'config', 'record', 'max-steps'],
    flags: ['json'],
    positional: [1, 1],
    usage,
  });
  const asJson = given.options.has('json');
  if (asJson) quietConsole();
  const file = resolve(given.positional[0] as string);
  const wanted = {
    input: inputOf(given),
    session: objectOf(given, 'session'),
    config: objectOf(given, 'config'),
  };
  const maxSteps = count(given, 'max-steps', 1);

  // A module or a step that waits for ever lets the process end by itself, which is no success.
  process.exitCode = 1;
  installReturnTag();
  const manifest = findWorkflow(await loadModule(file), file, single(given, 'workflow'));
  const services = makeServices(manifest);
  const start = firstSnapshot(manifest, wanted);
  const id = newRunId();
  const header: RunHeader = {
    id,
    workflow: manifest.name,
    version: manifest.version,
    file,
    states: manifest.states,
    start: manifest.start,
    startedAt: Date.now(),
    input: start.input,
    config: start.config,
    session: start.session,
    parent: null,
    source: readFileSync(file, 'utf8'),
  };
  const writer = createRun(resolve(single(given, 'record') ?? join('.backstep', 'runs')), header);
  const progress = createProgress(asJson ? null : process.stdout, manifest.name, id);
  return executeAndRecord(writer, asJson, {
    run: id,
    manifest,
    services,
    from: start,
    path: [manifest.start],
    maxSteps,
    progress,
  });
}

function inputOf(given: Arguments): Json {
  const text = single(given, 'input');
  if (text === null) return null;
  if (!text.startsWith('@')) return json(given, 'input') as Json;
  const file = text.slice(1);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('bad-json', `--input @${file} cannot be read as JSON: ${reason}.`);
  }
}

function objectOf(given: Arguments, name: string): JsonObject {
  const value = json(given, name) as Json | undefined;
  if (value === undefined) return {};
  if (isJsonObject(value)) return value;
  throw new CliError('usage', `--${name} must be a JSON object, such as '{"rounds":1}'.`);
}
