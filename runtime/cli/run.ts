import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { thrownAt } from '../engine/errorRecord.ts';
import { localBackend } from '../engine/localBackend.ts';
import { findWorkflow, firstSnapshot, makeServices } from '../engine/prepare.ts';
import { installReturnTag } from '../engine/returnPosition.ts';
import { ringAtEnd } from '../engine/ring.ts';
import { loadModule } from '../host/loader/loadModule.ts';
import { BackstepError } from '../language/backstepError.ts';
import type { ErrorRecord } from '../language/directive.ts';
import { interpret } from '../language/interpret.ts';
import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { Frame, RunEnd, RunHeader } from '../model/run.ts';
import { newRunId } from '../recording/runId.ts';
import { createRun } from '../recording/writer.ts';
import { type Arguments, count, json, readArguments, single } from './arguments.ts';
import { CliError } from './cliError.ts';
import { createProgress } from './progress.ts';
import { quietConsole } from './quietConsole.ts';

const usage =
  'backstep run FILE [--workflow NAME] [--input JSON|@file] [--session JSON] [--config JSON] [--record DIR] [--max-steps N] [--json]';

/** What `backstep run --json` prints. */
interface RunResult {
  readonly run: string;
  readonly status: 'done' | 'failed' | 'waiting' | 'stopped';
  readonly output: Json;
  readonly error: { readonly code: string | null; readonly name: string; readonly message: string } | null;
  readonly steps: number;
  readonly path: readonly string[];
}

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
  const path: string[] = [manifest.start];
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new StopRun('interrupted'));
  process.once('SIGINT', interrupt);

  let last: Snapshot = start;
  let stopped: StopRun | null = null;
  const unsettled = new Promise<never>((_, reject) => {
    process.once('beforeExit', () => reject(new StopRun('never-settled')));
  });
  const backend = localBackend({
    run: id,
    manifest,
    services,
    stop: stop.signal,
    record(frame: Frame) {
      writer.append(frame);
      path.push(frame.next);
      progress.step(frame);
    },
    boundary(snapshot) {
      last = snapshot;
      if (snapshot.status !== 'running') return undefined;
      if (snapshot.seq === maxSteps) throw new StopRun('max-steps');
      if (stop.signal.aborted) throw new StopRun('interrupted');
      // Now and then the event loop must turn, or Ctrl-C and timers would starve in a loop of steps that never wait.
      return snapshot.seq % 64 === 0 ? new Promise((turn) => setImmediate(turn)) : undefined;
    },
    onLog: (entry, request) => progress.log(entry, request.entry.state),
  });
  try {
    last = await Promise.race([interpret(manifest, backend, start), unsettled]);
    // A step that heeds its signal throws when it fires.
    if (stop.signal.aborted && last.status === 'failed') stopped = new StopRun('interrupted');
  } catch (error) {
    if (!(error instanceof StopRun)) {
      writer.close();
      throw error;
    }
    stopped = error;
  } finally {
    process.off('SIGINT', interrupt);
  }
  const result = resultOf(id, last, path, stopped, maxSteps);
  const end: RunEnd = {
    status: result.status,
    output: result.output,
    error: stopped ? null : errorOf(last),
    endedAt: Date.now(),
  };
  const finished = await writer.finish(end);
  if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
  else
    progress.end(
      result.status,
      result.output,
      result.error?.message ?? null,
      placeOf(end.error),
      finished.path,
    );
  if (finished.problem) process.stderr.write(`backstep: ${finished.problem.message}\n`);
  return result.status === 'done';
}

class StopRun extends Error {
  readonly why: 'max-steps' | 'interrupted' | 'never-settled';

  constructor(why: StopRun['why']) {
    super(why);
    this.why = why;
  }
}

function resultOf(
  run: string,
  last: Snapshot,
  path: readonly string[],
  stopped: StopRun | null,
  maxSteps: number | null,
): RunResult {
  const base = { run, steps: last.seq, path };
  if (stopped) {
    const message = `${stoppedBecause(stopped.why, last, maxSteps)} ${roundOf(path)}`.trim();
    return {
      ...base,
      status: 'stopped',
      output: null,
      error: { code: stopped.why, name: 'Stopped', message },
    };
  }
  switch (last.status) {
    case 'done':
      return { ...base, status: 'done', output: last.output, error: null };
    case 'failed': {
      const { code, name, message } = last.error;
      return { ...base, status: 'failed', output: null, error: { code, name, message } };
    }
    case 'running':
      throw new BackstepError('internal', 'The interpreter stopped inside a run.');
    default:
      return last satisfies never;
  }
}

function stoppedBecause(why: StopRun['why'], last: Snapshot, maxSteps: number | null): string {
  switch (why) {
    case 'max-steps':
      return `Stopped after ${maxSteps} steps (--max-steps).`;
    case 'interrupted':
      return `Stopped after ${last.seq} steps by Ctrl-C.`;
    case 'never-settled':
      return `The step ${last.status === 'running' ? last.state : ''} never settled: it awaits a promise that nothing is left to resolve. Give the step a timeout, or resolve what it awaits.`;
    default:
      return why satisfies never;
  }
}

/** Says so when the end of a path goes round in a ring. */
function roundOf(path: readonly string[]): string {
  const ring = ringAtEnd(path);
  if (ring.length === 0) return '';
  const first = ring[0] as string;
  return `It went round in ${[...ring, first].join(' → ')}.`;
}

function errorOf(last: Snapshot): ErrorRecord | null {
  return last.status === 'failed' ? last.error : null;
}

function placeOf(error: ErrorRecord | null): string | null {
  const at = error && thrownAt(error);
  return at ? `${at.file}:${at.line}:${at.column}` : null;
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
