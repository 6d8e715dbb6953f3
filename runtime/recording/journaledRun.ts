import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Signal } from '../language/snapshot.ts';
import type { Progress } from '../model/progress.ts';
import type { Frame, RunEnd } from '../model/run.ts';
import type { DatabaseBuilder } from './databaseBuilder.ts';
import type { DatabaseRun } from './databaseRun.ts';
import { recordingError } from './failure.ts';
import { sessionChanges } from './fold.ts';
import { FrameDecoder } from './frameDecoder.ts';
import { type JournalRun, type JournalVisitor, readJournalRun, storedFrame } from './journalRun.ts';
import type { RunIdentity, RunStart, StoredFrame } from './record.ts';
import type { Keyframe, RunFile } from './runFile.ts';
import { UNPLAIN_MARKS } from './schema.ts';

/** A journal, and the database that it continues if there is one. */
export class JournaledRun implements RunFile {
  readonly path: string;
  readonly identity: RunIdentity;
  readonly end: RunEnd | null;
  readonly last: number;
  readonly damage: string | null;
  readonly journal: JournalRun;
  readonly #base: DatabaseRun | null;
  readonly #start: RunStart;
  /** The frames' records. */
  readonly #records: readonly string[];
  readonly #values = new Map<string, Json>();
  readonly #decoder = new FrameDecoder({
    stored: (position) => this.#stored(position) ?? this.#base?.stored(position),
    value: (hash) => this.#values.get(hash) ?? this.#base?.value(hash),
  });
  /** Position of the first frame of the journal that counts: what the database has too, it has first. */
  readonly #first: number;

  constructor(file: string, base: DatabaseRun | null) {
    const records: string[] = [];
    const visitor: JournalVisitor = {
      value: (hash, value) => this.#values.set(hash, value),
      frame: (json) => records.push(json),
    };
    const run = readJournalRun(file, visitor, base);
    if (base !== null && base.identity.id !== run.identity.id) {
      throw recordingError(
        'recording-unreadable',
        `${file} and ${base.path} are of different runs: move one away.`,
      );
    }
    const before = base?.last ?? run.identity.inherited;
    if (run.after > before) {
      throw recordingError(
        'recording-torn',
        `${file} continues a recording of ${run.after} steps, of which only ${before} are beside it.`,
      );
    }
    this.#base = base;
    this.#records = records.slice(before - run.after);
    this.#first = before + 1;
    this.#start = run.start;
    this.path = base?.path ?? file;
    this.identity = base?.identity ?? run.identity;
    this.end = run.end;
    this.last = before + this.#records.length;
    this.damage = run.damage;
    this.journal = run;
  }

  start(): RunStart {
    return this.#base?.start() ?? this.#start;
  }

  frames(from: number, to: number): readonly Frame[] {
    const older = this.#base?.frames(from, Math.min(to, this.#first - 1)) ?? [];
    const newer: Frame[] = [];
    for (let position = Math.max(from, this.#first); position <= to; position++) {
      const stored = this.#stored(position);
      if (stored !== undefined) newer.push(this.#decoder.decode(stored, position));
    }
    return older.length === 0 ? newer : [...older, ...newer];
  }

  changes(from: number, to: number): readonly Patch[] {
    const older = this.#base?.changes(from, Math.min(to, this.#first - 1)) ?? [];
    const newer = this.frames(Math.max(from, this.#first), to).flatMap(sessionChanges);
    return older.length === 0 ? newer : [...older, ...newer];
  }

  keyframe(position: number): Keyframe | null {
    return this.#base?.keyframe(position) ?? null;
  }

  progress(): Progress {
    return this.journal.progress;
  }

  signals(): readonly Signal[] {
    return this.journal.signals;
  }

  isPlain(): boolean {
    const plain = (json: string): boolean =>
      !/"branch"\s*:\s*"[^"]/.test(json) && UNPLAIN_MARKS.every((mark) => !json.includes(mark));
    return (this.#base?.isPlain() ?? true) && this.#records.every(plain);
  }

  hashes(): Iterable<string> {
    return [...(this.#base?.hashes() ?? []), ...this.#values.keys()];
  }

  copyInto(builder: DatabaseBuilder): void {
    this.#base?.copyInto(builder);
    for (const [hash, value] of this.#values) builder.value(hash, JSON.stringify(value));
    for (let position = this.#first; position <= this.last; position++) {
      builder.stored(this.#stored(position) as StoredFrame);
    }
  }

  artifact(name: string): Uint8Array | null {
    return this.#base?.artifact(name) ?? null;
  }

  close(): void {
    this.#base?.close();
  }

  #stored(position: number): StoredFrame | undefined {
    const json = this.#records[position - this.#first];
    return json === undefined ? undefined : storedFrame(json, position, `${this.path}: step ${position}`);
  }
}
