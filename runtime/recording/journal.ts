/**
 * The append-only file that a live run is recorded into.
 *
 *   <8 hex digits: CRC-32 of the JSON's bytes> <one record as JSON>\n
 *
 * J1. A record is written by one system call and never changed; the file only grows.
 * J2. A write that fails leaves no part of its record behind: the file is cut back to the last whole record.
 * J3. A file has its first records from the moment that it stands under its name.
 * J4. Bytes that do not make a whole record at the very end are a torn write and are ignored.
 *     Such bytes with more behind them are damage: reading stops before them and says so.
 */
import fs from 'node:fs';
import { checksum } from './checksum.ts';
import { diskError, recordingError } from './failure.ts';

/** Writes `length` bytes of `buffer` from `offset` at `position`; answers how many it wrote. `fs.writeSync` is one. */
export type WriteBytes = (
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => number;

export class JournalFile {
  readonly path: string;
  readonly #write: WriteBytes;
  /** Some file systems do not. */
  readonly #countsLinks: boolean;
  #fd: number | null;
  #size: number;
  /** When the file is looked for again, on the clock of this process. */
  #nextLook = 0;
  #isGone = false;
  #buffer = Buffer.allocUnsafe(64 * 1024);

  private constructor(
    path: string,
    opened: { readonly fd: number; readonly size: number },
    write: WriteBytes,
  ) {
    this.path = path;
    this.#write = write;
    this.#fd = opened.fd;
    this.#size = opened.size;
    this.#countsLinks = fs.fstatSync(opened.fd).nlink > 0;
  }

  /**
   * Creates a journal that begins with these records.
   *
   * @throws BackstepError `recording-exists`, or as `append` does; there is no file then.
   */
  static create(path: string, records: readonly string[], write: WriteBytes = fs.writeSync): JournalFile {
    const temporary = `${path}.${process.pid}.tmp`;
    if (fs.existsSync(path))
      throw recordingError('recording-exists', `${path} exists: give the run another id.`);
    const journal = new JournalFile(path, { fd: opened(temporary, 'w', path), size: 0 }, write);
    try {
      journal.append(records);
      fs.renameSync(temporary, path);
      return journal;
    } catch (error) {
      journal.close();
      fs.rmSync(temporary, { force: true });
      throw diskError(error, 'write', path);
    }
  }

  /** Goes on after the first `size` bytes of a journal. */
  static continue(path: string, size: number, write: WriteBytes = fs.writeSync): JournalFile {
    const journal = new JournalFile(path, { fd: opened(path, 'r+', path), size }, write);
    journal.#cutBack();
    return journal;
  }

  /** Bytes written. */
  get size(): number {
    return this.#size;
  }

  /** True once `checkThere` found that the file is gone. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * Makes sure that what is written can be found: a file that was deleted takes writes as before, and nobody ever reads them.
   *
   * @param when - "now and then" looks at most ten times a second, so that a run of many short steps does not pay for it
   * @throws BackstepError `recording-unwritable`
   */
  checkThere(when: 'now' | 'now and then'): void {
    if (this.#fd === null) return;
    if (!this.#isGone) {
      const now = performance.now();
      if (when === 'now and then' && now < this.#nextLook) return;
      this.#nextLook = now + LOOK_MS;
      // Another file may stand under the name by now.
      const isDeleted = this.#countsLinks && fs.fstatSync(this.#fd).nlink === 0;
      this.#isGone = isDeleted || !fs.existsSync(this.path);
    }
    if (!this.#isGone) return;
    throw recordingError(
      'recording-unwritable',
      `${this.path} is gone: it was deleted or moved while its run was recorded. Start the run again.`,
    );
  }

  /**
   * Appends records, each a JSON text without line breaks, in one write.
   *
   * @throws BackstepError `recording-disk-full` or `recording-unwritable`; nothing of the records is in the file then,
   *   and the next append may succeed.
   */
  append(records: readonly string[]): void {
    const fd = this.#fd;
    if (fd === null) throw recordingError('recording-closed', `The recording ${this.path} is closed.`);
    let length = 0;
    for (const record of records) length = this.#frame(record, length);
    try {
      let done = 0;
      while (done < length) {
        done += this.#write(fd, this.#buffer, done, length - done, this.#size + done);
      }
    } catch (error) {
      this.#cutBack();
      throw diskError(error, 'write', this.path);
    }
    this.#size += length;
    if (this.#buffer.length > KEPT_BUFFER) this.#buffer = Buffer.allocUnsafe(64 * 1024);
  }

  /** Makes sure that what was appended survives a power cut. */
  flush(): void {
    try {
      if (this.#fd !== null) fs.fsyncSync(this.#fd);
    } catch (error) {
      throw diskError(error, 'write', this.path);
    }
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = null;
    if (fd !== null) fs.closeSync(fd);
  }

  /** Puts one record into the buffer at `start`; answers where it ends. */
  #frame(record: string, start: number): number {
    // A UTF-16 unit takes three bytes of UTF-8 at most; only for long records is it worth counting them.
    const most = record.length < 10_000 ? record.length * 3 : Buffer.byteLength(record);
    const needed = start + most + HEAD + 1;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(needed);
      this.#buffer.copy(larger, 0, 0, start);
      this.#buffer = larger;
    }
    const buffer = this.#buffer;
    const body = start + HEAD;
    const end = body + buffer.write(record, body);
    writeHex(buffer, start, checksum(buffer, body, end));
    buffer[body - 1] = SPACE;
    buffer[end] = NEWLINE;
    return end + 1;
  }

  #cutBack(): void {
    if (this.#fd === null) return;
    try {
      fs.ftruncateSync(this.#fd, this.#size);
    } catch {
      // A file that cannot be cut keeps a torn record at its end, which readers skip and the next append overwrites.
    }
  }
}

function opened(file: string, flags: string, journal: string): number {
  try {
    return fs.openSync(file, flags);
  } catch (error) {
    throw diskError(error, 'write', journal);
  }
}

export interface JournalTail {
  /** Bytes up to the end of the last whole record: where writing may go on. */
  readonly size: number;
  /** What stopped the reading before the end of the file; null when nothing but a torn last record was left. */
  readonly damage: string | null;
}

/** Hands every whole record's JSON text to `onRecord`, in order, until the end, damage, or `onRecord` answers false. */
export function readJournal(path: string, onRecord: (json: string) => boolean): JournalTail {
  const fd = openForReading(path);
  try {
    let kept: Buffer = Buffer.alloc(0);
    let size = 0;
    for (let step = 16 * 1024; ; step = Math.min(step * 2, 4 * 1024 * 1024)) {
      // Growing with what is kept, so that one long record costs its length and not its square.
      const chunk = Buffer.allocUnsafe(Math.max(step, kept.length));
      const count = fs.readSync(fd, chunk, 0, chunk.length, size + kept.length);
      if (count === 0) return { size, damage: torn(kept) ? null : damageAt(size) };
      const bytes = Buffer.concat([kept, chunk.subarray(0, count)]);
      let start = 0;
      // What was kept holds no line break, so that the search need not begin at its start again.
      let end = bytes.indexOf(NEWLINE, kept.length);
      while (end !== -1) {
        const json = recordIn(bytes, start, end);
        if (json === null) {
          const last = fs.fstatSync(fd).size === size + end - start + 1;
          return { size, damage: last && torn(bytes.subarray(start, end)) ? null : damageAt(size) };
        }
        size += end + 1 - start;
        start = end + 1;
        if (!onRecord(json)) return { size, damage: null };
        end = bytes.indexOf(NEWLINE, start);
      }
      kept = bytes.subarray(start);
    }
  } catch (error) {
    throw diskError(error, 'read', path);
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * Hands whole records' JSON texts to `onRecord`, newest first, until it answers false or there are no more. What is
 * torn or damaged is passed over.
 */
export function readJournalBackwards(path: string, onRecord: (json: string) => boolean): void {
  const fd = openForReading(path);
  try {
    let end = fs.fstatSync(fd).size;
    for (let span = 64 * 1024; end > 0 && span <= LONGEST_RECORD; ) {
      const from = Math.max(0, end - span);
      const bytes = Buffer.alloc(end - from);
      fs.readSync(fd, bytes, 0, bytes.length, from);
      let last = bytes.lastIndexOf(NEWLINE);
      let reached = -1;
      while (last !== -1) {
        const before = last === 0 ? -1 : bytes.lastIndexOf(NEWLINE, last - 1);
        if (before === -1 && from > 0) break;
        const json = recordIn(bytes, before + 1, last);
        if (json !== null && !onRecord(json)) return;
        reached = before + 1;
        last = before;
      }
      // Either some records were read, or not even one fits into what was read.
      if (reached > 0) end = from + reached;
      else if (from === 0) return;
      else span *= 8;
    }
  } catch (error) {
    throw diskError(error, 'read', path);
  } finally {
    fs.closeSync(fd);
  }
}

/**
 * The JSON text of the newest whole record that begins with these words; null without one. Looks at bytes alone, since
 * most of a long journal is nothing else.
 */
export function lastRecord(path: string, words: string): string | null {
  const fd = openForReading(path);
  try {
    const wanted = Buffer.from(words);
    // What begins in one stretch and ends in the next is found in an overlap.
    const overlap = HEAD + wanted.length;
    for (let end = fs.fstatSync(fd).size; end > 0; ) {
      const from = Math.max(0, end - STRETCH);
      const bytes = Buffer.alloc(end - from);
      fs.readSync(fd, bytes, 0, bytes.length, from);
      for (
        let at = bytes.lastIndexOf(wanted);
        at !== -1;
        at = at === 0 ? -1 : bytes.lastIndexOf(wanted, at - 1)
      ) {
        const json = recordAt(fd, from + at - HEAD);
        if (json !== null) return json;
      }
      if (from === 0) return null;
      end = from + overlap;
    }
    return null;
  } catch (error) {
    throw diskError(error, 'read', path);
  } finally {
    fs.closeSync(fd);
  }
}

/** The short record that begins at a byte; null where none does. */
function recordAt(fd: number, start: number): string | null {
  if (start < 0) return null;
  const bytes = Buffer.alloc(SHORT_RECORD);
  const length = fs.readSync(fd, bytes, 0, bytes.length, start);
  const end = bytes.subarray(0, length).indexOf(NEWLINE);
  return end < 0 ? null : recordIn(bytes, 0, end);
}

const HEAD = 9;
const LOOK_MS = 100;
const STRETCH = 4 * 1024 * 1024;
const SHORT_RECORD = 4096;
const KEPT_BUFFER = 4 * 1024 * 1024;
const LONGEST_RECORD = 512 * 1024 * 1024;
const SPACE = 0x20;
const NEWLINE = 0x0a;

function recordIn(bytes: Buffer, start: number, end: number): string | null {
  const body = start + HEAD;
  if (body > end || bytes[body - 1] !== SPACE) return null;
  return readHex(bytes, start) === checksum(bytes, body, end) ? bytes.toString('utf8', body, end) : null;
}

/** True when bytes at the end of a file can be one record that was not written whole. */
function torn(bytes: Buffer): boolean {
  // The text of a record has no unescaped quote where another record would begin.
  return !/.[0-9a-f]{8} \{"type":"/s.test(bytes.toString('latin1'));
}

function damageAt(byte: number): string {
  return `the record at byte ${byte} does not match its checksum`;
}

function writeHex(buffer: Buffer, at: number, value: number): void {
  for (let digit = 7; digit >= 0; digit--) {
    const nibble = (value >>> (4 * (7 - digit))) & 15;
    buffer[at + digit] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble;
  }
}

function readHex(buffer: Buffer, at: number): number {
  const text = buffer.toString('latin1', at, at + 8);
  return /^[0-9a-f]{8}$/.test(text) ? Number.parseInt(text, 16) : Number.NaN;
}

function openForReading(path: string): number {
  try {
    return fs.openSync(path, 'r');
  } catch (error) {
    throw diskError(error, 'read', path);
  }
}
