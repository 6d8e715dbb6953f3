import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isJsonObject, type Json } from '../language/json.ts';
import type { CallPolicy } from '../model/callPolicy.ts';
import { policyFrom, type RecordingPolicy } from '../recording/policy.ts';
import { DapError } from './dapError.ts';
import type { HostOptions } from './hostProcess.ts';

/** A launch request, checked: either code to run or a recording to replay. */
export type Launch = CodeLaunch | ReplayLaunch;

export interface ReplayLaunch {
  readonly type: 'replay';
  readonly path: string;
  readonly stopOnEntry: boolean;
}

export interface CodeLaunch {
  readonly type: 'code';
  readonly program: string;
  readonly workflow: string | null;
  readonly input: Json;
  readonly session: { readonly [key: string]: Json };
  readonly config: { readonly [key: string]: Json };
  readonly stopOnEntry: boolean;
  /** Stay at the end of the run, so that one can step back from it. */
  readonly stopOnEnd: boolean;
  readonly noDebug: boolean;
  /** Whether the client attaches a JavaScript debugger to the host when it is asked to. */
  readonly attachesCode: boolean;
  /** Folder of the recordings. */
  readonly record: string;
  readonly maxSteps: number | null;
  /** Where the calls of a re-run get their answers. */
  readonly calls: CallPolicy;
  /** What is not written of the runs, and for how long they are kept. */
  readonly policy: RecordingPolicy;
  readonly host: HostOptions;
}

/** @throws DapError `bad-launch`, naming every attribute that is wrong */
export function readLaunch(args: unknown): Launch {
  const given =
    typeof args === 'object' && args !== null ? (args as { readonly [name: string]: Json | undefined }) : {};
  const wrong: string[] = [];
  function read<T>(name: string, what: string, fallback: T, accept: (value: Json) => boolean): T {
    const value = given[name];
    if (value === undefined || value === null) return fallback;
    if (accept(value)) return value as T;
    wrong.push(`"${name}" is ${JSON.stringify(value)}: give ${what}.`);
    return fallback;
  }
  const isString = (value: Json): boolean => typeof value === 'string';
  const isBoolean = (value: Json): boolean => typeof value === 'boolean';
  const isStrings = (value: Json): boolean =>
    Array.isArray(value) && value.every((item) => typeof item === 'string');
  const isEnv = (value: Json): boolean =>
    isJsonObject(value) && Object.values(value).every((item) => item === null || typeof item === 'string');
  const isRule = (value: Json | undefined): boolean =>
    value === undefined || value === 'reuse' || value === 'live' || value === 'ask';
  const isPolicy = (value: Json): boolean =>
    isJsonObject(value) &&
    isRule(value['effects']) &&
    isRule(value['others']) &&
    (value['services'] === undefined ||
      (isJsonObject(value['services']) && Object.values(value['services']).every(isRule)));
  const isCount = (value: Json): boolean => Number.isInteger(value) && (value as number) > 0;

  const stopOnEntry = read('stopOnEntry', 'true or false', true, isBoolean);
  const replay = read<string>('replay', 'the path of a recording', '', isString);
  if (replay !== '') {
    if (!existsSync(replay)) wrong.push(`"replay" is ${JSON.stringify(replay)}: no such file.`);
    refuse(wrong);
    return { type: 'replay', path: resolve(replay), stopOnEntry };
  }
  const program = read<string>('program', 'the path of a workflow file', '', isString);
  if (program === '') wrong.push('"program" is missing: give the path of the file that holds the workflow.');
  else if (!isAbsolute(program)) wrong.push(`"program" is "${program}": give an absolute path.`);
  else if (!existsSync(program) || !statSync(program).isFile())
    wrong.push(`"program" is "${program}": no such file.`);
  const folder = dirname(program);
  const cwd = read('cwd', 'the path of a folder', folder, isString);
  if (!existsSync(cwd)) wrong.push(`"cwd" is "${cwd}": no such folder.`);
  const node = read('node', 'the path of a Node executable', '', isString);
  const ambient = policyFrom(process.env);
  const redact = read('redact', 'an array of names and dotted paths', ambient.redact, isStrings);
  const record = resolve(cwd, read('record', 'the path of a folder', join('.backstep', 'runs'), isString));
  const launch: CodeLaunch = {
    type: 'code',
    program,
    workflow: read<string | null>('workflow', 'the name of a workflow class', null, isString),
    input: given['input'] ?? null,
    session: read('session', 'an object', {}, isJsonObject),
    config: read('config', 'an object', {}, isJsonObject),
    stopOnEntry,
    stopOnEnd: read('stopOnEnd', 'true or false', true, isBoolean),
    noDebug: read('noDebug', 'true or false', false, isBoolean),
    attachesCode: read('javaScriptDebugger', 'true or false', false, isBoolean),
    record,
    maxSteps: read<number | null>('maxSteps', 'a whole number from 1', null, isCount),
    calls: read<CallPolicy>(
      'calls',
      '{ "services": { "NAME": "reuse", "live" or "ask" }, "effects": …, "others": … }',
      {},
      isPolicy,
    ),
    policy: {
      redact,
      keep: {
        runs: read('keepRuns', 'a whole number from 1', ambient.keep.runs, isCount),
        days: read('keepDays', 'a whole number from 1', ambient.keep.days, isCount),
      },
    },
    host: {
      node: node === '' ? null : node,
      runtimeArgs: read<readonly string[]>('runtimeArgs', 'an array of strings', [], isStrings),
      cwd,
      artifacts: join(record, 'artifacts'),
      redact,
      env: read<{ readonly [name: string]: string | null }>('env', 'an object of strings', {}, isEnv),
    },
  };
  refuse(wrong);
  return launch;
}

function refuse(wrong: readonly string[]): void {
  if (wrong.length > 0) {
    throw new DapError('bad-launch', `The launch configuration cannot be used. ${wrong.join(' ')}`, {
      showUser: true,
    });
  }
}
