import type { Database, SqlValue } from 'sql.js';
import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Cut, Signal } from '../language/snapshot.ts';
import type { Progress } from '../model/progress.ts';
import type { Frame, RunEnd } from '../model/run.ts';
import { BARE_FRAME } from './bareFrame.ts';
import { guarded, rows } from './database.ts';
import type { DatabaseBuilder } from './databaseBuilder.ts';
import { recordingError } from './failure.ts';
import { sessionChanges } from './fold.ts';
import { FrameDecoder } from './frameDecoder.ts';
import { array, count, object, parseJson, string } from './guards.ts';
import { progressFrom, signalsFrom } from './progressShape.ts';
import type { Hole, RunIdentity, RunStart, StoredFrame } from './record.ts';
import type { Keyframe, RunFile } from './runFile.ts';
import { runRow } from './runRow.ts';
import { UNPLAIN_FRAME } from './schema.ts';
import { cutFrom, editsFrom, endFrom, frameFrom, holesFrom, identityFrom, patchesFrom } from './shape.ts';

/** A run in a database. Every column is read as if it could hold anything. */
export class DatabaseRun implements RunFile {
  readonly path: string;
  readonly identity: RunIdentity;
  readonly end: RunEnd | null;
  readonly last: number;
  readonly damage = null;
  readonly journal = null;
  readonly #database: Database;
  readonly #decoder = new FrameDecoder({
    stored: (position) => this.stored(position),
    value: (hash) => this.value(hash),
    values: (hashes) => this.#values(hashes),
  });

  constructor(database: Database, path: string) {
    this.#database = database;
    this.path = path;
    try {
      const [row] = this.#rows('SELECT * FROM run LIMIT 1');
      if (row === undefined) throw recordingError('recording-unreadable', `${path} holds no run.`);
      this.identity = identityFromRow(row, path);
      this.end = this.#end(row);
      this.last = this.#last();
    } catch (error) {
      database.close();
      throw error;
    }
  }

  start(): RunStart {
    const source = string(this.#document('source'), `${this.path}: source`);
    const document = this.#document('edits');
    const where = `${this.path}: edits`;
    const edits = document === undefined ? [] : editsFrom(parseJson(string(document, where), where), where);
    if (this.identity.parent !== null) return { source, values: null, edits };
    const value = (name: string): Json => this.#json(name);
    return { source, values: { input: value('input'), config: value('config'), session: value('session') } };
  }

  frames(from: number, to: number): readonly Frame[] {
    return this.#stored(from, to).map((stored, index) => this.#decoder.decode(stored, from + index));
  }

  /** One frame as it is stored. */
  stored(position: number): StoredFrame | undefined {
    return this.#stored(position, position)[0];
  }

  changes(from: number, to: number): readonly Patch[] {
    const found: (readonly Patch[])[] = [];
    let next = from;
    for (const { after, position, patches } of this.#deltas(from, to)) {
      if (after < next - 1) continue;
      found.push(this.#changes(next, after), patches);
      next = position + 1;
    }
    found.push(this.#changes(next, to));
    return found.flat();
  }

  /** What many frames come to, put together, oldest first. */
  #deltas(from: number, to: number): readonly Delta[] {
    const where = `${this.path}: delta`;
    const found = this.#rows(
      'SELECT after, position, patches, holes FROM delta WHERE after >= ? AND position <= ? ORDER BY position',
      [from - 1, to],
      Math.max(to - from + 1, 0),
    );
    let last = from - 1;
    return found.map(([before, at, text, gaps]) => {
      const after = count(before, where);
      const position = count(at, where);
      // A page of a damaged file leads to the same rows as often as it is named.
      if (position <= after || position <= last) {
        throw recordingError('recording-unreadable', `${where} ends before it begins.`);
      }
      last = position;
      const patches = patchesFrom(parseJson(string(text, where), where), where);
      const holes = this.#holes(gaps, where);
      return { after, position, ...this.#decoder.decode({ frame: { ...BARE_FRAME, patches }, holes }, -1) };
    });
  }

  /** What the frames say. */
  #changes(from: number, to: number): readonly Patch[] {
    if (from > to) return [];
    const where = `${this.path}: changes`;
    // Most frames have patches alone: one text of them all is fetched and parsed several times faster than one of each.
    const [all] = this.#rows(
      `SELECT total(edits IS NOT NULL OR holes IS NOT NULL), group_concat(patches)
       FROM (SELECT edits, holes, patches FROM frame WHERE position BETWEEN ? AND ? AND branch = '' ORDER BY position)`,
      [from, to],
    );
    if (all?.[0] === 0) {
      const lists = array(parseJson(`[${all[1] === null ? '' : string(all[1], where)}]`, where), where);
      return lists.flatMap((patches) => patchesFrom(patches, where));
    }
    const found = this.#rows(
      `SELECT patches, edits, holes FROM frame
       WHERE position BETWEEN ? AND ? AND branch = '' AND (patches IS NOT NULL OR edits IS NOT NULL) ORDER BY position`,
      [from, to],
      to - from + 1,
    );
    return found.flatMap(([patches, edits, holes]) => {
      const partial = { patches: list(patches, where), edits: list(edits, where) };
      const ours = this.#holes(holes, where).filter(
        ({ path }) => path[0] === 'patches' || path[0] === 'edits',
      );
      const frame = frameFrom({ ...BARE_FRAME, ...partial }, where);
      return sessionChanges(this.#decoder.decode({ frame, holes: ours }, -1));
    });
  }

  keyframe(position: number): Keyframe | null {
    const [row] = this.#rows(
      'SELECT position, session FROM keyframe WHERE position <= ? ORDER BY position DESC LIMIT 1',
      [position],
    );
    if (row === undefined) return null;
    const where = `${this.path}: keyframe`;
    const found = count(row[0], where);
    if (found <= this.identity.inherited || found > position) {
      throw recordingError('recording-unreadable', `${where} is not among the run's own steps.`);
    }
    return { position: found, session: parseJson(string(row[1], where), where) as Json };
  }

  progress(): Progress {
    const document = this.#optional('progress');
    return document === null ? new Map() : progressFrom(document, `${this.path}: progress`);
  }

  signals(): readonly Signal[] {
    const document = this.#optional('signals');
    return document === null ? [] : signalsFrom(document, `${this.path}: signals`);
  }

  isPlain(): boolean {
    return this.#rows(`SELECT 1 FROM frame WHERE ${UNPLAIN_FRAME} LIMIT 1`).length === 0;
  }

  /** A large value by its hash. */
  value(hash: string): Json | undefined {
    const [row] = this.#rows('SELECT content FROM value WHERE hash = ?', [hash]);
    if (row === undefined) return undefined;
    const where = `${this.path}: value ${hash}`;
    return parseJson(string(row[0], where), where) as Json;
  }

  hashes(): Iterable<string> {
    return this.#rows('SELECT hash FROM value', [], MOST_VALUES).map(([hash]) =>
      string(hash, `${this.path}: value`),
    );
  }

  copyInto(builder: DatabaseBuilder): void {
    guarded(this.path, () => builder.copy(this.#database, this.last));
  }

  artifact(name: string): Uint8Array | null {
    const content = this.#rows('SELECT content FROM artifact WHERE name = ?', [name])[0]?.[0];
    return content instanceof Uint8Array ? content : null;
  }

  close(): void {
    this.#database.close();
  }

  #stored(from: number, to: number): readonly StoredFrame[] {
    const found = this.#rows(
      `SELECT rest, data, edits, patches, directive, calls, holes FROM frame
       WHERE position BETWEEN ? AND ? ORDER BY position`,
      [from, to],
      to - from + 1,
    );
    return found.map((row, index) => this.#storedFrame(row, `${this.path}: step ${from + index}`));
  }

  #storedFrame(row: readonly SqlValue[], where: string): StoredFrame {
    const [rest, data, edits, patches, directive, calls, holes] = row;
    // Adding to the object that was just parsed is several times cheaper than making another of it.
    const frame: Record<string, unknown> = object(parseJson(string(rest, where), where), where);
    frame['data'] = parseJson(string(data, where), where);
    frame['edits'] = list(edits, where);
    frame['patches'] = list(patches, where);
    frame['directive'] = parseJson(string(directive, where), where);
    frame['calls'] = list(calls, where);
    return { frame: frameFrom(frame, where), holes: this.#holes(holes, where) };
  }

  #values(hashes: readonly string[]): Iterable<readonly [string, Json]> {
    const where = `${this.path}: values`;
    const found = this.#rows(
      'SELECT hash, content FROM value WHERE hash IN (SELECT value FROM json_each(?))',
      [JSON.stringify(hashes)],
      hashes.length,
    );
    return found.map(([hash, content]) => [
      string(hash, where),
      parseJson(string(content, where), where) as Json,
    ]);
  }

  #holes(value: SqlValue | undefined, where: string): readonly Hole[] {
    return value === null ? [] : holesFrom(parseJson(string(value, where), where), where);
  }

  #end(row: readonly SqlValue[]): RunEnd | null {
    const { status, endedAt } = runRow(row);
    if (endedAt === null) return null;
    const end = { status, output: this.#json('output'), error: this.#json('error'), endedAt };
    return endFrom(end, this.path);
  }

  /** Frames must follow each other without a gap, the first after what is inherited. */
  #last(): number {
    const [ends] = this.#rows('SELECT (SELECT min(position) FROM frame), (SELECT max(position) FROM frame)');
    const { inherited } = this.identity;
    if (ends?.[0] === null) return inherited;
    const last = count(ends?.[1], `${this.path}: frames`);
    // A page leads to any number of rows when it is named often enough: no more are counted than there should be.
    const should = Math.min(last - inherited, MOST_FRAMES);
    const [counted] = this.#rows('SELECT count(*) FROM (SELECT 1 FROM frame LIMIT ?)', [should + 1]);
    if (ends?.[0] !== inherited + 1 || counted?.[0] !== last - inherited) {
      throw recordingError('recording-unreadable', `${this.path} lacks some of its steps.`);
    }
    return last;
  }

  #json(document: string): Json {
    const where = `${this.path}: ${document}`;
    return parseJson(string(this.#document(document), where), where) as Json;
  }

  /** What a document holds that few runs have; null without it. */
  #optional(document: string): Json | null {
    return this.#document(document) === undefined ? null : this.#json(document);
  }

  #document(name: string): SqlValue | undefined {
    return this.#rows('SELECT content FROM document WHERE name = ?', [name])[0]?.[0];
  }

  #rows(sql: string, params: SqlValue[] = [], most = 1): readonly (readonly SqlValue[])[] {
    return guarded(this.path, () => rows(this.#database, sql, params, most));
  }
}

function identityFromRow(row: readonly SqlValue[], path: string): RunIdentity {
  const where = `${path}: run`;
  const { parentRun, parentCut, states, status: _, endedAt: __, steps: ___, ...rest } = runRow(row);
  const cut = (): Cut => cutFrom(parseJson(string(parentCut, where), where), where);
  const parent = parentRun === null ? null : { run: parentRun, cut: cut() };
  return identityFrom({ ...rest, parent, states: parseJson(string(states, where), where) }, where);
}

interface Delta {
  /** Position before the first of its frames. */
  readonly after: number;
  /** Position of the last of its frames. */
  readonly position: number;
  readonly patches: readonly Patch[];
}

/** More than fit into the largest file that can be opened. */
const MOST_FRAMES = 2 ** 28;
const MOST_VALUES = 2 ** 24;

function list(value: SqlValue | undefined, where: string): readonly unknown[] {
  return value === null ? [] : array(parseJson(string(value, where), where), where);
}
