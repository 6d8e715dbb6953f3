import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ProgressNote, SignalNote } from '../model/progress.ts';
import type { Edit, Frame, RunEnd, RunHeader } from '../model/run.ts';
import { convertJournal } from './convert.ts';
import { diskError, messageOf, recordingError } from './failure.ts';
import { type Encoded, FrameEncoder } from './frameEncoder.ts';
import { JournalFile, type WriteBytes } from './journal.ts';
import {
  frameText,
  JOURNAL_VERSION,
  type JournalRecord,
  type RunIdentity,
  type RunStart,
  recordText,
} from './record.ts';
import { makeRecordingsFolder } from './recordingsFolder.ts';
import { type Redaction, redactionOf } from './redaction.ts';
import { checkRunId } from './runId.ts';
import { thisProcess } from './writerProcess.ts';

export interface WriterOptions {
  /** Key names (`apiKey`) or dotted paths (`session.user.token`) whose values are not written. */
  readonly redact?: readonly string[];
  /** Frames of the parent that come before a fork's own; the cut's `seq` where the parent never fanned out. */
  readonly inherited?: number;
  /** Edits at a fork's cut, which are in its first frame too: a crash may come before that. */
  readonly edits?: readonly Edit[];
  /** Replaces the system call that writes. */
  readonly write?: WriteBytes;
}

/** Where a finished run was stored. */
export interface Finished {
  /** The database; the journal where it could not be made, which is a complete recording as well. */
  readonly path: string;
  /** Why there is no database; null when there is one. */
  readonly problem: Error | null;
}

/**
 * Begins to record a run into `<dir>/<id>.journal`. The folder is made.
 *
 * A fork (`header.parent` set) stores neither input, config nor session: they are those of the run at the root of
 * its line, and are read from there.
 *
 * @throws BackstepError `bad-run-id`, `recording-exists`, `recording-disk-full` or `recording-unwritable`.
 */
export function createRun(dir: string, header: RunHeader, options: WriterOptions = {}): RunWriter {
  const file = path.join(dir, `${checkRunId(header.id)}.journal`);
  makeRecordingsFolder(dir);
  const redaction = redactionOf(options.redact ?? []);
  const run = identityOf(header, options.inherited);
  const records = [
    recordText({ type: 'run', journal: JOURNAL_VERSION, after: run.inherited, run }),
    recordText({ type: 'start', start: startOf(header, options.edits ?? [], redaction) }),
    recordText({ type: 'writer', writer: thisProcess() }),
  ];
  const journal = JournalFile.create(file, records, options.write);
  return new RunWriter(journal, redaction, run.inherited, new FrameEncoder());
}

/** Records one run. Whatever `append` returned from is on its way to the disk, and outlives this process. */
export class RunWriter {
  readonly #journal: JournalFile;
  readonly #redaction: Redaction;
  readonly #encoder: FrameEncoder;
  #last: number;

  /** @param last - position of the last frame that is recorded. */
  constructor(journal: JournalFile, redaction: Redaction, last: number, encoder: FrameEncoder) {
    this.#journal = journal;
    this.#redaction = redaction;
    this.#last = last;
    this.#encoder = encoder;
  }

  /** The journal's path. */
  get path(): string {
    return this.#journal.path;
  }

  /** True once it was told that its file was deleted or moved. */
  get isGone(): boolean {
    return this.#journal.isGone;
  }

  /**
   * Records one step; returns it as it is recorded, without what is redacted.
   *
   * @throws BackstepError `recording-disk-full`, `recording-unwritable`, `recording-too-large` or `recording-closed`;
   *   the frame is not recorded then, what came before is, and the same frame may be tried again.
   */
  append(frame: Frame): Frame {
    const written = this.#redaction.frame(frame);
    const encoded = this.#encoder.encode(written, this.#last + 1);
    this.#journal.checkThere(isLast(frame) ? 'now' : 'now and then');
    this.#journal.append(recordsOf(written, encoded, this.#last + 1));
    encoded?.commit();
    this.#last += 1;
    return written;
  }

  /**
   * Records what the step in flight has come to, or a signal: whoever resumes the run goes on from there.
   *
   * @throws BackstepError as `append` does
   */
  note(note: ProgressNote | SignalNote): void {
    const what =
      note.type === 'signal' ? `The signal ${note.signal.name}` : `What the step ${note.step} has come to`;
    this.#journal.append([textOf(this.#redaction.note(note), what)]);
  }

  /**
   * Records how the run ended and makes its database. The writer is closed after that.
   *
   * @throws BackstepError as `append` does, when the end itself could not be recorded, or the file is gone.
   */
  async finish(end: RunEnd): Promise<Finished> {
    this.#journal.checkThere('now');
    this.#journal.append([recordText({ type: 'end', end: this.#redaction.end(end) })]);
    this.#journal.flush();
    this.#journal.close();
    try {
      return { path: await convertJournal(this.#journal.path), problem: null };
    } catch (error) {
      const { path: file } = this.#journal;
      const problem = diskError(error, 'write', file);
      if (!existsSync(file)) throw problem;
      return { path: file, problem };
    }
  }

  /** Stops recording without an end: the run can be resumed, and lists as running. */
  close(): void {
    try {
      this.#journal.append([recordText({ type: 'writer', writer: null })]);
    } catch {
      // On a full disk the run looks as if it were in use until this process has ended, which is no more than a nuisance.
    }
    this.#journal.close();
  }
}

/** After such a frame it is said that the run is recorded. */
function isLast({ branch, next }: Frame): boolean {
  return branch === '' && (next === '#done' || next === '#failed');
}

function identityOf(header: RunHeader, inherited: number | undefined): RunIdentity {
  const { id, workflow, version, file, states, start, startedAt, parent } = header;
  if (parent !== null) checkRunId(parent.run);
  const before = parent === null ? 0 : (inherited ?? parent.cut.seq);
  return { id, workflow, version, file, states, start, startedAt, parent, inherited: before };
}

function startOf(header: RunHeader, edits: readonly Edit[], redaction: Redaction): RunStart {
  const { source, parent, input, config, session } = header;
  if (parent !== null) return { source, values: null, edits: redaction.edits(edits) };
  return { source, values: redaction.start({ input, config, session }) };
}

/** The records of a frame: the large values that it is the first to have, then the frame. */
function recordsOf(frame: Frame, encoded: Encoded | null, position: number): readonly string[] {
  const what = `Step ${frame.seq}`;
  if (encoded === null) {
    return [writable(() => frameText(position, frame, []), what)];
  }
  const { values, holes } = encoded;
  return [
    ...[...values].map(([hash, value]) =>
      writable(() => `{"type":"value","hash":"${hash}","value":${value}}`, what),
    ),
    writable(() => frameText(position, encoded.frame, holes), what),
  ];
}

function textOf(record: JournalRecord, what: string): string {
  return writable(() => recordText(record), what);
}

function writable(text: () => string, what: string): string {
  try {
    return text();
  } catch (error) {
    // The longest text that V8 can make is half a gigabyte.
    throw recordingError('recording-too-large', `${what} cannot be recorded: ${messageOf(error)}.`, error);
  }
}
