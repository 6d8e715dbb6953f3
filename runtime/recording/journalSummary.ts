import type { RunEnd } from '../model/run.ts';
import { recordingError } from './failure.ts';
import { count, object, parseJson } from './guards.ts';
import { lastRecord, readJournal, readJournalBackwards } from './journal.ts';
import { firstRecord } from './journalRun.ts';
import type { RunIdentity, Writer } from './record.ts';
import { endFrom, writerFrom } from './shape.ts';
import { isRecording } from './writerProcess.ts';

export interface JournalSummary {
  readonly identity: RunIdentity;
  /** How the run ended; null when it has not. */
  readonly end: RunEnd | null;
  /** Position of the last frame. */
  readonly last: number;
  /** The process that recorded last; null when it said that it was done. Looked for only in a run that has not ended. */
  readonly writer: Writer | null;
}

/** What lists show of a journal, from its first record and its last ones. */
export function summariseJournal(path: string): JournalSummary {
  let first = null as ReturnType<typeof firstRecord> | null;
  // Whoever made a journal is told of before its first frame.
  let writer = null as Writer | null;
  readJournal(path, (json) => {
    if (first === null) first = firstRecord(parseJson(json, path), path);
    else if (isWriter(json)) writer = writerIn(json, path);
    return !json.startsWith('{"type":"frame"');
  });
  if (first === null) throw recordingError('recording-torn', `${path} ends before the run began.`);
  const { identity, after } = first;
  // Undefined until one of the last records has told.
  let end: RunEnd | null | undefined;
  let last: number | undefined;
  let isNewest = false;
  readJournalBackwards(path, (json) => {
    if (isWriter(json)) {
      if (!isNewest) writer = writerIn(json, path);
      isNewest = true;
      // A run that ended waiting or stopped was taken up again.
      if (end === undefined && writer !== null) end = null;
      return true;
    }
    const record = object(parseJson(json, path), path);
    if (end === undefined && record['type'] === 'end') end = endFrom(record['end'], path);
    if (record['type'] !== 'frame') return true;
    last = count(record['position'], `${path}: position`);
    return false;
  });
  // Somebody else may have taken the run up since.
  if (!isNewest && !end && writer !== null && !isRecording(writer, path)) {
    const newest = lastRecord(path, WRITER);
    writer = newest === null ? writer : writerIn(newest, path);
  }
  return { identity, end: end ?? null, last: last ?? after, writer };
}

const WRITER = '{"type":"writer"';

function isWriter(json: string): boolean {
  return json.startsWith(WRITER);
}

function writerIn(json: string, path: string): Writer | null {
  return writerFrom(object(parseJson(json, path), path)['writer'], `${path}: writer`);
}
