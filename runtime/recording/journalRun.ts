import type { Json } from '../language/json.ts';
import type { Signal } from '../language/snapshot.ts';
import { type Progress, withNote, withoutLine } from '../model/progress.ts';
import type { RunEnd } from '../model/run.ts';
import { recordingError } from './failure.ts';
import { count, object, parseJson, string } from './guards.ts';
import { readJournal } from './journal.ts';
import { noteFrom, signalNoteFrom } from './progressShape.ts';
import { JOURNAL_VERSION, type RunIdentity, type RunStart, type StoredFrame, type Writer } from './record.ts';
import type { RunFile } from './runFile.ts';
import { endFrom, frameFrom, holesFrom, identityFrom, startFrom, writerFrom } from './shape.ts';

/** Receives a journal's records in order. Frames come as text: most are never looked at, and text is small. */
export interface JournalVisitor {
  value(hash: string, value: Json): void;
  frame(json: string): void;
}

export interface JournalRun {
  readonly identity: RunIdentity;
  readonly start: RunStart;
  /** Position of the last frame that was recorded before this journal. */
  readonly after: number;
  /** How the run ended; null when the last record is not an end. */
  readonly end: RunEnd | null;
  /** Bytes of whole records. */
  readonly size: number;
  readonly damage: string | null;
  /** The process that wrote last, unless it said that it was done. */
  readonly writer: Writer | null;
  /** What the steps in flight had come to. */
  readonly progress: Progress;
  /** Signals that no frame tells of. */
  readonly signals: readonly Signal[];
}

/**
 * Reads a journal through.
 *
 * @param before - the database that the journal continues
 *
 * @throws BackstepError `recording-missing`, `recording-torn` when not even the run's first records are whole,
 *   `recording-too-new` or `recording-unreadable`.
 */
export function readJournalRun(path: string, visitor: JournalVisitor, before: RunFile | null): JournalRun {
  let identity: RunIdentity | null = null;
  let start: RunStart | null = null;
  let end: RunEnd | null = null;
  let after = 0;
  let writer: Writer | null = null;
  let progress: Progress = before?.progress() ?? new Map();
  let signals = before?.signals() ?? [];
  const tail = readJournal(path, (json) => {
    if (identity !== null && json.startsWith('{"type":"frame",')) {
      end = null;
      visitor.frame(json);
      // Each frame tells of all signals that came before it.
      signals = [];
      if (progress.size > 0) progress = withoutLine(progress, lineOf(json, path));
      return true;
    }
    const record = object(parseJson(json, path), path);
    if (identity === null) {
      ({ identity, after } = firstRecord(record, path));
      return true;
    }
    switch (record['type']) {
      case 'start':
        start = startFrom(record['start'], path);
        break;
      case 'value':
        visitor.value(string(record['hash'], `${path}: hash`), record['value'] as Json);
        break;
      case 'end':
        end = endFrom(record['end'], path);
        break;
      case 'writer':
        writer = writerFrom(record['writer'], `${path}: writer`);
        // A run that ended waiting or stopped was taken up again.
        if (writer !== null) end = null;
        break;
      default: {
        const note = noteFrom(record, path);
        if (note) progress = withNote(progress, note);
        const sent = signalNoteFrom(record, path);
        if (sent && sent.number > signals.length) signals = [...signals, sent.signal];
        if (!note && !sent) {
          throw recordingError('recording-unreadable', `${path} has a record of unknown type.`);
        }
      }
    }
    return true;
  });
  if (identity === null || start === null) {
    if (identity === null && !path.endsWith('.journal')) {
      throw recordingError('recording-unreadable', `${path} is no recording of a run.`);
    }
    const reason = tail.damage ?? 'it ends before the run began';
    throw recordingError('recording-torn', `${path} is not a whole recording: ${reason}.`);
  }
  return { identity, start, end, after, writer, progress, signals, ...tail };
}

/** A journal's first record. */
export function firstRecord(
  value: unknown,
  path: string,
): { readonly identity: RunIdentity; readonly after: number } {
  const record = object(value, path);
  if (record['type'] !== 'run') throw recordingError('recording-unreadable', `${path} is not a journal.`);
  if (count(record['journal'], `${path}: journal`) > JOURNAL_VERSION) {
    throw recordingError(
      'recording-too-new',
      `${path} is a journal of version ${String(record['journal'])}, and this Backstep knows up to ${JOURNAL_VERSION}: update Backstep.`,
    );
  }
  return {
    identity: identityFrom(record['run'], path),
    after: count(record['after'], `${path}: after`),
  };
}

function lineOf(json: string, path: string): string {
  const { frame } = object(parseJson(json, path), path);
  return string(object(frame, path)['branch'], `${path}: branch`);
}

/** A frame's record, which must be the one for this position. */
export function storedFrame(json: string, position: number, path: string): StoredFrame {
  const record = object(parseJson(json, path), path);
  if (record['position'] !== position) {
    throw recordingError('recording-unreadable', `${path} is where step ${position} should be, and is not.`);
  }
  const holes = record['holes'] === undefined ? [] : holesFrom(record['holes'], `${path}: holes`);
  return { frame: frameFrom(record['frame'], path), holes };
}
