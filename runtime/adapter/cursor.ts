import { edited } from '../language/advance.ts';
import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { PositionMode } from '../model/protocol.ts';
import type { Edit, Frame } from '../model/run.ts';
import type { Timeline } from '../recording/timeline.ts';
import { DapError } from './dapError.ts';

/**
 * Where the session stands in its run.
 *
 * C1. Moving never changes what is recorded.
 * C2. At the head, forward runs code (`live`). In the past, forward walks the recording (`following`), unless the
 *     session was edited, the code changed, or "run on from here" was asked for: then the next step begins a new run
 *     at this cut (`forking`). Changed code begins a new run at the head too.
 * C3. An edit belongs to the position where it was made: moving away drops it.
 * C4. A recording opened without code only ever follows (`replay`).
 */
export class Cursor {
  #timeline: Timeline;
  #k = 0;
  #edits: readonly Edit[] = [];
  #runOn = false;
  readonly #replay: boolean;

  /** Stands at the start of a run, live or of a recording without its code. */
  constructor(timeline: Timeline, mode: 'live' | 'replay') {
    this.#timeline = timeline;
    this.#replay = mode === 'replay';
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

  get atHead(): boolean {
    return this.#k === this.#timeline.head;
  }

  get mode(): PositionMode {
    if (this.#replay) return 'replay';
    if (this.#runOn) return 'forking';
    if (this.atHead) return 'live';
    return this.#edits.length > 0 ? 'forking' : 'following';
  }

  /** The run as it stands here, with the edits made here. */
  get snapshot(): Snapshot {
    return edited(this.#timeline.snapshotAt(this.#k), this.#edits);
  }

  /** The step that led here; null at the start. */
  get last(): Frame | null {
    return this.#k === 0 ? null : this.#timeline.frame(this.#k);
  }

  /** Current state, `#done` or `#failed`. */
  get state(): string {
    const { snapshot } = this;
    if (this.#edits.length > 0 && snapshot.status === 'running') return snapshot.state;
    return this.last?.next ?? this.#timeline.header.start;
  }

  /** Goes to a position; true when edits were dropped by that. */
  moveTo(k: number): boolean {
    const dropped = this.#edits.length > 0;
    this.#k = k;
    this.#edits = [];
    this.#runOn = false;
    return dropped;
  }

  /** The next step forward runs code and begins a new run. */
  runOn(): void {
    this.#runOn = true;
  }

  /** @throws BackstepError `patch-mismatch` when the edit does not fit what stands here now */
  edit(target: Edit['target'], patches: readonly Patch[]): void {
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
    if (forked) this.#timeline = forked;
    this.#timeline.append(frame);
    this.moveTo(this.#timeline.head);
  }

  /** Why session and data cannot be edited here; null when they can. */
  get editRefusal(): string | null {
    if (this.#replay) return 'this is a recording, opened without its code';
    const status = this.snapshot.status;
    return status === 'running' || status === 'waiting'
      ? null
      : `the run is ${status}; step back to a state first`;
  }

  /** @throws DapError `read-only` */
  assertEditable(): void {
    const refusal = this.editRefusal;
    if (refusal !== null) throw new DapError('read-only', `Nothing can be edited here: ${refusal}.`);
  }
}

/** The data of a snapshot; at the end of a run its output or its error. */
export function dataOf(snapshot: Snapshot): Json {
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
