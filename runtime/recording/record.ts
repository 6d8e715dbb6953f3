import type { Json, Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Cut } from '../language/snapshot.ts';
import type { ProgressNote, SignalNote } from '../model/progress.ts';
import type { Edit, Frame, RunEnd } from '../model/run.ts';

/** Version of the journal's records; a higher one is refused with `recording-too-new`. */
export const JOURNAL_VERSION = 2;

/** One line of a journal. The first is `run`, the second `start`; the others come as the run goes. */
export type JournalRecord =
  /** `after` is the position of the last frame that is recorded before this journal. */
  | { readonly type: 'run'; readonly journal: number; readonly after: number; readonly run: RunIdentity }
  | { readonly type: 'start'; readonly start: RunStart }
  | { readonly type: 'value'; readonly hash: string; readonly value: Json }
  | {
      readonly type: 'frame';
      readonly position: number;
      readonly frame: Frame;
      readonly holes?: readonly Hole[];
    }
  | { readonly type: 'end'; readonly end: RunEnd }
  /** What a step has come to, or the run has received, before a frame tells of it; since version 2. */
  | ProgressNote
  | SignalNote
  /** Who writes the records from here on; null when nobody does. */
  | { readonly type: 'writer'; readonly writer: Writer | null };

/** The text of a record; the type must come first, since readers look at it before they parse the rest. */
export function recordText(record: JournalRecord): string {
  return JSON.stringify(record);
}

/**
 * The text of a frame's record. Most members of a frame are short texts, numbers and empty lists, which V8 takes several
 * times longer to write as parts of one large object.
 */
export function frameText(position: number, frame: Frame, holes: readonly Hole[]): string {
  let members = '';
  for (const key in frame) {
    const text = memberText((frame as unknown as { readonly [key: string]: unknown })[key]);
    if (text !== undefined) members += `${members === '' ? '' : ','}"${key}":${text}`;
  }
  const tail = holes.length === 0 ? '' : `,"holes":${JSON.stringify(holes)}`;
  return `{"type":"frame","position":${position},"frame":{${members}}${tail}}`;
}

const NEEDS_NO_ESCAPE = /^[\w #./-]*$/;

function memberText(value: unknown): string | undefined {
  if (typeof value === 'string') return NEEDS_NO_ESCAPE.test(value) ? `"${value}"` : JSON.stringify(value);
  if (value === null) return 'null';
  if (Array.isArray(value) && value.length === 0) return '[]';
  return JSON.stringify(value);
}

/** A process that writes a journal. */
export interface Writer {
  readonly pid: number;
  readonly host: string;
}

/** The small part of a run's header: all that a list of runs shows. */
export interface RunIdentity {
  readonly id: string;
  readonly workflow: string;
  readonly version: string;
  readonly file: string;
  readonly states: readonly string[];
  readonly start: string;
  readonly startedAt: number;
  readonly parent: { readonly run: string; readonly cut: Cut } | null;
  /** How many of the parent's frames come before this run's own. */
  readonly inherited: number;
}

/** The large part of a run's header. A fork's `values` are those of the run at the root of its line, and null here. */
export interface RunStart {
  readonly source: string;
  readonly values: { readonly input: Json; readonly config: Json; readonly session: Json } | null;
  /** Edits at a fork's cut: its first frame has them too, but a crash may come before that. */
  readonly edits?: readonly Edit[];
}

/**
 * A place in a frame whose value is stored elsewhere; the frame itself has null there. Either a large value, which is
 * stored once by its hash, or one that `patches` make of an earlier value of the same recording.
 */
export type Hole =
  | { readonly path: Path; readonly hash: string }
  | { readonly path: Path; readonly like: Place; readonly patches: readonly Patch[] };

/** A value inside a frame. */
export interface Place {
  readonly position: number;
  readonly path: Path;
}

/** A frame as it is stored. */
export interface StoredFrame {
  readonly frame: Frame;
  readonly holes: readonly Hole[];
}
