/**
 * Guards for what is read from disk. Recordings come from strangers: a value is `unknown` until one of these has looked
 * at every field that the types promise. What is promised to be JSON needs no look, since it came from `JSON.parse`.
 * Fields that no type knows are kept: they come from a newer Backstep that changed nothing else.
 */
import type { Directive, ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Cut } from '../language/snapshot.ts';
import type { Frame, RunEnd } from '../model/run.ts';
import { recordingError } from './failure.ts';
import type { Hole, RunIdentity, RunStart, Writer } from './record.ts';
import { isRunId } from './runId.ts';

/** Parses a text that should be JSON, and not so deep that whoever walks it runs out of stack. */
export function parseJson(text: string, where: string): unknown {
  const value = parsed(text, where);
  if (text.length <= DEEPEST || !isDeeper(value, DEEPEST)) return value;
  throw recordingError('recording-unreadable', `${where} is nested more than ${DEEPEST} levels deep.`);
}

export function identityFrom(value: unknown, where: string): RunIdentity {
  const run = object(value, where);
  if (!isRunId(run['id'])) throw wrong(`${where}.id`, 'a run id', run['id']);
  string(run['workflow'], `${where}.workflow`);
  string(run['version'], `${where}.version`);
  string(run['file'], `${where}.file`);
  string(run['start'], `${where}.start`);
  number(run['startedAt'], `${where}.startedAt`);
  for (const state of array(run['states'], `${where}.states`)) string(state, `${where}.states`);
  count(run['inherited'], `${where}.inherited`);
  if (run['parent'] !== null) {
    const parent = object(run['parent'], `${where}.parent`);
    if (!isRunId(parent['run'])) throw wrong(`${where}.parent.run`, 'a run id', parent['run']);
    cutFrom(parent['cut'], `${where}.parent.cut`);
  } else if (run['inherited'] !== 0)
    throw wrong(`${where}.inherited`, '0 without a parent', run['inherited']);
  return run as unknown as RunIdentity;
}

export function startFrom(value: unknown, where: string): RunStart {
  const start = object(value, where);
  string(start['source'], `${where}.source`);
  if (start['values'] !== null) {
    const values = object(start['values'], `${where}.values`);
    for (const name of ['input', 'config', 'session']) json(values[name], `${where}.values.${name}`);
  }
  return start as unknown as RunStart;
}

export function cutFrom(value: unknown, where: string): Cut {
  const cut = object(value, where);
  count(cut['seq'], `${where}.seq`);
  const branches = object(cut['branches'], `${where}.branches`);
  for (const [branch, seq] of Object.entries(branches)) count(seq, `${where}.branches.${branch}`);
  return cut as unknown as Cut;
}

export function frameFrom(value: unknown, where: string): Frame {
  const frame = object(value, where);
  count(frame['seq'], `${where}.seq`);
  string(frame['branch'], `${where}.branch`);
  string(frame['state'], `${where}.state`);
  string(frame['next'], `${where}.next`);
  json(frame['data'], `${where}.data`);
  for (const item of array(frame['edits'], `${where}.edits`)) {
    const edit = object(item, `${where}.edits`);
    oneOf(edit['target'], ['session', 'data'], `${where}.edits.target`);
    patchesFrom(edit['patches'], `${where}.edits.patches`);
  }
  patchesFrom(frame['patches'], `${where}.patches`);
  directiveFrom(frame['directive'], `${where}.directive`);
  nullOr(frame['error'], `${where}.error`, errorFrom);
  nullOr(frame['at'], `${where}.at`, position);
  for (const attempt of array(frame['attempts'], `${where}.attempts`))
    attemptFrom(attempt, `${where}.attempts`);
  for (const call of array(frame['calls'], `${where}.calls`)) callFrom(call, `${where}.calls`);
  for (const item of array(frame['logs'], `${where}.logs`)) {
    const log = object(item, `${where}.logs`);
    oneOf(log['level'], ['debug', 'info', 'warn', 'error'], `${where}.logs.level`);
    string(log['message'], `${where}.logs.message`);
    number(log['atMs'], `${where}.logs.atMs`);
  }
  for (const item of array(frame['metrics'], `${where}.metrics`)) {
    const metric = object(item, `${where}.metrics`);
    string(metric['name'], `${where}.metrics.name`);
    number(metric['value'], `${where}.metrics.value`);
  }
  number(frame['startedAt'], `${where}.startedAt`);
  number(frame['durationMs'], `${where}.durationMs`);
  return frame as unknown as Frame;
}

export function endFrom(value: unknown, where: string): RunEnd {
  const end = object(value, where);
  oneOf(end['status'], ['done', 'failed', 'waiting', 'stopped'], `${where}.status`);
  json(end['output'], `${where}.output`);
  nullOr(end['error'], `${where}.error`, errorFrom);
  number(end['endedAt'], `${where}.endedAt`);
  return end as unknown as RunEnd;
}

export function writerFrom(value: unknown, where: string): Writer | null {
  if (value === null) return null;
  const writer = object(value, where);
  count(writer['pid'], `${where}.pid`);
  string(writer['host'], `${where}.host`);
  return writer as unknown as Writer;
}

export function holesFrom(value: unknown, where: string): readonly Hole[] {
  for (const item of array(value, where)) {
    const hole = object(item, where);
    pathFrom(hole['path'], `${where}.path`);
    if (hole['like'] === undefined) {
      string(hole['hash'], `${where}.hash`);
    } else {
      const like = object(hole['like'], `${where}.like`);
      count(like['position'], `${where}.like.position`);
      pathFrom(like['path'], `${where}.like.path`);
      patchesFrom(hole['patches'], `${where}.patches`);
    }
  }
  return value as readonly Hole[];
}

export function patchesFrom(value: unknown, where: string): readonly Patch[] {
  for (const item of array(value, where)) {
    const patch = object(item, where);
    pathFrom(patch['path'], `${where}.path`);
    switch (oneOf(patch['op'], ['set', 'delete', 'array'], `${where}.op`)) {
      case 'set':
        json(patch['value'], `${where}.value`);
        break;
      case 'array':
        piecesFrom(patch['pieces'], `${where}.pieces`);
        break;
    }
  }
  return value as readonly Patch[];
}

/** The value if it is a JSON object; names `where` in the error otherwise. */
export function object(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(where, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

export function string(value: unknown, where: string): string {
  if (typeof value !== 'string') throw wrong(where, 'a string', value);
  return value;
}

export function number(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(where, 'a number', value);
  return value;
}

/** A whole number from 0. */
export function count(value: unknown, where: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw wrong(where, 'a whole number', value);
  return value as number;
}

export function array(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(where, 'an array', value);
  return value;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], where: string): T {
  if (!allowed.includes(value as T)) throw wrong(where, allowed.join(' or '), value);
  return value as T;
}

/** What came from `JSON.parse` is JSON as soon as it is there at all. */
function json(value: unknown, where: string): Json {
  if (value === undefined) throw wrong(where, 'JSON', value);
  return value as Json;
}

function nullOr(value: unknown, where: string, guard: (value: unknown, where: string) => unknown): void {
  if (value !== null) guard(value, where);
}

function pathFrom(value: unknown, where: string): void {
  const path = array(value, where);
  if (path.length > DEEPEST) throw wrong(where, `at most ${DEEPEST} keys long`, path.length);
  for (const key of path) {
    if (typeof key !== 'string') count(key, where);
  }
}

/** A few bytes may claim a run of any length, so that the sum is bounded here. */
function piecesFrom(value: unknown, where: string): void {
  let items = 0;
  for (const entry of array(value, where)) {
    const piece = object(entry, where);
    if (piece['insert'] !== undefined) {
      array(piece['insert'], `${where}.insert`);
    } else {
      count(piece['start'], `${where}.start`);
      items += count(piece['count'], `${where}.count`);
    }
  }
  if (items > MOST_ITEMS) throw wrong(where, `an array of at most ${MOST_ITEMS} items`, items);
}

const MOST_ITEMS = 2 ** 24;
const DEEPEST = 2000;

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw recordingError('recording-unreadable', `${where} is not JSON.`, error);
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1));
  for (const key in value) {
    if (isDeeper((value as Readonly<Record<string, unknown>>)[key], levels - 1)) return true;
  }
  return false;
}

function directiveFrom(value: unknown, where: string): Directive {
  const directive = object(value, where);
  const kind = string(directive['directive'], `${where}.directive`) as Directive['directive'];
  switch (kind) {
    case 'goto':
      string(directive['state'], `${where}.state`);
      json(directive['data'], `${where}.data`);
      break;
    case 'done':
      json(directive['output'], `${where}.output`);
      break;
    case 'fail':
      json(directive['reason'], `${where}.reason`);
      break;
    case 'fanOut':
      object(directive['branch'], `${where}.branch`);
      array(directive['items'], `${where}.items`);
      string(directive['join'], `${where}.join`);
      nullOr(directive['concurrency'], `${where}.concurrency`, count);
      oneOf(directive['onBranchError'], ['fail', 'collect'], `${where}.onBranchError`);
      break;
    case 'waitFor':
      string(directive['signal'], `${where}.signal`);
      string(directive['then'], `${where}.then`);
      json(directive['data'], `${where}.data`);
      nullOr(directive['timeoutMs'], `${where}.timeoutMs`, number);
      nullOr(directive['onTimeout'], `${where}.onTimeout`, string);
      break;
    case 'sleep':
      number(directive['durationMs'], `${where}.durationMs`);
      string(directive['state'], `${where}.state`);
      json(directive['data'], `${where}.data`);
      break;
    case 'child':
      string(directive['workflow'], `${where}.workflow`);
      json(directive['input'], `${where}.input`);
      string(directive['state'], `${where}.state`);
      break;
    case 'continueAs':
      nullOr(directive['workflow'], `${where}.workflow`, string);
      json(directive['input'], `${where}.input`);
      break;
    default:
      throw wrong(`${where}.directive`, 'a directive', kind satisfies never);
  }
  return directive as unknown as Directive;
}

function errorFrom(value: unknown, where: string): ErrorRecord {
  const error = object(value, where);
  string(error['name'], `${where}.name`);
  string(error['message'], `${where}.message`);
  nullOr(error['stack'], `${where}.stack`, string);
  nullOr(error['code'], `${where}.code`, string);
  if (typeof error['retryable'] !== 'boolean')
    throw wrong(`${where}.retryable`, 'true or false', error['retryable']);
  return error as unknown as ErrorRecord;
}

function position(value: unknown, where: string): void {
  const at = object(value, where);
  string(at['file'], `${where}.file`);
  count(at['line'], `${where}.line`);
  count(at['column'], `${where}.column`);
}

function attemptFrom(value: unknown, where: string): void {
  const attempt = object(value, where);
  number(attempt['startedAt'], `${where}.startedAt`);
  number(attempt['durationMs'], `${where}.durationMs`);
  nullOr(attempt['error'], `${where}.error`, errorFrom);
}

function callFrom(value: unknown, where: string): void {
  const call = object(value, where);
  string(call['service'], `${where}.service`);
  string(call['method'], `${where}.method`);
  array(call['args'], `${where}.args`);
  number(call['startedMs'], `${where}.startedMs`);
  number(call['durationMs'], `${where}.durationMs`);
  count(call['attempt'], `${where}.attempt`);
  const result = object(call['result'], `${where}.result`);
  switch (oneOf(result['type'], ['value', 'handle', 'error', 'open'], `${where}.result.type`)) {
    case 'value':
      json(result['value'], `${where}.result.value`);
      break;
    case 'handle':
      string(result['text'], `${where}.result.text`);
      break;
    case 'error':
      errorFrom(result['error'], `${where}.result.error`);
      break;
    case 'open':
      break;
  }
}

function wrong(where: string, expected: string, value: unknown): Error {
  return recordingError('recording-unreadable', `${where} should be ${expected} but is ${shown(value)}.`);
}

/** Containers are named, not printed: they may be deep enough to overflow the stack. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return JSON.stringify(value).slice(0, 60);
}
