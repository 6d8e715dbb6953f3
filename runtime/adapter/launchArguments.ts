import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isJsonObject, type Json } from '../language/json.ts';
import type { CallPolicy } from '../model/callPolicy.ts';
import { policyFrom, type RecordingPolicy } from '../recording/policy.ts';
import { DapError } from './dapError.ts';
import type { HostConsole, HostOptions } from './hostProcess.ts';

/** A launch or attach request, checked: code to run, a recording to replay, or a run of another process. */
export type Launch = CodeLaunch | ReplayLaunch | AttachLaunch;

export interface ReplayLaunch {
  readonly type: 'replay';
  readonly path: string;
  readonly stopOnEntry: boolean;
}

export interface AttachLaunch {
  readonly type: 'attach';
  readonly port: number;
  readonly token: string;
  /** Pause the run at its next boundary. */
  readonly stopOnEntry: boolean;
  readonly attachesCode: boolean;
  /** For new runs that begin in its past. */
  readonly calls: CallPolicy;
  readonly policy: RecordingPolicy;
  readonly host: Pick<HostOptions, 'node' | 'runtimeArgs' | 'env' | 'console'>;
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
  const { read, wrong } = readerOf(args);
  const stopOnEntry = read('stopOnEntry', 'true or false', true, isBoolean);
  const replay = read<string>('replay', 'the path of a recording', '', isString);
  if (replay !== '') {
    if (!existsSync(replay)) wrong.push(`"replay" is ${JSON.stringify(replay)}: no such file.`);
    refuse(wrong, 'launch');
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
  const record = resolve(cwd, read('record', 'the path of a folder', join('.backstep', 'runs'), isString));
  const { host, ...shared } = readShared(read);
  const launch: CodeLaunch = {
    type: 'code',
    program,
    workflow: read<string | null>('workflow', 'the name of a workflow class', null, isString),
    input: read<Json>('input', 'any JSON', null, () => true),
    session: read('session', 'an object', {}, isJsonObject),
    config: read('config', 'an object', {}, isJsonObject),
    stopOnEntry,
    stopOnEnd: read('stopOnEnd', 'true or false', true, isBoolean),
    noDebug: read('noDebug', 'true or false', false, isBoolean),
    record,
    maxSteps: read<number | null>('maxSteps', 'a whole number from 1', null, isCount),
    ...shared,
    host: { ...host, cwd, artifacts: join(record, 'artifacts'), redact: shared.policy.redact },
  };
  refuse(wrong, 'launch');
  return launch;
}

/** @throws DapError `bad-launch`, naming every attribute that is wrong */
export function readAttach(args: unknown): AttachLaunch {
  const { read, wrong } = readerOf(args);
  const isPort = (value: Json): boolean => isCount(value) && (value as number) < 65_536;
  const port = read<number>('port', 'the port that the run printed', 0, isPort);
  const token = read<string>('token', 'the token that the run printed', '', isString);
  const missing = (name: string): string =>
    `"${name}" is missing: give the ${name} that "backstep run FILE --inspect" printed.`;
  if (port === 0 && wrong.length === 0) wrong.push(missing('port'));
  if (token === '') wrong.push(missing('token'));
  const launch: AttachLaunch = {
    type: 'attach',
    port,
    token,
    stopOnEntry: read('stopOnEntry', 'true or false', false, isBoolean),
    ...readShared(read),
  };
  refuse(wrong, 'attach');
  return launch;
}

type Read = <T>(name: string, what: string, fallback: T, accept: (value: Json) => boolean) => T;

/** Reads attributes of a configuration, and gathers what is wrong with them. */
function readerOf(args: unknown): { readonly read: Read; readonly wrong: string[] } {
  const given =
    typeof args === 'object' && args !== null ? (args as { readonly [name: string]: Json | undefined }) : {};
  const wrong: string[] = [];
  return {
    wrong,
    read<T>(name: string, what: string, fallback: T, accept: (value: Json) => boolean): T {
      const value = given[name];
      if (value === undefined || value === null) return fallback;
      if (accept(value)) return value as T;
      // Whoever reads over a shoulder, or in a log, learns no token.
      const shown = name === 'token' ? 'no text' : JSON.stringify(value);
      wrong.push(`"${name}" is ${shown}: give ${what}.`);
      return fallback;
    },
  };
}

/** What every session that runs code takes. */
function readShared(read: Read): Pick<AttachLaunch, 'attachesCode' | 'calls' | 'policy' | 'host'> {
  const node = read('node', 'the path of a Node executable', '', isString);
  const ambient = policyFrom(process.env);
  return {
    attachesCode: read('javaScriptDebugger', 'true or false', false, isBoolean),
    calls: read<CallPolicy>(
      'calls',
      '{ "services": { "NAME": "reuse", "live" or "ask" }, "effects": …, "others": … }',
      {},
      isPolicy,
    ),
    policy: {
      redact: read('redact', 'an array of names and dotted paths', ambient.redact, isStrings),
      keep: {
        runs: read('keepRuns', 'a whole number from 1', ambient.keep.runs, isCount),
        days: read('keepDays', 'a whole number from 1', ambient.keep.days, isCount),
      },
    },
    host: {
      node: node === '' ? null : node,
      runtimeArgs: read<readonly string[]>('runtimeArgs', 'an array of strings', [], isStrings),
      console: read<HostConsole>(
        'console',
        '"internalConsole", "integratedTerminal" or "externalTerminal"',
        'internalConsole',
        isConsole,
      ),
      env: read<{ readonly [name: string]: string | null }>('env', 'an object of strings', {}, isEnv),
    },
  };
}

const isString = (value: Json): boolean => typeof value === 'string';
const isBoolean = (value: Json): boolean => typeof value === 'boolean';
const isStrings = (value: Json): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
const isEnv = (value: Json): boolean =>
  isJsonObject(value) && Object.values(value).every((item) => item === null || typeof item === 'string');
const isConsole = (value: Json): boolean =>
  value === 'internalConsole' || value === 'integratedTerminal' || value === 'externalTerminal';
const isRule = (value: Json | undefined): boolean =>
  value === undefined || value === 'reuse' || value === 'live' || value === 'ask';
const isPolicy = (value: Json): boolean =>
  isJsonObject(value) &&
  isRule(value['effects']) &&
  isRule(value['others']) &&
  (value['services'] === undefined ||
    (isJsonObject(value['services']) && Object.values(value['services']).every(isRule)));
const isCount = (value: Json): boolean => Number.isInteger(value) && (value as number) > 0;

function refuse(wrong: readonly string[], request: 'launch' | 'attach'): void {
  if (wrong.length > 0) {
    throw new DapError('bad-launch', `The ${request} configuration cannot be used. ${wrong.join(' ')}`, {
      showUser: true,
    });
  }
}
