import { inspect } from 'node:util';
import type { Json } from '../language/json.ts';
import { toJson } from '../language/settle.ts';
import type { CallResult } from '../model/run.ts';

/** Arguments as they are recorded. */
export interface RecordedArguments {
  readonly args: readonly Json[];
  /** Something in them is recorded as it prints: other arguments may be recorded the same. */
  readonly lossy: boolean;
}

/** The JSON in arguments is kept whole; only what is not JSON in them is recorded as it prints. */
export function recordedArguments(args: readonly unknown[]): RecordedArguments {
  let lossy = false;
  const ancestors: object[] = [];

  function keep(value: unknown): Json {
    // A signal says when to give up, not what is asked for.
    if (value === undefined || value instanceof AbortSignal) return null;
    const json = tryJson(value);
    if (json !== undefined) return json;
    const isArray = Array.isArray(value);
    if ((!isArray && !isPlain(value)) || ancestors.includes(value)) {
      lossy = true;
      return printed(value);
    }
    ancestors.push(value);
    const kept = isArray
      ? value.map(keep)
      : Object.fromEntries(
          Object.entries(value)
            .filter(([, child]) => child !== undefined && !(child instanceof AbortSignal))
            .map(([key, child]) => [key, keep(child)]),
        );
    ancestors.pop();
    return kept;
  }

  return { args: args.map(keep), lossy };
}

export function recordedResult(value: unknown): CallResult {
  if (value === undefined) return { type: 'value', value: null };
  const json = tryJson(value);
  return json === undefined ? { type: 'handle', text: printed(value) } : { type: 'value', value: json };
}

function isPlain(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function tryJson(value: unknown): Json | undefined {
  try {
    return toJson(value, 'value');
  } catch {
    return undefined;
  }
}

function printed(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 200, maxArrayLength: 20 });
}
