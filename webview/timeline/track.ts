import type { StepOutline } from '../../runtime/model/history.ts';
import { type Lane, Lanes } from './lanes.ts';
import { type Part, partsOf } from './parts.ts';

/** A step in its place. Lengths have no unit; the view scales them. */
export interface Placed {
  readonly step: StepOutline;
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly parts: readonly Part[];
}

/** Each step has at least so much of the strip to itself at its end: a place to drag to. */
const least = 0.25;

/**
 * Where every step is along the strip, on one axis of time for all branches.
 * T1. A step's length grows with the logarithm of its time: a call of ten seconds stands out from code of one, and neither hides the other.
 * T2. A step begins behind all that had ended when it began; steps that ran beside each other stand beside each other.
 * T3. Steps end in the order in which they ended, which is that of their positions.
 * T4. Time in which nothing ran, such as a pause of the debugger, has no length.
 */
export class Track {
  #placed: Placed[] = [];
  /** Where each line ends, and where it ends with all that it has opened. */
  readonly #ends = new Map<string, { own: number; all: number }>();
  /** In the order of the positions: when the step began, and when the last had ended by then. */
  readonly #times: { readonly began: number; readonly ended: number }[] = [];
  #lanes = new Lanes();

  get placed(): readonly Placed[] {
    return this.#placed;
  }

  get lanes(): readonly Lane[] {
    return this.#lanes.rows;
  }

  get hiddenLanes(): number {
    return this.#lanes.hidden;
  }

  get length(): number {
    return this.#placed.at(-1)?.to ?? 0;
  }

  /** Brings the track up to date: steps are only added at the end, or it is made anew. */
  update(steps: readonly StepOutline[]): void {
    const known = this.#placed.length;
    if (known > steps.length || (known > 0 && this.#placed[known - 1]?.step !== steps[known - 1])) {
      this.#placed = [];
      this.#times.length = 0;
      this.#ends.clear();
      this.#lanes = new Lanes();
    }
    let moved = false;
    for (let index = this.#placed.length; index < steps.length; index++) {
      const step = steps[index] as StepOutline;
      moved = this.#lanes.add(step) || moved;
      this.#add(step);
    }
    if (!moved) return;
    this.#placed = this.#placed.map((placed) => {
      const row = this.#lanes.rowOf(placed.step);
      return row === placed.row ? placed : { ...placed, row };
    });
  }

  /** Where position k is: at the end of the step that led to it. */
  at(k: number): number {
    return this.#placed[Math.min(k, this.#placed.length) - 1]?.to ?? 0;
  }

  /** The position of the first step that ends at a place or behind it; 0 before the first. */
  positionAt(place: number): number {
    if (place < 0) return 0;
    return Math.min(
      this.#placed.length,
      this.#firstNotBefore(place, (index) => this.#placed[index]?.to ?? 0) + 1,
    );
  }

  /** The step at a place of a row; where the row has none, the one that ends next. */
  stepAt(place: number, row: number): Placed | null {
    const next = this.positionAt(place) - 1;
    // Few steps end while another is under way: it is near, or there is none.
    for (let index = Math.max(0, next); index < Math.min(this.#placed.length, next + 500); index++) {
      const placed = this.#placed[index] as Placed;
      if (placed.row === row && placed.from <= place) return placed;
    }
    return this.#placed[next] ?? null;
  }

  #add(step: StepOutline): void {
    const { branch, startedAt, durationMs } = step;
    const parts = partsOf(step);
    const ms = parts.reduce((sum, part) => sum + part.ms, 0);
    const last = this.#times.at(-1)?.ended ?? Number.NEGATIVE_INFINITY;
    const before = this.#ends.get(branch);
    const from = Math.max(
      // What the engine takes when branches or a child have ended comes behind all of them.
      (step.wake === null ? before?.own : before?.all) ?? 0,
      branch === '' ? (before?.all ?? 0) : this.#begunAt(step),
    );
    const to = Math.max(from + 1 + 0.6 * Math.log2(1 + ms / 20), this.length + least);
    this.#times.push({ began: startedAt, ended: Math.max(last, startedAt + durationMs) });
    this.#ends.set(branch, { own: to, all: to });
    for (let outer = outerOf(branch); outer !== null; outer = outerOf(outer)) {
      const line = this.#ends.get(outer);
      this.#ends.set(outer, { own: line?.own ?? 0, all: to });
    }
    this.#placed.push({ step, row: this.#lanes.rowOf(step), from, to, parts });
  }

  /** Where a branch's step begins: behind its fan-out, and all that had ended by then. */
  #begunAt({ branch, startedAt }: StepOutline): number {
    const outer = outerOf(branch);
    const opened = outer === null ? 0 : (this.#ends.get(outer)?.own ?? 0);
    // Starts are whole milliseconds: what ended within the same one was before it, but for what began with it.
    let index = this.#firstNotBefore(startedAt + 1, (at) => this.#times[at]?.ended ?? 0) - 1;
    while (index >= 0 && (this.#times[index]?.began ?? 0) >= startedAt) index--;
    return Math.max(opened, this.#placed[index]?.to ?? 0);
  }

  /** Index of the first step whose value, which never falls, is not below a limit. */
  #firstNotBefore(limit: number, valueAt: (index: number) => number): number {
    let low = 0;
    let high = this.#placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (valueAt(middle) < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The line that a branch or a child was opened by; null for the main line. */
function outerOf(branch: string): string | null {
  return branch === '' ? null : branch.slice(0, Math.max(0, branch.lastIndexOf('/')));
}
