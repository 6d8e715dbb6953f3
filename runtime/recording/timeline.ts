import type { Path } from '../language/json.ts';
import type { Cut, Snapshot } from '../language/snapshot.ts';
import type { Frame, RunHeader } from '../model/run.ts';
import { framesBefore, hasBranches } from './cut.ts';
import { recordingError } from './failure.ts';
import { foldFrames, snapshotOf } from './fold.ts';
import { touches } from './writes.ts';

/**
 * A run in memory: its header, its frames, and the sessions between them. Positions count the steps taken: 0 is the
 * start, `head` the newest; `frame(k)` is the step that led to position k.
 *
 * Snapshots share structure, and one is kept every few frames only: each holds a copy of what its frames changed, which
 * for a list of ten thousand messages is the list itself.
 */
export class Timeline {
  readonly header: RunHeader;
  #frames: Frame[];
  /** Snapshots after each `SPACING` frames; the first is that of the start. */
  #snapshots: Snapshot[];
  #latest: { readonly k: number; readonly snapshot: Snapshot } | null = null;

  constructor(header: RunHeader, frames: readonly Frame[] = []) {
    this.header = header;
    this.#frames = [];
    this.#snapshots = [snapshotOf(header)];
    for (const frame of frames) this.append(frame);
  }

  /** Steps taken. */
  get head(): number {
    return this.#frames.length;
  }

  /** All frames, oldest first. The array grows as the run does. */
  get frames(): readonly Frame[] {
    return this.#frames;
  }

  /** @throws BackstepError `patch-mismatch` where a change does not fit the session. */
  append(frame: Frame): void {
    if ((this.head + 1) % SPACING === 0) {
      const recent = [...this.#frames.slice(1 - SPACING), frame];
      this.#snapshots.push(foldFrames(this.#snapshots.at(-1) as Snapshot, recent));
    }
    this.#frames.push(frame);
  }

  /**
   * The step that led to position k, from 1.
   *
   * @throws BackstepError `no-such-step`.
   */
  frame(k: number): Frame {
    const frame = this.#frames[k - 1];
    if (frame === undefined) throw noSuchStep(k, this.head);
    return frame;
  }

  /**
   * The run after k steps.
   *
   * @throws BackstepError `no-such-step`, or `patch-mismatch` where a change does not fit the session.
   */
  snapshotAt(k: number): Snapshot {
    if (!Number.isInteger(k) || k < 0 || k > this.head) throw noSuchStep(k, this.head);
    if (this.#latest?.k !== k) {
      const kept = Math.max(0, Math.ceil(k / SPACING) - 1);
      const recent = this.#frames.slice(kept * SPACING, k);
      this.#latest = { k, snapshot: foldFrames(this.#snapshots[kept] as Snapshot, recent) };
    }
    return this.#latest.snapshot;
  }

  /**
   * The first k steps, as the beginning of a fork with this header. Nothing is copied but references.
   *
   * @throws BackstepError `no-such-step`.
   */
  truncatedTo(k: number, header: RunHeader = this.header): Timeline {
    if (!Number.isInteger(k) || k < 0 || k > this.head) throw noSuchStep(k, this.head);
    const result = new Timeline(header);
    result.#frames = this.#frames.slice(0, k);
    result.#snapshots = this.#snapshots.slice(0, Math.floor(k / SPACING) + 1);
    return result;
  }

  /**
   * What lies before a cut, as the beginning of a fork with this header.
   *
   * @throws BackstepError `no-such-step`.
   */
  before(cut: Cut, header: RunHeader = this.header): Timeline {
    if (!hasBranches(cut)) return this.truncatedTo(cut.seq, header);
    if (cut.seq > this.head) throw noSuchStep(cut.seq, this.head);
    return new Timeline(header, framesBefore(this.#frames, cut));
  }

  /** Positions of the steps that changed the session at a path, above it or below it, oldest first. */
  writers(path: Path): readonly number[] {
    const found: number[] = [];
    this.#frames.forEach((frame, index) => {
      if (touches(frame, path)) found.push(index + 1);
    });
    return found;
  }

  /** The last writer at or before a position; null when the path is as it was at the start. */
  previousWriter(path: Path, before: number): number | null {
    for (let k = Math.min(before, this.head); k > 0; k--) if (touches(this.frame(k), path)) return k;
    return null;
  }

  /** The first writer after a position; null when there is none yet. */
  nextWriter(path: Path, after: number): number | null {
    for (let k = Math.max(after, 0) + 1; k <= this.head; k++) if (touches(this.frame(k), path)) return k;
    return null;
  }
}

/** Frames between two kept snapshots. */
const SPACING = 16;

function noSuchStep(k: number, head: number): Error {
  return recordingError('no-such-step', `There is no step ${k}: the run has steps 0 to ${head}.`);
}
