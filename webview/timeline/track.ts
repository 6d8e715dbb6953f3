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

/**
 * Where every step is along the strip. A step's length grows with the logarithm of its time: a call of ten seconds
 * stands out from code of one, and neither hides the other.
 */
export class Track {
  readonly #placed: Placed[] = [];
  readonly #ends = new Map<string, number>();
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
      this.#placed.length = 0;
      this.#ends.clear();
      this.#lanes = new Lanes();
    }
    for (let index = this.#placed.length; index < steps.length; index++)
      this.#add(steps[index] as StepOutline);
  }

  /** Where position k is: at the end of the step that led to it. */
  at(k: number): number {
    return this.#placed[Math.min(k, this.#placed.length) - 1]?.to ?? 0;
  }

  /** The position of the step at a place; 0 before the first. */
  positionAt(place: number): number {
    if (place < 0) return 0;
    let low = 0;
    let high = this.#placed.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#placed[middle] as Placed).to <= place) low = middle + 1;
      else high = middle;
    }
    return this.#placed.length === 0 ? 0 : low + 1;
  }

  #add(step: StepOutline): void {
    this.#lanes.add(step);
    const parts = partsOf(step, this.#ends.get(step.branch) ?? null);
    this.#ends.set(step.branch, step.startedAt + step.durationMs);
    const ms = parts.reduce((sum, part) => sum + part.ms, 0);
    const from = this.length;
    this.#placed.push({
      step,
      row: this.#lanes.rowOf(step),
      from,
      to: from + 1 + 0.6 * Math.log2(1 + ms / 20),
      parts,
    });
  }
}
