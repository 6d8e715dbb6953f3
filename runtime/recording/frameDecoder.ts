import { applyPatches, valueAt } from '../language/applyPatches.ts';
import type { Json, Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Frame } from '../model/run.ts';
import { recordingError } from './failure.ts';
import type { Hole, Place, StoredFrame } from './record.ts';

/** Where a decoder finds what frames refer to. Both answer undefined for what is not there. */
export interface FrameSource {
  stored(position: number): StoredFrame | undefined;
  value(hash: string): Json | undefined;
  /** Those of many values that are there, where asking at once is faster than one by one. */
  values?(hashes: readonly string[]): Iterable<readonly [hash: string, value: Json]>;
}

/**
 * Makes stored frames whole again.
 *
 * A part that is stored as changes to earlier ones is put together each time it is asked for: ten thousand frames with
 * a conversation each would not fit into memory otherwise. What it takes is fetched at once, so that a frame goes on
 * working when its file is closed.
 */
export class FrameDecoder {
  readonly #source: FrameSource;
  /** Stored frames that decoded ones refer to, and the large values. */
  readonly #fetched = new Map<number, StoredFrame>();
  readonly #values = new Map<string, Json>();
  /** References of which everything behind them is fetched. */
  readonly #complete = new Set<LikeHole>();

  constructor(source: FrameSource) {
    this.#source = source;
  }

  /** `position` is where later frames refer to this one; a frame that none refers to has -1. */
  decode(stored: StoredFrame, position: number): Frame {
    if (stored.holes.length === 0) return stored.frame;
    this.#fetched.set(position, stored);
    this.#fetchValues(stored.holes);
    const later = new Set<string>();
    for (const hole of stored.holes) {
      checkPath(hole.path, stored.frame);
      if ('hash' in hole) this.#value(hole.hash);
      else {
        this.#fetch(hole, position);
        later.add(String(hole.path[0]));
      }
    }
    const now = stored.holes.filter(({ path }) => !later.has(String(path[0])));
    const frame = this.#filled(stored.frame, now);
    if (later.size === 0) return frame;
    const lazy = { ...frame };
    for (const part of later) {
      Object.defineProperty(lazy, part, {
        enumerable: true,
        configurable: true,
        get: () => this.#part(stored, part),
      });
    }
    return lazy;
  }

  #fetchValues(holes: readonly Hole[]): void {
    if (this.#source.values === undefined || holes.length < MANY) return;
    const missing = holes.flatMap((hole) =>
      'hash' in hole && !this.#values.has(hole.hash) ? [hole.hash] : [],
    );
    for (const [hash, value] of this.#source.values(missing)) this.#values.set(hash, value);
  }

  /** Fetches the stored frames that a value refers to, back to the one where it is whole. */
  #fetch(start: LikeHole, position: number): void {
    const walked: LikeHole[] = [];
    let hole = start;
    let from = { position, index: this.#holesAt(position).indexOf(start) };
    for (;;) {
      const { path } = hole.like;
      walked.push(hole);
      const holes = this.#holesAt(hole.like.position);
      for (const value of holes) if ('hash' in value && startsWith(value.path, path)) this.#value(value.hash);
      const further = likeAt(holes, path);
      const to = { position: hole.like.position, index: further === undefined ? -1 : holes.indexOf(further) };
      // References only go backwards, or they might go round.
      if (to.position > from.position || (to.position === from.position && to.index >= from.index)) {
        throw broken(to.position);
      }
      if (further === undefined || this.#complete.has(further)) break;
      hole = further;
      from = to;
    }
    for (const done of walked) this.#complete.add(done);
  }

  #holesAt(position: number): readonly Hole[] {
    const known = this.#fetched.get(position);
    if (known !== undefined) return known.holes;
    const stored = this.#source.stored(position);
    if (stored === undefined) throw broken(position);
    this.#fetched.set(position, stored);
    return stored.holes;
  }

  #part(stored: StoredFrame, part: string): unknown {
    const ours = stored.holes.filter(({ path }) => path[0] === part);
    return (this.#filled(stored.frame, ours) as unknown as { readonly [key: string]: unknown })[part];
  }

  #filled(frame: Frame, holes: readonly Hole[]): Frame {
    const patches = holes.map((hole): Patch => {
      const value = 'hash' in hole ? this.#value(hole.hash) : this.#changed(hole);
      return { op: 'set', path: hole.path, value };
    });
    return applyPatches(frame as unknown as Json, patches) as unknown as Frame;
  }

  /** Follows the references back to a whole value, then applies all changes since at once. */
  #changed(hole: LikeHole): Json {
    const changes: (readonly Patch[])[] = [];
    let next = hole;
    for (;;) {
      changes.push(next.patches);
      const { position, path } = next.like;
      const stored = this.#fetched.get(position);
      if (stored === undefined) throw broken(position);
      const further = likeAt(stored.holes, path);
      if (further !== undefined) {
        next = further;
        continue;
      }
      const inside = stored.holes.filter((other) => 'hash' in other && startsWith(other.path, path));
      const value = valueAt(this.#filled(stored.frame, inside) as unknown as Json, path);
      if (value === undefined) throw broken(position);
      return applyPatches(value, changes.reverse().flat());
    }
  }

  #value(hash: string): Json {
    const known = this.#values.get(hash);
    if (known !== undefined) return known;
    const value = this.#source.value(hash);
    if (value === undefined) throw recordingError('recording-unreadable', `The value ${hash} is missing.`);
    this.#values.set(hash, value);
    return value;
  }
}

/** From so many values on, to ask for all at once is faster. */
const MANY = 16;

type LikeHole = Extract<Hole, { readonly like: Place }>;

function likeAt(holes: readonly Hole[], path: Path): LikeHole | undefined {
  for (const hole of holes) {
    if ('like' in hole && hole.path.length === path.length && startsWith(hole.path, path)) return hole;
  }
  return undefined;
}

function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((key, index) => path[index] === key);
}

/** A hole may only stand where any JSON may: elsewhere its value would have to be of the frame's own shape. */
function checkPath(path: Path, frame: Frame): void {
  if (PAYLOAD.test(path.join('.'))) return;
  throw recordingError('recording-unreadable', `Step ${frame.seq} has a hole at ${path.join('.')}.`);
}

const PATCHED = String.raw`\d+\.(value|pieces\.\d+\.insert\.\d+)`;
const PAYLOAD = new RegExp(
  String.raw`^(data|directive\.(data|output|reason|input|items\.\d+)|calls\.\d+\.(args\.\d+|result\.(value|streams\.\d+\.chunks\.\d+)|exchanges\.\d+\.body)|patches\.${PATCHED}|edits\.\d+\.patches\.${PATCHED})(\.|$)`,
);

function broken(position: number): Error {
  return recordingError(
    'recording-unreadable',
    `Step ${position} lacks a value that a later step refers to.`,
  );
}
