import path from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import { advance } from '../language/advance.ts';
import { applyPatches } from '../language/applyPatches.ts';
import { BackstepError } from '../language/backstepError.ts';
import type { Json } from '../language/json.ts';
import type { Signal, Snapshot } from '../language/snapshot.ts';
import type { Progress } from '../model/progress.ts';
import type { Edit, Frame, RunEnd, RunHeader, RunSummary } from '../model/run.ts';
import { framesBefore, hasBranches } from './cut.ts';
import { loadSqlite } from './database.ts';
import { recordingError } from './failure.ts';
import { foldFrames, foldSession, isPlain, sessionChanges, snapshotOf } from './fold.ts';
import { openRunFile, runPath } from './openRunFile.ts';
import type { RunIdentity } from './record.ts';
import type { RunFile } from './runFile.ts';
import { summaryOf } from './summary.ts';
import { Timeline } from './timeline.ts';
import { isRecording } from './writerProcess.ts';

/**
 * Opens a recording: a database, or the journal of a run that is live or was interrupted. The parents of a fork are
 * looked up by their ids in the same folder.
 *
 * Close the reader (or declare it with `using`) when it is no longer needed: it holds the database in memory.
 *
 * @throws BackstepError `recording-missing`, `recording-unreadable`, `recording-too-new`, `recording-too-large`,
 *   `recording-torn`, `parent-missing` or `parent-cycle`.
 */
export async function openRun(file: string): Promise<RunReader> {
  return openRunWith(await loadSqlite(), file);
}

/** The same, once SQLite is loaded. */
export function openRunWith(sqlite: SqlJsStatic, file: string): RunReader {
  const line: RunFile[] = [];
  try {
    let own = openRunFile(sqlite, file);
    line.push(own);
    while (own.identity.parent !== null) {
      own = openParent(sqlite, own, own.identity.parent, line);
      line.push(own);
    }
    return new RunReader(line);
  } catch (error) {
    for (const opened of line) opened.close();
    throw error;
  }
}

/** A recorded run, with what it inherits from its parents. Positions count the steps taken: 0 is the start. */
export class RunReader {
  readonly header: RunHeader;
  /** How the run ended; null while it runs, or when it was interrupted. */
  readonly end: RunEnd | null;
  readonly summary: RunSummary;
  /** Edits at the cut of a fork, before its first step. */
  readonly edits: readonly Edit[];
  /** Steps that are the parent's. */
  readonly inherited: number;
  /** All steps, those of the parents included. */
  readonly head: number;
  /** What is wrong with the file beyond a torn last record, in words; the steps before the damage are here. */
  readonly damage: string | null;
  readonly #line: readonly RunFile[];
  #frames: readonly Frame[] | null = null;

  constructor(line: readonly RunFile[]) {
    const own = line[0] as RunFile;
    const root = line.at(-1) as RunFile;
    const values = root.start().values;
    if (values === null) {
      throw recordingError('recording-unreadable', `${root.path} has no input, config and session.`);
    }
    const { inherited, ...identity } = own.identity;
    const { source, edits = [] } = own.start();
    this.edits = edits;
    this.header = { ...identity, ...values, source };
    this.end = own.end;
    this.inherited = inherited;
    this.head = own.last;
    this.damage = line.find((file) => file.damage !== null)?.damage ?? null;
    const writer = own.journal?.writer ?? null;
    const isRecorded = writer !== null && isRecording(writer, own.path.replace(/\.sqlite$/, '.journal'));
    this.summary = summaryOf(own.identity, own.end, own.last, own.path, isRecorded);
    this.#line = line;
  }

  /** The folder of the recording. */
  get dir(): string {
    return path.dirname(this.own.path);
  }

  /** The run's own content. */
  get own(): RunFile {
    return this.#line[0] as RunFile;
  }

  /** What the steps that were in flight have come to. Only who resumes the run goes on from there. */
  get progress(): Progress {
    return this.own.progress();
  }

  /** Signals that were sent and that no frame tells of yet: they are for who resumes the run, too. */
  get signals(): readonly Signal[] {
    return this.own.signals();
  }

  /** The run and its parents, nearest first. */
  get lineage(): readonly RunIdentity[] {
    return this.#line.map((file) => file.identity);
  }

  /** The run that it was forked from, as long as this one is open; null for one that is no fork. */
  get parent(): RunReader | null {
    return this.#line.length > 1 ? new RunReader(this.#line.slice(1)) : null;
  }

  /** The whole line's frames, oldest first. */
  get frames(): readonly Frame[] {
    this.#frames ??= this.#range(0, 1, this.head);
    return this.#frames;
  }

  /**
   * The step that led to position k, from 1.
   *
   * @throws BackstepError `no-such-step`.
   */
  frame(k: number): Frame {
    this.#check(k, 1);
    const frame = this.#frames?.[k - 1] ?? this.#range(0, k, k)[0];
    if (frame === undefined)
      throw recordingError('recording-unreadable', `Step ${k} of ${this.header.id} is missing.`);
    return frame;
  }

  /**
   * The run after k steps, read without the steps that do not matter for it.
   *
   * @throws BackstepError `no-such-step`, or `recording-unreadable` when the recorded changes do not fit.
   */
  snapshotAt(k: number): Snapshot {
    this.#check(k, 0);
    try {
      const start = snapshotOf(this.header);
      if (k === 0) return start;
      // After plain steps the newest frame and the session tell all; else every step counts.
      if (!this.#isPlain(k)) return foldFrames(start, this.range(1, k));
      const before = { ...start, steps: k - 1, seq: k - 1, session: this.#sessionAt(0, k - 1) };
      return advance(before, { ...this.frame(k), edits: [], patches: sessionChanges(this.frame(k)) });
    } catch (error) {
      if (error instanceof BackstepError && error.code !== 'patch-mismatch') throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw recordingError(
        'recording-unreadable',
        `Step ${k} of ${this.header.id} cannot be read: ${reason}`,
        error,
      );
    }
  }

  /** The frames at the positions `from` to `to`, both included. */
  range(from: number, to: number): readonly Frame[] {
    return this.#frames?.slice(from - 1, to) ?? this.#range(0, from, to);
  }

  /** All of it in memory. */
  timeline(): Timeline {
    return new Timeline(this.header, this.frames);
  }

  close(): void {
    for (const file of this.#line) file.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** True when the first k steps are all plain ones. */
  #isPlain(k: number): boolean {
    if (this.#frames !== null) return this.#frames.slice(0, k).every(isPlain);
    return this.#line.every((file) => !hasBranches(file.identity.parent?.cut ?? noCut) && file.isPlain());
  }

  /** The session after k steps of the run at this level of the line. */
  #sessionAt(level: number, k: number): Json {
    const file = this.#line[level];
    if (file === undefined || k === 0) return this.header.session;
    const { inherited, parent } = file.identity;
    if (k <= inherited) {
      if (!hasBranches(parent?.cut ?? noCut)) return this.#sessionAt(level + 1, k);
      return foldSession(this.header.session, this.#range(level, 1, k));
    }
    const keyframe = file.keyframe(k);
    const from = keyframe?.position ?? inherited;
    const session = keyframe?.session ?? this.#sessionAt(level, from);
    return applyPatches(session, file.changes(from + 1, k));
  }

  /** Frames at positions `from` to `to` of the run at this level of the line. */
  #range(level: number, from: number, to: number): readonly Frame[] {
    const file = this.#line[level];
    if (file === undefined || from > to) return [];
    const { inherited } = file.identity;
    const older = this.#inherited(level, from, Math.min(to, inherited));
    const newer = to > inherited ? file.frames(Math.max(from, inherited + 1), to) : [];
    return older.length === 0 ? newer : [...older, ...newer];
  }

  /** A cut through open branches leaves out frames that the parent recorded before others that it keeps. */
  #inherited(level: number, from: number, to: number): readonly Frame[] {
    const parent = this.#line[level]?.identity.parent ?? null;
    if (parent === null || !hasBranches(parent.cut)) return this.#range(level + 1, from, to);
    const all = this.#range(level + 1, 1, this.#line[level + 1]?.last ?? 0);
    return framesBefore(all, parent.cut).slice(Math.max(from, 1) - 1, to);
  }

  #check(k: number, least: number): void {
    if (Number.isInteger(k) && k >= least && k <= this.head) return;
    throw recordingError(
      'no-such-step',
      `There is no step ${k}: the run ${this.header.id} has steps ${least} to ${this.head}.`,
    );
  }
}

function openParent(sqlite: SqlJsStatic, child: RunFile, parent: Parent, line: readonly RunFile[]): RunFile {
  const { id, inherited } = child.identity;
  if (line.some((file) => file.identity.id === parent.run)) {
    throw recordingError(
      'parent-cycle',
      `${child.path} names ${parent.run} as its parent, which descends from it.`,
    );
  }
  const file = runPath(path.dirname(child.path), parent.run);
  if (file === null) {
    throw recordingError(
      'parent-missing',
      `${id} is a fork of ${parent.run}, which is not in ${path.dirname(child.path)}: put its recording there.`,
    );
  }
  const opened = openRunFile(sqlite, file);
  const found = opened.identity.id;
  const steps = opened.last;
  if (found === parent.run && steps >= inherited) return opened;
  opened.close();
  throw recordingError(
    'parent-missing',
    found === parent.run
      ? `${id} is a fork of ${parent.run} after step ${inherited}, of which only ${steps} steps are recorded.`
      : `${id} is a fork of ${parent.run}, but ${file} is the recording of ${found}.`,
  );
}

type Parent = NonNullable<RunHeader['parent']>;

const noCut = { seq: 0, branches: {} };
