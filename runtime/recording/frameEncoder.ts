/**
 * Makes frames small before they are stored.
 *
 * E1. A value that is like one stored before (the data handed from step to step, the arguments of the same service
 *     method) is stored as what changed: a conversation that is sent whole each time costs what was added to it.
 * E2. The changes since a value was last stored whole are together at most as large as it: reading one frame never
 *     costs more than reading twice what it holds.
 * E3. Other large values are stored once, by the hash of their JSON.
 * E4. A frame is encoded in time that follows the change, as far as it shares its values with earlier frames by
 *     reference; equal copies cost a comparison.
 */
import { createHash } from 'node:crypto';
import { applyPatches } from '../language/applyPatches.ts';
import type { Json, Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Frame } from '../model/run.ts';
import { difference } from './difference.ts';
import type { Hole, Place, StoredFrame } from './record.ts';

export interface Encoded extends StoredFrame {
  /** JSON text of each large value that is new, by hash. */
  readonly values: ReadonlyMap<string, string>;
  /** Call it once the frame is stored: later frames may refer to it from then on. */
  commit(): void;
}

export class FrameEncoder {
  /** Hashes of the large values that are stored. */
  readonly #stored: Set<string>;
  readonly #latest = new Map<string, Latest>();

  constructor(stored: Iterable<string> = []) {
    this.#stored = new Set(stored);
  }

  /** Null when the frame is small as it is, which most are. */
  encode(frame: Frame, position: number): Encoded | null {
    const changes =
      isHeavy(frame.patches as Json) || frame.edits.some(({ patches }) => isHeavy(patches as Json));
    if (!changes && carriesLittle(frame)) return null;
    const heavy = payloads(frame).filter(({ value }) => isHeavy(value));
    if (heavy.length === 0 && !changes) return null;
    const latest = new Map<string, Latest>();
    const finder = new LargeValues(this.#stored);
    for (const { key, path, value } of heavy) {
      const before = latest.get(key) ?? this.#latest.get(key);
      const place = { position, path };
      const small = before === undefined ? null : change(before, value);
      if (before === undefined || small === null) {
        const size = finder.visit(value, path);
        if (size.stored > 0) latest.set(key, { value, place, size: size.whole, spent: 0 });
      } else {
        finder.holes.push({ path, like: before.place, patches: small.patches });
        // What did not change is found where it was, so that the way there stays short.
        if (small.patches.length > 0)
          latest.set(key, { ...before, value, place, spent: before.spent + small.size });
      }
    }
    if (changes) {
      finder.patches(frame.patches, ['patches']);
      for (const [index, edit] of frame.edits.entries())
        finder.patches(edit.patches, ['edits', index, 'patches']);
    }
    const { holes, values } = finder;
    return {
      frame: withNulls(frame, holes),
      holes,
      values,
      commit: () => {
        for (const hash of values.keys()) this.#stored.add(hash);
        for (const [key, value] of latest) this.#latest.set(key, value);
      },
    };
  }
}

/** The last value of its kind that was stored. */
interface Latest {
  readonly value: Json;
  readonly place: Place;
  /** Characters of JSON when it was stored whole, and of the changes since. */
  readonly size: number;
  readonly spent: number;
}

interface Payload {
  /** Values with the same key are likely to be like each other. */
  readonly key: string;
  readonly path: Path;
  readonly value: Json;
}

function payloads(frame: Frame): readonly Payload[] {
  const found: Payload[] = [{ key: 'data', path: ['data'], value: frame.data }];
  for (const [index, call] of frame.calls.entries()) {
    const key = `${call.service}.${call.method}`;
    for (const [number, value] of call.args.entries()) {
      found.push({ key: `${key}(${number}`, path: ['calls', index, 'args', number], value });
    }
    if (call.result.type === 'value') {
      found.push({ key: `${key})`, path: ['calls', index, 'result', 'value'], value: call.result.value });
    }
    if (call.result.type === 'stream') {
      for (const [number, stream] of call.result.streams.entries()) {
        for (const [place, value] of stream.chunks.entries()) {
          const path = ['calls', index, 'result', 'streams', number, 'chunks', place];
          found.push({ key: `${key}) chunk`, path, value });
        }
      }
    }
    for (const [number, { body }] of (call.exchanges ?? []).entries()) {
      found.push({ key: `${key}) body`, path: ['calls', index, 'exchanges', number, 'body'], value: body });
    }
  }
  for (const [name, value] of carried(frame.directive)) {
    found.push({ key: 'data', path: ['directive', ...name], value });
  }
  return found;
}

/** True for most frames: a look at what could be heavy in them, without a list of it. */
function carriesLittle({ calls, data, directive }: Frame): boolean {
  return calls.length === 0 && !isHeavy(data) && !isHeavy(directive as Json);
}

/** The values that a directive hands on. */
function carried(directive: Frame['directive']): readonly (readonly [Path, Json])[] {
  switch (directive.directive) {
    case 'goto':
    case 'waitFor':
    case 'sleep':
      return [[['data'], directive.data]];
    case 'done':
      return [[['output'], directive.output]];
    case 'fail':
      return [[['reason'], directive.reason]];
    case 'fanOut':
      return directive.items.map((item, index) => [['items', index], item]);
    case 'child':
    case 'continueAs':
      return [[['input'], directive.input]];
    default:
      return directive satisfies never;
  }
}

function change(
  before: Latest,
  value: Json,
): { readonly patches: readonly Patch[]; readonly size: number } | null {
  const patches = difference(before.value, value);
  const allowed = before.size - before.spent;
  const left = patches.length === 0 ? allowed : weigh(patches as unknown as Json, allowed);
  return left < 0 ? null : { patches, size: allowed - left };
}

/** True when a value has more than about two thousand characters of JSON; looks at no more of it than that. */
function isHeavy(value: Json): boolean {
  return weigh(value, HEAVY) < 0;
}

function weigh(value: Json, allowed: number): number {
  if (typeof value === 'string') return allowed - value.length;
  if (typeof value !== 'object' || value === null) return allowed - 4;
  let left = allowed - 2;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && left >= 0; index++)
      left = weigh(value[index] as Json, left - 1);
    return left;
  }
  for (const key in value) {
    left = weigh((value as { readonly [key: string]: Json })[key] as Json, left - key.length - 4);
    if (left < 0) return left;
  }
  return left;
}

class LargeValues {
  readonly holes: Hole[] = [];
  readonly values = new Map<string, string>();
  readonly #stored: ReadonlySet<string>;

  constructor(stored: ReadonlySet<string>) {
    this.#stored = stored;
  }

  /** Takes the large values out of a value; answers its size, and how much of it was taken out. */
  visit(value: Json, path: Path): Size {
    if (typeof value === 'string') {
      const whole = value.length + 2;
      return { whole, stored: value.length < LARGE_STRING ? 0 : this.#take(value, path) };
    }
    if (typeof value !== 'object' || value === null) return { whole: 6, stored: 0 };
    let whole = 2;
    let stored = 0;
    for (const [key, item] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      const size = this.visit(item as Json, [...path, step]);
      whole += size.whole + (Array.isArray(value) ? 1 : key.length + 4);
      stored += size.stored;
    }
    // With holes inside, the whole would have to carry them along; it is kept in place then, however long.
    if (stored === 0 && whole >= LARGE_CONTAINER) stored = this.#take(value, path);
    return { whole, stored };
  }

  patches(patches: readonly Patch[], path: Path): void {
    for (const [index, patch] of patches.entries()) {
      if (patch.op === 'set') this.visit(patch.value, [...path, index, 'value']);
      if (patch.op !== 'array') continue;
      for (const [number, piece] of patch.pieces.entries()) {
        if (!('insert' in piece)) continue;
        const inserted = [...path, index, 'pieces', number, 'insert'];
        for (const [at, item] of piece.insert.entries()) this.visit(item, [...inserted, at]);
      }
    }
  }

  #take(value: Json, path: Path): number {
    const json = JSON.stringify(value);
    const hash = createHash('sha256').update(json).digest('hex').slice(0, 32);
    if (!this.#stored.has(hash)) this.values.set(hash, json);
    this.holes.push({ path, hash });
    return json.length;
  }
}

interface Size {
  readonly whole: number;
  readonly stored: number;
}

const HEAVY = 2048;
const LARGE_STRING = 1024;
const LARGE_CONTAINER = 4096;

/** A frame is JSON too, though its type does not say so. */
function withNulls(frame: Frame, holes: readonly Hole[]): Frame {
  const nulls = holes.map(({ path }): Patch => ({ op: 'set', path, value: null }));
  return applyPatches(frame as unknown as Json, nulls) as unknown as Frame;
}
