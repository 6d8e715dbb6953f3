/**
 * Guards for what is read from disk. Recordings come from strangers: a value is `unknown` until one of these has looked
 * at every field that the types promise. What is promised to be JSON needs no look, since it came from `JSON.parse`.
 * Fields that no type knows are kept: they come from a newer Backstep that changed nothing else.
 */
import { BackstepError } from '../language/backstepError.ts';
import type { Directive, ErrorRecord } from '../language/directive.ts';
import type { Json, Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Cut } from '../language/snapshot.ts';
import type { Edit, Frame, RunEnd } from '../model/run.ts';
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
  return located(where, () => {
    const run = object(value, 'run');
    if (!isRunId(run['id'])) throw wrong('run.id', 'a run id', run['id']);
    string(run['workflow'], 'run.workflow');
    string(run['version'], 'run.version');
    string(run['file'], 'run.file');
    string(run['start'], 'run.start');
    number(run['startedAt'], 'run.startedAt');
    for (const state of array(run['states'], 'run.states')) string(state, 'run.states');
    count(run['inherited'], 'run.inherited');
    if (run['parent'] !== null) {
      const parent = object(run['parent'], 'run.parent');
      if (!isRunId(parent['run'])) throw wrong('run.parent.run', 'a run id', parent['run']);
      cutFrom(parent['cut'], 'run.parent.cut');
    } else if (run['inherited'] !== 0) throw wrong('run.inherited', '0 without a parent', run['inherited']);
    return run as unknown as RunIdentity;
  });
}

export function startFrom(value: unknown, where: string): RunStart {
  return located(where, () => {
    const start = object(value, 'start');
    string(start['source'], 'start.source');
    if (start['values'] !== null) {
      const values = object(start['values'], 'start.values');
      for (const name of ['input', 'config', 'session']) json(values[name], `start.values.${name}`);
    }
    if (start['edits'] !== undefined) editsFrom(start['edits'], 'start.edits');
    return start as unknown as RunStart;
  });
}

export function cutFrom(value: unknown, where: string): Cut {
  const cut = object(value, where);
  count(cut['seq'], 'cut.seq');
  const branches = object(cut['branches'], 'cut.branches');
  for (const [branch, seq] of Object.entries(branches)) count(seq, `cut.branches.${branch}`);
  return cut as unknown as Cut;
}

export function editsFrom(value: unknown, where: string): readonly Edit[] {
  const edits = array(value, where);
  for (const item of edits) {
    const edit = object(item, where);
    oneOf(edit['target'], ['session', 'data', 'state'], `${where}.target`);
    patchesFrom(edit['patches'], `${where}.patches`);
  }
  return edits as readonly Edit[];
}

export function frameFrom(value: unknown, where: string): Frame {
  return located(where, () => {
    const frame = object(value, 'frame');
    count(frame['seq'], 'frame.seq');
    string(frame['branch'], 'frame.branch');
    string(frame['state'], 'frame.state');
    string(frame['next'], 'frame.next');
    json(frame['data'], 'frame.data');
    editsFrom(frame['edits'], 'frame.edits');
    patchesFrom(frame['patches'], 'frame.patches');
    directiveFrom(frame['directive'], 'frame.directive');
    nullOr(frame['error'], 'frame.error', errorFrom);
    nullOr(frame['at'], 'frame.at', position);
    for (const attempt of array(frame['attempts'], 'frame.attempts')) attemptFrom(attempt, 'frame.attempts');
    for (const call of array(frame['calls'], 'frame.calls')) callFrom(call, 'frame.calls');
    for (const log of array(frame['logs'], 'frame.logs')) logFrom(log, 'frame.logs');
    for (const metric of array(frame['metrics'], 'frame.metrics')) metricFrom(metric, 'frame.metrics');
    number(frame['startedAt'], 'frame.startedAt');
    number(frame['durationMs'], 'frame.durationMs');
    if (frame['workflow'] !== undefined) string(frame['workflow'], 'frame.workflow');
    if (frame['version'] !== undefined) string(frame['version'], 'frame.version');
    if (frame['wake'] !== undefined) wakeFrom(frame['wake'], 'frame.wake');
    for (const signal of array(frame['signals'] ?? [], 'frame.signals')) signalFrom(signal, 'frame.signals');
    for (const instance of array(frame['opened'] ?? [], 'frame.opened')) openedFrom(instance, 'frame.opened');
    return frame as unknown as Frame;
  });
}

export function endFrom(value: unknown, where: string): RunEnd {
  return located(where, () => {
    const end = object(value, 'end');
    oneOf(end['status'], ['done', 'failed', 'waiting', 'stopped'], 'end.status');
    json(end['output'], 'end.output');
    nullOr(end['error'], 'end.error', errorFrom);
    number(end['endedAt'], 'end.endedAt');
    return end as unknown as RunEnd;
  });
}

export function writerFrom(value: unknown, where: string): Writer | null {
  if (value === null) return null;
  const writer = object(value, where);
  count(writer['pid'], 'writer.pid');
  string(writer['host'], 'writer.host');
  return writer as unknown as Writer;
}

export function holesFrom(value: unknown, where: string): readonly Hole[] {
  for (const item of array(value, where)) {
    const hole = object(item, where);
    pathFrom(hole['path'], 'hole.path');
    if (hole['like'] === undefined) {
      string(hole['hash'], 'hole.hash');
    } else {
      const like = object(hole['like'], 'hole.like');
      count(like['position'], 'hole.like.position');
      pathFrom(like['path'], 'hole.like.path');
      patchesFrom(hole['patches'], 'hole.patches');
    }
  }
  return value as readonly Hole[];
}

export function patchesFrom(value: unknown, where: string): readonly Patch[] {
  for (const item of array(value, where)) {
    const patch = object(item, where);
    pathFrom(patch['path'], 'patch.path');
    switch (oneOf(patch['op'], ['set', 'delete', 'array'], 'patch.op')) {
      case 'set':
        json(patch['value'], 'patch.value');
        break;
      case 'array':
        piecesFrom(patch['pieces'], 'patch.pieces');
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
export function json(value: unknown, where: string): Json {
  if (value === undefined) throw wrong(where, 'JSON', value);
  return value as Json;
}

function nullOr(value: unknown, where: string, guard: (value: unknown, where: string) => unknown): void {
  if (value !== null) guard(value, where);
}

function optional(value: unknown, where: string, guard: (value: unknown, where: string) => unknown): void {
  if (value !== undefined) guard(value, where);
}

function pathFrom(value: unknown, where: string): Path {
  const path = array(value, where);
  if (path.length > DEEPEST) throw wrong(where, `at most ${DEEPEST} keys long`, path.length);
  for (const key of path) {
    if (typeof key !== 'string') count(key, where);
  }
  return path as Path;
}

/**
 * A path into a value that comes with it. What was redacted, or is stored elsewhere, has nothing inside here: whoever
 * follows the path looks again.
 */
function ownPath(
  value: unknown,
  where: string,
  inside: unknown,
  leadsAstray: (owner: object, key: string | number) => boolean,
): void {
  const path = pathFrom(value, where);
  let owner = inside;
  for (const key of path) {
    if (typeof owner !== 'object' || owner === null) return;
    if (leadsAstray(owner, key)) throw wrong(where, 'the path of a place in the value', key);
    owner = Object.hasOwn(owner, key) ? Reflect.get(owner, key) : null;
  }
}

function isMissing(owner: object, key: string | number): boolean {
  return !Object.hasOwn(owner, key) || isInherited(owner, key);
}

/** The length of an array is its own, and no place for a value all the same. */
function isInherited(owner: object, key: string | number): boolean {
  return Array.isArray(owner) ? typeof key !== 'number' : key in owner && !Object.hasOwn(owner, key);
}

/** A few bytes may claim a run of any length, so that the sum is bounded here. */
function piecesFrom(value: unknown, where: string): void {
  let items = 0;
  for (const entry of array(value, where)) {
    const piece = object(entry, where);
    if (piece['insert'] !== undefined) {
      array(piece['insert'], 'piece.insert');
    } else {
      count(piece['start'], 'piece.start');
      items += count(piece['count'], 'piece.count');
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
  const kind = string(directive['directive'], 'directive.directive') as Directive['directive'];
  switch (kind) {
    case 'goto':
      string(directive['state'], 'directive.state');
      json(directive['data'], 'directive.data');
      break;
    case 'done':
      json(directive['output'], 'directive.output');
      break;
    case 'fail':
      json(directive['reason'], 'directive.reason');
      break;
    case 'fanOut':
      branchFrom(directive['branch'], 'directive.branch');
      array(directive['items'], 'directive.items');
      string(directive['join'], 'directive.join');
      nullOr(directive['concurrency'], 'directive.concurrency', places);
      oneOf(directive['onBranchError'], ['fail', 'collect'], 'directive.onBranchError');
      break;
    case 'waitFor':
      string(directive['signal'], 'directive.signal');
      string(directive['state'], 'directive.state');
      json(directive['data'], 'directive.data');
      nullOr(directive['timeoutMs'], 'directive.timeoutMs', duration);
      nullOr(directive['onTimeout'], 'directive.onTimeout', string);
      break;
    case 'sleep':
      duration(directive['durationMs'], 'directive.durationMs');
      string(directive['state'], 'directive.state');
      json(directive['data'], 'directive.data');
      break;
    case 'child':
      string(directive['workflow'], 'directive.workflow');
      json(directive['input'], 'directive.input');
      string(directive['state'], 'directive.state');
      break;
    case 'continueAs':
      nullOr(directive['workflow'], 'directive.workflow', string);
      json(directive['input'], 'directive.input');
      break;
    default:
      throw wrong('directive.directive', 'a directive', kind satisfies never);
  }
  return directive as unknown as Directive;
}

/** What a fan-out runs: a state of the workflow, or another workflow. */
function branchFrom(value: unknown, where: string): void {
  const { state, workflow } = object(value, where);
  if ((state === undefined) === (workflow === undefined)) throw wrong(where, 'a state or a workflow', value);
  string(state ?? workflow, where);
}

/** How many branches may be under way at once: with none, a run would stand still for ever. */
function places(value: unknown, where: string): void {
  if (count(value, where) === 0) throw wrong(where, 'a whole number from 1', value);
}

function duration(value: unknown, where: string): void {
  if (number(value, where) < 0) throw wrong(where, 'a number from 0', value);
}

function wakeFrom(value: unknown, where: string): void {
  const wake = object(value, where);
  const type = oneOf(wake['type'], ['timer', 'signal', 'timeout', 'join', 'child'], `${where}.type`);
  if (type === 'signal' || type === 'timeout') string(wake['signal'], `${where}.signal`);
}

function signalFrom(value: unknown, where: string): void {
  const signal = object(value, where);
  string(signal['name'], `${where}.name`);
  json(signal['payload'], `${where}.payload`);
  number(signal['at'], `${where}.at`);
}

/** A child begins as any run does: at its start, with nothing to undo. */
function openedFrom(value: unknown, where: string): void {
  const instance = object(value, where);
  for (const name of ['workflow', 'version', 'state']) string(instance[name], `${where}.${name}`);
  for (const name of ['input', 'config', 'session', 'data']) json(instance[name], `${where}.${name}`);
  oneOf(instance['status'], ['running'], `${where}.status`);
  if (instance['steps'] !== 0) throw wrong(`${where}.steps`, '0', instance['steps']);
  if (array(instance['undo'], `${where}.undo`).length > 0)
    throw wrong(`${where}.undo`, 'empty', instance['undo']);
  if (instance['failure'] !== null) throw wrong(`${where}.failure`, 'null', instance['failure']);
}

function errorFrom(value: unknown, where: string): ErrorRecord {
  const error = object(value, where);
  string(error['name'], 'error.name');
  string(error['message'], 'error.message');
  nullOr(error['stack'], 'error.stack', string);
  nullOr(error['code'], 'error.code', string);
  if (typeof error['retryable'] !== 'boolean')
    throw wrong('error.retryable', 'true or false', error['retryable']);
  return error as unknown as ErrorRecord;
}

function position(value: unknown, where: string): void {
  const at = object(value, where);
  string(at['file'], 'at.file');
  count(at['line'], 'at.line');
  count(at['column'], 'at.column');
}

export function logFrom(value: unknown, where: string): void {
  const log = object(value, where);
  oneOf(log['level'], ['debug', 'info', 'warn', 'error'], `${where}.level`);
  string(log['message'], `${where}.message`);
  number(log['atMs'], `${where}.atMs`);
}

export function metricFrom(value: unknown, where: string): void {
  const metric = object(value, where);
  string(metric['name'], `${where}.name`);
  number(metric['value'], `${where}.value`);
}

export function attemptFrom(value: unknown, where: string): void {
  const attempt = object(value, where);
  number(attempt['startedAt'], 'attempt.startedAt');
  number(attempt['durationMs'], 'attempt.durationMs');
  nullOr(attempt['error'], 'attempt.error', errorFrom);
}

export function callFrom(value: unknown, where: string): void {
  const call = object(value, where);
  string(call['service'], 'call.service');
  string(call['method'], 'call.method');
  array(call['args'], 'call.args');
  number(call['startedMs'], 'call.startedMs');
  number(call['durationMs'], 'call.durationMs');
  count(call['attempt'], 'call.attempt');
  const result = object(call['result'], 'call.result');
  switch (oneOf(result['type'], ['value', 'stream', 'handle', 'error', 'open'], 'call.result.type')) {
    case 'value':
      json(result['value'], 'call.result.value');
      break;
    case 'stream':
      json(result['value'], 'call.result.value');
      for (const stream of array(result['streams'], 'call.result.streams')) {
        streamFrom(stream, result['value']);
      }
      break;
    case 'handle':
      string(result['text'], 'call.result.text');
      break;
    case 'error':
      errorFrom(result['error'], 'call.result.error');
      break;
    case 'open':
      break;
  }
  optional(call['at'], 'call.at', position);
  optional(call['bytes'], 'call.bytes', number);
  optional(call['effect'], 'call.effect', string);
  optional(call['usage'], 'call.usage', usageFrom);
  for (const note of array(call['typed'] ?? [], 'call.typed')) {
    const { path, type } = object(note, 'call.typed');
    ownPath(path, 'call.typed.path', call, isInherited);
    string(type, 'call.typed.type');
  }
  for (const exchange of array(call['exchanges'] ?? [], 'call.exchanges')) exchangeFrom(exchange);
}

function streamFrom(value: unknown, around: unknown): void {
  const stream = object(value, 'stream');
  ownPath(stream['path'], 'stream.path', around, isMissing);
  oneOf(stream['kind'], ['iterable', 'readable'], 'stream.kind');
  array(stream['chunks'], 'stream.chunks');
  for (const time of array(stream['times'], 'stream.times')) number(time, 'stream.times');
  oneOf(stream['end'], ['done', 'left', 'error', 'open'], 'stream.end');
  nullOr(stream['error'], 'stream.error', errorFrom);
}

function usageFrom(value: unknown): void {
  const { model, ...counts } = object(value, 'call.usage');
  nullOr(model, 'call.usage.model', string);
  for (const [name, tokens] of Object.entries(counts)) nullOr(tokens, `call.usage.${name}`, number);
}

function exchangeFrom(value: unknown): void {
  const exchange = object(value, 'exchange');
  for (const name of ['method', 'url', 'request', 'statusText']) string(exchange[name], `exchange.${name}`);
  count(exchange['status'], 'exchange.status');
  for (const header of Object.values(object(exchange['headers'], 'exchange.headers'))) {
    string(header, 'exchange.headers');
  }
  json(exchange['body'], 'exchange.body');
  oneOf(exchange['encoding'], ['text', 'base64'], 'exchange.encoding');
  if (typeof exchange['complete'] !== 'boolean') {
    throw wrong('exchange.complete', 'true or false', exchange['complete']);
  }
}

/** Names the place in the messages of a whole check: naming it for each field would cost more than the check. */
export function located<T>(where: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof BackstepError)) throw error;
    throw recordingError('recording-unreadable', `${where}: ${error.message}`, error);
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
