import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Database, SqlJsStatic, SqlValue, Statement } from 'sql.js';
import { applyPatches } from '../language/applyPatches.ts';
import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Frame, RunEnd } from '../model/run.ts';
import { BARE_FRAME } from './bareFrame.ts';
import { emptyDatabase, rows } from './database.ts';
import { difference } from './difference.ts';
import { diskError } from './failure.ts';
import { sessionChanges } from './fold.ts';
import { FrameDecoder } from './frameDecoder.ts';
import { FrameEncoder } from './frameEncoder.ts';
import type { Hole, RunIdentity, RunStart, StoredFrame } from './record.ts';
import type { RunFile } from './runFile.ts';
import { SCHEMA_STEPS } from './schema.ts';

/** Makes the database of one run, in memory, and saves it whole. */
export class DatabaseBuilder {
  readonly #database: Database;
  readonly #frame: Statement;
  readonly #value: Statement;
  readonly #encoder = new FrameEncoder();
  readonly #decoder = new FrameDecoder({
    stored: () => undefined,
    value: (hash) => this.#valueOf(hash),
  });
  readonly #sessionAt: (position: number) => Json | null;
  #last: number;
  /** What the frames since the last stored state, or the last frame that was copied, do to the session; null once that cannot be known. */
  #pending: Pending | null;
  /** Characters of the changes that are stored put together since the session was last stored whole. */
  #together = 0;
  /** Characters of the session, when they were last counted. */
  #whole = 0;

  /**
   * @param after - the position before the first frame.
   * @param sessionAt - the session at that position, or after the last frame that was copied; null when it cannot be
   *   known: to read states takes longer then.
   * @param size - about how many bytes the database will have, where that is known.
   */
  constructor(sqlite: SqlJsStatic, after: number, sessionAt: (position: number) => Json | null, size = 0) {
    this.#database = emptyDatabase(sqlite, SCHEMA_STEPS, size < LARGE ? undefined : LARGE_PAGE);
    this.#database.run('BEGIN');
    this.#frame = this.#database.prepare(`INSERT INTO frame VALUES (${'?,'.repeat(14)}?)`);
    this.#value = this.#database.prepare('INSERT OR IGNORE INTO value VALUES (?, ?)');
    this.#last = after;
    this.#pending = pendingAfter(after);
    this.#sessionAt = sessionAt;
  }

  /** Position of the last frame. */
  get last(): number {
    return this.#last;
  }

  /** Takes over the frames, large values and stored states of another recording's database as they are. */
  copy(from: Database, last: number): void {
    for (const table of ['frame', 'value', 'keyframe', 'delta']) {
      const all = from.prepare(`SELECT * FROM ${table}`);
      const insert = this.#database.prepare(
        `INSERT OR IGNORE INTO ${table} VALUES (${all
          .getColumnNames()
          .map(() => '?')
          .join()})`,
      );
      while (all.step()) insert.run(all.get());
      all.free();
      insert.free();
    }
    this.#last = last;
    this.#pending = pendingAfter(last);
  }

  /** Stores a large value, as JSON text. */
  value(hash: string, json: string): void {
    this.#value.run([hash, json]);
  }

  /** Stores an artifact: a recording that leaves its folder takes them along. */
  artifact(name: string, content: Uint8Array): void {
    this.#database.run('INSERT INTO artifact VALUES (?, ?)', [name, content]);
  }

  /** Stores a whole frame. */
  frame(frame: Frame): void {
    const encoded = this.#encoder.encode(frame, this.#last + 1);
    for (const [hash, json] of encoded?.values ?? []) this.value(hash, json);
    this.stored(encoded ?? { frame, holes: [] });
    encoded?.commit();
  }

  /** Stores a frame whose large values are stored already. */
  stored({ frame, holes }: StoredFrame): void {
    const { data, edits, patches, directive, calls, ...rest } = frame;
    const session = JSON.stringify(patches);
    this.#last += 1;
    this.#frame.run([
      this.#last,
      frame.seq,
      frame.branch,
      frame.state,
      frame.next,
      frame.at?.line ?? null,
      frame.startedAt,
      frame.durationMs,
      JSON.stringify(data),
      edits.length === 0 ? null : JSON.stringify(edits),
      patches.length === 0 ? null : session,
      JSON.stringify(directive),
      calls.length === 0 ? null : JSON.stringify(calls),
      JSON.stringify(rest),
      holes.length === 0 ? null : JSON.stringify(holes),
    ]);
    this.#keep(frame, holes, session.length);
  }

  /** Stores what is known of the whole run; call it once, last. */
  run(identity: RunIdentity, start: RunStart, end: RunEnd | null): void {
    const { id, workflow, version, file, states, parent, inherited, startedAt } = identity;
    const row: { readonly [column: string]: SqlValue } = {
      id,
      workflow,
      version,
      status: end?.status ?? 'running',
      steps: this.#last,
      inherited,
      started_at: startedAt,
      ended_at: end?.endedAt ?? null,
      parent_run: parent?.run ?? null,
      parent_cut: parent === null ? null : JSON.stringify(parent.cut),
      start: identity.start,
      states: JSON.stringify(states),
      file,
    };
    const columns = Object.keys(row);
    this.#database.run(
      `INSERT INTO run (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
      Object.values(row),
    );
    this.#document('source', start.source);
    if (start.edits !== undefined && start.edits.length > 0)
      this.#document('edits', JSON.stringify(start.edits));
    if (start.values !== null) {
      this.#document('input', JSON.stringify(start.values.input));
      this.#document('config', JSON.stringify(start.values.config));
      this.#document('session', JSON.stringify(start.values.session));
    }
    if (end !== null) {
      this.#document('output', JSON.stringify(end.output));
      this.#document('error', JSON.stringify(end.error));
    }
  }

  /** Stores what no frame tells of yet, for whoever resumes the run. */
  inFlight(file: RunFile): void {
    const progress = file.progress();
    const signals = file.signals();
    if (progress.size > 0) this.#document('progress', JSON.stringify(Object.fromEntries(progress)));
    if (signals.length > 0) this.#document('signals', JSON.stringify(signals));
  }

  /**
   * Writes the database beside its place, then moves it there: whoever looks sees the old file or the new one.
   *
   * @throws BackstepError `recording-disk-full` or `recording-unwritable`; the old file is as it was then.
   */
  save(path: string): void {
    this.#frame.free();
    this.#value.free();
    this.#database.run('COMMIT');
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      writeWhole(temporary, this.#database.export());
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw diskError(error, 'write', path);
    }
  }

  close(): void {
    this.#database.close();
  }

  #document(name: string, content: string): void {
    this.#database.run('INSERT INTO document VALUES (?, ?)', [name, content]);
  }

  /**
   * Stores what the changes since the last time come to, once they have some size: a conversation that grew by a
   * thousand messages got one longer list. Reading any step then costs about the session, and as much again of changes.
   */
  #keep(frame: Frame, holes: readonly Hole[], size: number): void {
    const pending = this.#pending;
    if (pending === null) return;
    const ours = holes.filter(({ path }) => path[0] === 'patches' || path[0] === 'edits');
    const whole = this.#decoder.decode({ frame, holes: ours }, -1);
    for (const patch of sessionChanges(whole)) pending.patches.push(patch);
    pending.size += Math.max(size, LEAST);
    if (pending.size < INTERVAL) return;
    const before = pending.session ?? this.#sessionAt(pending.after);
    if (before === null) {
      // Whoever opens the run is told why; to look for it again would mean to read all of it again.
      this.#pending = null;
      return;
    }
    const session = applyPatches(before, pending.patches);
    this.#store(pending.after, before, session);
    this.#pending = { ...pendingAfter(this.#last), session };
  }

  /** The file at most triples: a session is stored whole once the changes before it have been as large. */
  #store(after: number, before: Json, session: Json): void {
    const frame = { ...BARE_FRAME, patches: difference(before, session) };
    const encoded = this.#encoder.encode(frame, -1);
    const patches = JSON.stringify(encoded?.frame.patches ?? frame.patches);
    this.#together += patches.length;
    if (this.#together > this.#whole) {
      const json = JSON.stringify(session);
      this.#whole = json.length;
      if (this.#together > this.#whole) {
        this.#database.run('INSERT INTO keyframe VALUES (?, ?)', [this.#last, json]);
        this.#together = 0;
        return;
      }
    }
    for (const [hash, json] of encoded?.values ?? []) this.value(hash, json);
    const holes = encoded === null ? null : JSON.stringify(encoded.holes);
    this.#database.run('INSERT INTO delta VALUES (?, ?, ?, ?)', [this.#last, after, patches, holes]);
  }

  #valueOf(hash: string): Json | undefined {
    const content = rows(this.#database, 'SELECT content FROM value WHERE hash = ?', [hash])[0]?.[0];
    return typeof content === 'string' ? (JSON.parse(content) as Json) : undefined;
  }
}

/** From here on larger pages pay, each of which takes its whole place however little is on it. */
const LARGE = 4 * 1024 * 1024;
const LARGE_PAGE = 32 * 1024;

/** Characters of changes after which a state is stored: as many are read in a few milliseconds. */
const INTERVAL = 1024 * 1024;

/** To read a step's changes costs about as much as so many characters of them, however small they are. */
const LEAST = 1024;

interface Pending {
  /** The position before the first of them. */
  readonly after: number;
  /** The session there, where it is known already. */
  readonly session?: Json;
  readonly patches: Patch[];
  size: number;
}

function pendingAfter(after: number): Pending {
  return { after, patches: [], size: 0 };
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'w');
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
