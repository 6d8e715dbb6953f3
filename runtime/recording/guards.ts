/**
 * Guards for what is read from disk. Recordings come from strangers: a value is `unknown` until one of these has looked
 * at every field that the types promise. What is promised to be JSON needs no look, since it came from `JSON.parse`.
 * Fields that no type knows are kept: they come from a newer Backstep that changed nothing else.
 */
import { BackstepError } from '../language/backstepError.ts';
import type { ErrorRecord } from '../language/directive.ts';
import type { Json, Path } from '../language/json.ts';
import { recordingError } from './failure.ts';

/** Parses a text that should be JSON, and not so deep that whoever walks it runs out of stack. */
export function parseJson(text: string, where: string): unknown {
  const value = parsed(text, where);
  if (text.length <= DEEPEST || !isDeeper(value, DEEPEST)) return value;
  throw recordingError('recording-unreadable', `${where} is nested more than ${DEEPEST} levels deep.`);
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

export function oneOf<T extends string>(value: unknown, allowed: readonly T[], where: string): T {
  if (!allowed.includes(value as T)) throw wrong(where, allowed.join(' or '), value);
  return value as T;
}

/** What came from `JSON.parse` is JSON as soon as it is there at all. */
export function json(value: unknown, where: string): Json {
  if (value === undefined) throw wrong(where, 'JSON', value);
  return value as Json;
}

export function nullOr(
  value: unknown,
  where: string,
  guard: (value: unknown, where: string) => unknown,
): void {
  if (value !== null) guard(value, where);
}

export function optional(
  value: unknown,
  where: string,
  guard: (value: unknown, where: string) => unknown,
): void {
  if (value !== undefined) guard(value, where);
}

export function pathFrom(value: unknown, where: string): Path {
  const path = array(value, where);
  if (path.length > DEEPEST) throw wrong(where, `at most ${DEEPEST} keys long`, path.length);
  for (const key of path) {
    if (typeof key !== 'string') count(key, where);
  }
  return path as Path;
}

export function errorFrom(value: unknown, where: string): ErrorRecord {
  const error = object(value, where);
  string(error['name'], 'error.name');
  string(error['message'], 'error.message');
  nullOr(error['stack'], 'error.stack', string);
  nullOr(error['code'], 'error.code', string);
  if (typeof error['retryable'] !== 'boolean')
    throw wrong('error.retryable', 'true or false', error['retryable']);
  return error as unknown as ErrorRecord;
}

export function position(value: unknown, where: string): void {
  const at = object(value, where);
  string(at['file'], 'at.file');
  count(at['line'], 'at.line');
  count(at['column'], 'at.column');
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

export function wrong(where: string, expected: string, value: unknown): Error {
  return recordingError('recording-unreadable', `${where} should be ${expected} but is ${shown(value)}.`);
}

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
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeper(item, levels - 1)) return true;
    return false;
  }
  // What came from JSON.parse has no other members than its own.
  for (const key in value) {
    if (isDeeper((value as { readonly [key: string]: unknown })[key], levels - 1)) return true;
  }
  return false;
}

const DEEPEST = 2000;

/** Containers are named, not printed: they may be deep enough to overflow the stack. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return JSON.stringify(value).slice(0, 60);
}
