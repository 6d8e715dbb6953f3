import { type Alternatives, roughKey } from './value.ts';

/**
 * How far values on the way are from settled. Values may depend on themselves (a variable changed in a loop, a helper
 * that calls itself), so a value that is asked for while it is being computed answers with what it has so far.
 *
 * 1. The outermost value of such a ring is computed again until nothing is added.
 * 2. Values inside the ring are not remembered until the ring has settled.
 */
export interface Progress {
  depth: number;
  /** The depth of the outermost value that was asked for while it was being computed. */
  lowest: number;
}

const maxRounds = 12;

/** Alternatives that are computed when they are asked for, once. */
export class Lazy {
  readonly #progress: Progress;
  #compute: (() => Alternatives) | null;
  #value: Alternatives = [];
  #runningAt = 0;

  constructor(progress: Progress, compute: () => Alternatives) {
    this.#progress = progress;
    this.#compute = compute;
  }

  force(): Alternatives {
    const compute = this.#compute;
    if (!compute) return this.#value;
    const progress = this.#progress;
    if (this.#runningAt > 0) {
      progress.lowest = Math.min(progress.lowest, this.#runningAt);
      return this.#value;
    }
    const outer = progress.lowest;
    this.#runningAt = ++progress.depth;
    this.#value = [];
    try {
      for (let round = 0; round < maxRounds; round++) {
        progress.lowest = Number.POSITIVE_INFINITY;
        const before = this.#value;
        this.#value = compute();
        const inRing = progress.lowest <= this.#runningAt;
        if (!inRing || settled(before, this.#value)) break;
      }
      const ofOuterRing = progress.lowest < this.#runningAt;
      if (!ofOuterRing) this.#compute = null;
      progress.lowest = ofOuterRing ? Math.min(outer, progress.lowest) : outer;
      return this.#value;
    } finally {
      this.#runningAt = 0;
      progress.depth--;
    }
  }
}

function settled(before: Alternatives, after: Alternatives): boolean {
  const known = new Set(before.map(({ value }) => roughKey(value)));
  return after.every(({ value }) => known.has(roughKey(value)));
}
