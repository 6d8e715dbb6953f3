import { edited } from '../language/advance.ts';
import { editRefusal } from '../language/editing.ts';
import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Cut, Instance, Snapshot } from '../language/snapshot.ts';
import { callName } from '../model/callName.ts';
import type { PositionMode } from '../model/position.ts';
import type { Edit, Frame } from '../model/run.ts';
import type { Timeline } from '../recording/timeline.ts';
import { DapError } from './dapError.ts';
import { expressionOf } from './pathExpression.ts';
import { standingAt } from './threads.ts';

/**
 * Where the session stands in its run.
 *
 * C1. Moving never changes what is recorded.
 * C2. At the head, forward runs code (`live`). In the past, forward walks the recording (`following`), unless the
 *     session was edited, the code changed, or "run on from here" was asked for: then the next step begins a new run
 *     at this cut (`forking`). Changed code begins a new run at the head too.
 * C3. An edit belongs to the position where it was made: moving away drops it.
 * C4. A recording opened without code only ever follows (`replay`).
 * C5. The head of a run that another process records is `live` as it stands there; an edit at it forks, too.
 * C6. While branches are open, one of them may stand earlier than the others: it is held back, and following goes on
 *     with it first.
 */
export class Cursor {
  #timeline: Timeline;
  #k = 0;
  /** Branches that stand earlier than their siblings: how many of their own steps are taken. */
  #held: Cut['branches'] = {};
  /** What is taken here, where branches are held back; null where it is the first `k` frames. */
  #view: Timeline | null = null;
  #edits: readonly Edit[] = [];
  #runOn = false;
  /** The call whose answer was replaced, and the number of its step. */
  #answered: { readonly name: string; readonly seq: number } | null = null;
  readonly #replay: boolean;
  /** Whether another process runs and records this run; `orphan` when it has gone before the run was over. */
  #foreign: 'no' | 'yes' | 'orphan';

  /** Stands at the start of a run, live, of another process, or of a recording without its code. */
  constructor(timeline: Timeline, mode: 'live' | 'attached' | 'replay') {
    this.#timeline = timeline;
    this.#replay = mode === 'replay';
    this.#foreign = mode === 'attached' ? 'yes' : 'no';
  }

  get timeline(): Timeline {
    return this.#timeline;
  }

  /** Steps taken at this position. */
  get k(): number {
    return this.#k;
  }

  get edits(): readonly Edit[] {
    return this.#edits;
  }

  /** The position as a fork names it. */
  get cut(): Cut {
    return { seq: this.#k, branches: this.#held };
  }

  get atHead(): boolean {
    return this.#k === this.#timeline.head && this.#view === null;
  }

  /** The frames that are taken here, oldest first. */
  get taken(): Timeline {
    return this.#view ?? this.#timeline;
  }

  /** How many frames are taken here. */
  get count(): number {
    return this.#view?.head ?? this.#k;
  }

  get mode(): PositionMode {
    if (this.#replay) return 'replay';
    if (this.#runOn) return 'forking';
    if (this.atHead) {
      return this.#foreign === 'orphan' || (this.isForeign && this.#edits.length > 0) ? 'forking' : 'live';
    }
    return this.#edits.length > 0 ? 'forking' : 'following';
  }

  /** True while the run is one that another process runs, or ran, and records. */
  get isForeign(): boolean {
    return this.#foreign !== 'no';
  }

  /** The run as it stands here, with the edits made here. */
  get snapshot(): Snapshot {
    return edited(this.recorded, this.#edits);
  }

  /** The same without the edits. */
  get recorded(): Snapshot {
    return this.taken.snapshotAt(this.count);
  }

  /** The step that led here; null at the start. */
  get last(): Frame | null {
    return this.count === 0 ? null : this.taken.frame(this.count);
  }

  /** Current state of the main line, `#done` or `#failed`. */
  get state(): string {
    return standingAt(this.snapshot, '').state;
  }

  /** Goes to a position; true when edits were dropped by that. */
  moveTo(k: number, held: Cut['branches'] = {}): boolean {
    const dropped = this.#edits.length > 0;
    this.#k = k;
    this.#held = held;
    this.#view = Object.keys(held).length === 0 ? null : this.#timeline.before({ seq: k, branches: held });
    this.#edits = [];
    this.#runOn = false;
    return dropped;
  }

  /** What was changed by hand and goes into the next steps, each once, in the words of the views. */
  get edited(): readonly string[] {
    const paths = this.#edits.flatMap(({ target, patches }) =>
      patches.map(({ path }) => expressionOf(target, path)),
    );
    const answered = this.#answered;
    const isAhead = answered !== null && this.mode === 'forking' && this.count < answered.seq;
    return [...new Set([...paths, ...(isAhead ? [`answer of ${answered.name}`] : [])])];
  }

  /** A step that is taken anew gets another answer from one of its calls. */
  answer({ calls, seq }: Frame, index: number): void {
    const call = calls[index];
    this.#answered = call ? { name: callName(call), seq } : null;
  }

  /** The next step forward runs code and begins a new run. */
  runOn(): void {
    this.#runOn = true;
  }

  /** The process that ran this run has gone: it goes on as a new one. */
  orphan(): void {
    this.#foreign = 'orphan';
  }

  /** @throws DapError `read-only`; BackstepError `patch-mismatch` when the edit does not fit what stands here now */
  edit(target: Edit['target'], patches: readonly Patch[]): void {
    this.assertEditable(target);
    const edit = { target, patches };
    edited(this.snapshot, [edit]);
    this.#edits = [...this.#edits, edit];
  }

  /** Takes the last edit back that was made here; null when there is none. */
  undoEdit(): Edit | null {
    const last = this.#edits.at(-1) ?? null;
    this.#edits = this.#edits.slice(0, -1);
    return last;
  }

  /** A new step at the head. `forked` is the timeline of the run that it began, null when it belongs to this one. */
  append(frame: Frame, forked: Timeline | null): void {
    if (forked) {
      this.#timeline = forked;
      this.#foreign = 'no';
    }
    this.#timeline.append(frame);
    this.#answered = null;
    this.moveTo(this.#timeline.head);
  }

  /** Why this cannot be edited here; null when it can. */
  editRefusal(target: Edit['target']): string | null {
    if (this.#replay) return 'this is a recording, opened without its code';
    return editRefusal(this.snapshot, target);
  }

  /** @throws DapError `read-only` */
  assertEditable(target: Edit['target']): void {
    const refusal = this.editRefusal(target);
    if (refusal !== null) throw new DapError('read-only', `The ${target} cannot be edited here: ${refusal}.`);
  }
}

/** The data of a snapshot; at the end of a run its output or its error. */
export function dataOf(snapshot: Instance): Json {
  switch (snapshot.status) {
    case 'running':
    case 'waiting':
      return snapshot.data;
    case 'done':
      return snapshot.output;
    case 'failed':
      return { ...snapshot.error };
    default:
      return snapshot satisfies never;
  }
}
