import { valueAt } from '../language/applyPatches.ts';
import type { Json, JsonObject } from '../language/json.ts';
import type { Shown, ValuePlace } from '../model/recorded.ts';
import type { RunEnd } from '../model/run.ts';
import type { ComparedRun } from './divergence.ts';
import { recordingError } from './failure.ts';

/** A run of which values are shown. */
export interface ShownRun extends ComparedRun {
  readonly end: RunEnd | null;
}

/** Cuts a text to what is shown of it. */
export type Limit = (text: string) => string;

/** Characters of a value that are shown before a person asks for all of it. */
export const usualLimit: Limit = (text) => text.slice(0, 4_000);

/** A value as it is shown, and where the whole of it is. */
export function shown(value: Json, place: ValuePlace, limit: Limit): Shown {
  const text = valueText(value);
  const language = typeof value === 'string' ? 'text' : 'json';
  return { text: withoutHalf(limit(text)), length: text.length, language, place };
}

/** A text as it is, anything else as indented JSON. */
export function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/**
 * The value at a place.
 *
 * @throws BackstepError `no-such-step`, or `no-such-value` where the run has none there.
 */
export function valueIn(run: ShownRun, { k, path }: ValuePlace): Json {
  const [root, ...rest] = path;
  const value = valueAt(rootValue(run, k, root), rest);
  if (value !== undefined) return value;
  throw recordingError('no-such-value', `The run ${run.header.id} has no ${path.join('.')} at step ${k}.`);
}

function rootValue(run: ShownRun, k: number, root: string | number | undefined): Json {
  switch (root) {
    case 'session':
      return run.snapshotAt(k).session;
    case 'input':
    case 'config':
      return run.header[root];
    case 'output':
      return run.end?.output ?? null;
    case 'source':
      return run.header.source;
    case 'point':
      return pointAt(run, k);
    default:
      // A frame is JSON throughout; only its type says more.
      return valueAt(run.frame(k) as unknown as Json, root === undefined ? [] : [root]) ?? null;
  }
}

/** All that two runs can be compared by at a point: the session there, and what the step that led to it did. */
function pointAt(run: ShownRun, k: number): JsonObject {
  const { session } = run.snapshotAt(k);
  if (k === 0) return { session, input: run.header.input, config: run.header.config };
  const { state, data, calls, directive, error } = run.frame(k);
  const asked = calls.map(({ service, method, args, result }) => ({ service, method, args, result }));
  return {
    session,
    step: { state, data, calls: asked, directive, error: error?.message ?? null } as unknown as JsonObject,
  };
}

/** A cut in the middle of a pair would leave half a character. */
function withoutHalf(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}
