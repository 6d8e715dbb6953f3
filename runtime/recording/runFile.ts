/**
 * One run's own content on disk, whichever form it has: a database, a journal, or a database that a journal continues.
 * What a fork inherits from its parent is not its concern.
 */
import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Signal } from '../language/snapshot.ts';
import type { Progress } from '../model/progress.ts';
import type { Frame, RunEnd } from '../model/run.ts';
import type { DatabaseBuilder } from './databaseBuilder.ts';
import type { JournalRun } from './journalRun.ts';
import type { RunIdentity, RunStart } from './record.ts';

/** A session that is stored whole, after the step at `position`. */
export interface Keyframe {
  readonly position: number;
  readonly session: Json;
}

export interface RunFile {
  /** The file that was opened; the database where there are both. */
  readonly path: string;
  readonly identity: RunIdentity;
  readonly end: RunEnd | null;
  /** Position of the last frame; the first is at `identity.inherited + 1`. */
  readonly last: number;
  /** What is wrong with the file, beyond a torn last record; null when nothing is. */
  readonly damage: string | null;
  /** What its journal says; null without one. */
  readonly journal: JournalRun | null;
  start(): RunStart;
  /** Frames at the positions `from` to `to`, both included. */
  frames(from: number, to: number): readonly Frame[];
  /** The changes to the session that the frames at these positions made, in order; of many frames put together. */
  changes(from: number, to: number): readonly Patch[];
  /** The last session that is stored whole at or before a position. */
  keyframe(position: number): Keyframe | null;
  /** What the steps that were in flight have come to, once nobody runs them any more. */
  progress(): Progress;
  /** Signals that were sent and that no frame tells of yet. */
  signals(): readonly Signal[];
  /** False when some of its frames are not those of plain steps, or may not be. */
  isPlain(): boolean;
  /** Hashes of the large values that are stored. */
  hashes(): Iterable<string>;
  /** The content of an artifact that the file itself holds, as an exported one does; null without it. */
  artifact(name: string): Uint8Array | null;
  /** Hands all frames and large values to the builder of another database. */
  copyInto(builder: DatabaseBuilder): void;
  close(): void;
}
