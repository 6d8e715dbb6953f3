import type { RunEnd } from '../model/run.ts';
import { recordingError } from './failure.ts';
import { count, object, parseJson } from './guards.ts';
import { readJournal, readJournalBackwards } from './journal.ts';
import { firstRecord } from './journalRun.ts';
import type { RunIdentity } from './record.ts';
import { endFrom } from './shape.ts';

export interface JournalSummary {
  readonly identity: RunIdentity;
  /** How the run ended; null when it has not. */
  readonly end: RunEnd | null;
  /** Position of the last frame. */
  readonly last: number;
}

/** What lists show of a journal, from its first record and its last ones. */
export function summariseJournal(path: string): JournalSummary {
  let first = null as ReturnType<typeof firstRecord> | null;
  readJournal(path, (json) => {
    first = firstRecord(parseJson(json, path), path);
    return false;
  });
  if (first === null) throw recordingError('recording-torn', `${path} ends before the run began.`);
  const { identity, after } = first;
  // Undefined until one of the last records has told.
  let end: RunEnd | null | undefined;
  let last = after;
  readJournalBackwards(path, (json) => {
    const record = object(parseJson(json, path), path);
    if (end === undefined && record['type'] === 'end') end = endFrom(record['end'], path);
    // A run that ended waiting or stopped was taken up again.
    if (end === undefined && record['type'] === 'writer' && record['writer'] !== null) end = null;
    if (record['type'] !== 'frame') return true;
    last = count(record['position'], `${path}: position`);
    return false;
  });
  return { identity, end: end ?? null, last };
}
