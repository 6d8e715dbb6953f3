import { inspect } from 'node:util';
import type { Json } from '../language/json.ts';
import type { TypedValue } from '../model/answer.ts';
import type { CallResult } from '../model/run.ts';
import { NoForm, toTypedJson, tryJson } from './typedJson.ts';

/** Arguments as they are recorded. */
export interface RecordedArguments {
  readonly args: readonly Json[];
  readonly typed: readonly TypedValue[];
  /** Something in them is recorded as it prints: other arguments may be recorded the same. */
  readonly lossy: boolean;
}

/** The JSON in arguments is kept whole; only what has no form that could be read back is recorded as it prints. */
export function recordedArguments(args: readonly unknown[]): RecordedArguments {
  const typed: TypedValue[] = [];
  let lossy = false;
  const kept = args.map((arg, index) => {
    if (arg === undefined) return null;
    return toTypedJson(arg, ['args', index], typed, (other) => {
      lossy = true;
      return printed(other);
    });
  });
  return { args: kept, typed, lossy };
}

/** An answer as it is recorded. */
export interface RecordedResult {
  readonly result: CallResult;
  readonly typed: readonly TypedValue[];
}

export function recordedResult(value: unknown): RecordedResult {
  if (value === undefined) return { result: { type: 'value', value: null }, typed: [] };
  const typed: TypedValue[] = [];
  const kept = readable(value, ['result', 'value'], typed);
  if (kept === undefined) return { result: { type: 'handle', text: printed(value) }, typed: [] };
  return { result: { type: 'value', value: kept }, typed };
}

/** The value as JSON with notes, or undefined when it could not be read back from that. */
export function readable(
  value: unknown,
  path: readonly (string | number)[],
  typed: TypedValue[],
): Json | undefined {
  const json = tryJson(value);
  if (json !== undefined) return json;
  try {
    const notes: TypedValue[] = [];
    const kept = toTypedJson(value, path, notes, () => {
      throw new NoForm();
    });
    typed.push(...notes);
    return kept;
  } catch (error) {
    if (error instanceof NoForm) return undefined;
    throw error;
  }
}

export function printed(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 200, maxArrayLength: 20 });
}
