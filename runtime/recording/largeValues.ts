/**
 * Values that are large are stored once, by the hash of their JSON, and leave a hole in the frame that carries them: a
 * document that travels through a hundred steps is on disk once.
 */
import { createHash } from 'node:crypto';
import { applyPatches } from '../language/applyPatches.ts';
import type { Json, Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Frame } from '../model/run.ts';
import { recordingError } from './failure.ts';
import type { Hole } from './record.ts';

export interface Punched {
  readonly frame: Frame;
  readonly holes: readonly Hole[];
  /** JSON text of each value that was taken out, by hash. */
  readonly values: ReadonlyMap<string, string>;
}

/** Takes the large values out of a frame. */
export function punch(frame: Frame): Punched {
  const finder = new LargeValues();
  finder.visit(frame.data, ['data']);
  finder.directive(frame.directive);
  finder.patches(frame.patches, ['patches']);
  for (const [index, edit] of frame.edits.entries())
    finder.patches(edit.patches, ['edits', index, 'patches']);
  for (const [index, call] of frame.calls.entries()) {
    for (const [number, arg] of call.args.entries()) finder.visit(arg, ['calls', index, 'args', number]);
    if (call.result.type === 'value') finder.visit(call.result.value, ['calls', index, 'result', 'value']);
  }
  if (finder.holes.length === 0) return { frame, holes: [], values: finder.values };
  const nulls: Patch[] = finder.holes.map(({ path }) => ({ op: 'set', path, value: null }));
  return { frame: patched(frame, nulls), holes: finder.holes, values: finder.values };
}

/**
 * Puts the values back.
 *
 * @param lookUp - the value by its hash; undefined where there is none.
 */
export function fill(
  frame: Frame,
  holes: readonly Hole[],
  lookUp: (hash: string) => Json | undefined,
): Frame {
  if (holes.length === 0) return frame;
  const patches = holes.map(({ path, hash }): Patch => {
    const value = lookUp(hash);
    if (value !== undefined) return { op: 'set', path, value };
    throw recordingError('recording-unreadable', `The value ${hash} of step ${frame.seq} is missing.`);
  });
  return patched(frame, patches);
}

/** Above this many characters of JSON a frame is searched for large values. */
export const LARGE_FRAME = 4096;

const LARGE_STRING = 1024;
const LARGE_CONTAINER = 4096;

class LargeValues {
  readonly holes: Hole[] = [];
  readonly values = new Map<string, string>();

  /** Answers about how many characters of JSON are left of the value. */
  visit(value: Json, path: Path): number {
    if (typeof value === 'string') {
      return value.length < LARGE_STRING ? value.length + 2 : this.#take(value, path);
    }
    if (typeof value !== 'object' || value === null) return 8;
    const before = this.holes.length;
    let size = 2;
    if (Array.isArray(value)) {
      value.forEach((item: Json, index) => {
        size += this.visit(item, [...path, index]) + 1;
      });
    } else {
      for (const [key, item] of Object.entries(value))
        size += key.length + 4 + this.visit(item, [...path, key]);
    }
    // With holes inside, the whole would have to carry them along; it is kept in place then, however long.
    return size < LARGE_CONTAINER || this.holes.length > before ? size : this.#take(value, path);
  }

  directive(directive: Frame['directive']): void {
    for (const key of ['data', 'output', 'reason', 'items', 'input']) {
      if (key in directive)
        this.visit((directive as unknown as { [key: string]: Json })[key] as Json, ['directive', key]);
    }
  }

  patches(patches: readonly Patch[], path: Path): void {
    patches.forEach((patch, index) => {
      if (patch.op === 'set') this.visit(patch.value, [...path, index, 'value']);
      if (patch.op !== 'array') return;
      patch.pieces.forEach((piece, number) => {
        if ('insert' in piece) {
          piece.insert.forEach((item, at) => {
            this.visit(item, [...path, index, 'pieces', number, 'insert', at]);
          });
        }
      });
    });
  }

  #take(value: Json, path: Path): number {
    const json = JSON.stringify(value);
    const hash = createHash('sha256').update(json).digest('hex').slice(0, 32);
    this.values.set(hash, json);
    this.holes.push({ path, hash });
    return 4;
  }
}

/** A frame is JSON too, though its type does not say so. */
function patched(frame: Frame, patches: readonly Patch[]): Frame {
  return applyPatches(frame as unknown as Json, patches) as unknown as Frame;
}
