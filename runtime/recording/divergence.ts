import { edited } from '../language/advance.ts';
import { applyPatches } from '../language/applyPatches.ts';
import type { Json, JsonObject, Path } from '../language/json.ts';
import { isJsonObject } from '../language/json.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { Call, Frame, RunHeader } from '../model/run.ts';
import { equalJson } from './difference.ts';

/** A run to compare: a timeline or a reader. */
export interface ComparedRun {
  readonly header: RunHeader;
  readonly head: number;
  frame(k: number): Frame;
  snapshotAt(k: number): Snapshot;
}

export interface Divergence {
  /** The first step that differs; 0 when the runs began differently. */
  readonly k: number;
  /** Where: `input`, `config`, `session`, `data`, `calls`, `directive`, … and the way into it. Empty when one run is shorter. */
  readonly path: Path;
  /** The values there; undefined where a run has none. */
  readonly a: Json | undefined;
  readonly b: Json | undefined;
}

/**
 * The first step in which two runs did something else; null when they did the same. Times, logs and metrics do not
 * count, nor do different changes that make the same session.
 */
export function firstDivergence(a: ComparedRun, b: ComparedRun): Divergence | null {
  const start = firstDifference(beginning(a.header), beginning(b.header), []);
  if (start !== null) return { k: 0, ...start };
  for (let k = 1; k <= Math.min(a.head, b.head); k++) {
    const found = differenceAt(a, b, k);
    if (found !== null) return { k, ...found };
  }
  if (a.head === b.head) return null;
  const k = Math.min(a.head, b.head) + 1;
  const there = (run: ComparedRun): Json | undefined => (run.head < k ? undefined : deed(run.frame(k)));
  return { k, path: [], a: there(a), b: there(b) };
}

/** Where two frames differ, and the values there. */
export type Difference = Omit<Divergence, 'k'>;

/**
 * How a step that ran again differs from its record; null when it did the same. What its services answered does not
 * count: those are the recorded answers, however they were given.
 *
 * @param session what both found, with a person's edits
 */
export function frameDivergence(recorded: Frame, again: Frame, session: Json): Difference | null {
  const asked = (frame: Frame): JsonObject => ({
    ...cause(frame),
    calls: frame.calls.map(({ service, method, args }) => ({ service, method, args })),
  });
  return (
    firstDifference(asked(recorded), asked(again), []) ??
    outcomeDifference(recorded, again, ({ patches }) => applyPatches(session, patches))
  );
}

function differenceAt(a: ComparedRun, b: ComparedRun, k: number): Difference | null {
  const [left, right] = [a.frame(k), b.frame(k)];
  return (
    editedDifference(a, b, k) ??
    firstDifference(cause(left), cause(right), []) ??
    outcomeDifference(left, right, (frame) => (frame === left ? a : b).snapshotAt(k).session)
  );
}

/** What a person changed before the step, where that makes another session. */
function editedDifference(a: ComparedRun, b: ComparedRun, k: number): Difference | null {
  const edits = (run: ComparedRun): Json => run.frame(k).edits as unknown as Json;
  if (equalJson(edits(a), edits(b))) return null;
  const session = (run: ComparedRun): Json => edited(run.snapshotAt(k - 1), run.frame(k).edits).session;
  return firstDifference(session(a), session(b), ['session']);
}

function outcomeDifference(
  left: Frame,
  right: Frame,
  sessionAfter: (frame: Frame) => Json,
): Difference | null {
  const changes = (frame: Frame): Json => [frame.edits, frame.patches] as unknown as Json;
  if (!equalJson(changes(left), changes(right))) {
    const session = firstDifference(sessionAfter(left), sessionAfter(right), ['session']);
    if (session !== null) return session;
  }
  return firstDifference(effect(left), effect(right), []);
}

function beginning({ workflow, start, input, config, session }: RunHeader): JsonObject {
  return { workflow, start, input, config, session };
}

/** What a step got, and what its services answered. */
function cause({ state, branch, data, calls }: Frame): JsonObject {
  return { state, branch, data, calls: calls.map(exchange) };
}

/** What came of a step. */
function effect({ error, directive, next }: Frame): JsonObject {
  const thrown = error && { name: error.name, message: error.message, code: error.code };
  return { error: thrown, directive: directive as unknown as Json, next };
}

function deed(frame: Frame): Json {
  return { ...cause(frame), ...effect(frame) };
}

function exchange({ service, method, args, result }: Call): JsonObject {
  return { service, method, args, result: ending(result) };
}

/** How a call ended, without times and stacks. */
function ending(result: Call['result']): JsonObject {
  if (result.type === 'stream') {
    const { type, value, streams } = result;
    return { type, value, streams: streams.map(({ path, chunks, end }) => ({ path, chunks, end })) };
  }
  if (result.type !== 'error') return result;
  const { name, message, code } = result.error;
  return { type: 'error', error: { name, message, code } };
}

function firstDifference(a: Json | undefined, b: Json | undefined, path: Path): Difference | null {
  if (equalJson(a, b)) return null;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index++) {
      const found = firstDifference(a[index] as Json | undefined, b[index] as Json | undefined, [
        ...path,
        index,
      ]);
      if (found !== null) return found;
    }
  } else if (isJsonObject(a) && isJsonObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = firstDifference(own(a, key), own(b, key), [...path, key]);
      if (found !== null) return found;
    }
  }
  return { path, a, b };
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
