import { type Alternatives, roughKey } from './value.ts';

/**
 * How far values on the way are from settled. Values may depend on themselves (a variable changed in a loop, a helper
 * that calls itself), so a value that is asked for while it is being computed answers with what it has so far.
 *
 * 1. The outermost value of such a ring, its head, is computed again until no value of the ring gains anything.
 * 2. A value inside a ring is computed once in each of these rounds, and kept for good when the ring has settled.
 */
export interface Progress {
  /** Values being computed. */
  depth: number;
  /** The depth of the outermost value that was asked for while it was being computed. */
  lowest: number;
  /** Counts rounds, of all rings. */
  round: number;
  /** True when any value of a ring gained something in this round. */
  gained: boolean;
  /** Values of rings that have not settled yet. */
  readonly open: Lazy[];
}

export function createProgress(): Progress {
  return { depth: 0, lowest: Number.POSITIVE_INFINITY, round: 0, gained: false, open: [] };
}

/** Forgets what was on its way when an error broke it off. */
export function resetProgress(progress: Progress): void {
  progress.lowest = Number.POSITIVE_INFINITY;
  progress.round++;
  progress.gained = false;
  progress.open.length = 0;
}

const maxRounds = 1000;

/** Alternatives that are computed when they are asked for, once. */
export class Lazy {
  readonly #progress: Progress;
  readonly #seen = new Set<string>();
  #compute: (() => Alternatives) | null;
  #value: Alternatives = [];
  #runningAt = 0;
  /** The round in which it was computed as part of a ring, and the depth of that ring's head. */
  #round = -1;
  #head = 0;

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
    if (this.#round === progress.round) {
      progress.lowest = Math.min(progress.lowest, this.#head);
      return this.#value;
    }
    const outer = progress.lowest;
    const before = progress.open.length;
    this.#runningAt = ++progress.depth;
    try {
      this.#take(compute);
      if (progress.lowest === this.#runningAt) this.#settle(compute, before);
      if (progress.lowest >= this.#runningAt) {
        // In the last round nothing gained anything, so what its values depend on is what they were computed from.
        for (const value of progress.open.splice(before)) value.#keep();
        this.#keep();
        progress.lowest = outer;
      } else {
        progress.open.push(this);
        this.#round = progress.round;
        this.#head = progress.lowest;
        progress.lowest = Math.min(outer, progress.lowest);
      }
      return this.#value;
    } finally {
      this.#runningAt = 0;
      progress.depth--;
    }
  }

  /** Goes round the ring until nothing is gained. */
  #settle(compute: () => Alternatives, before: number): void {
    const progress = this.#progress;
    const outerGained = progress.gained;
    for (let round = 0; round < maxRounds; round++) {
      progress.gained = false;
      progress.round++;
      progress.open.length = before;
      this.#take(compute);
      if (!progress.gained || progress.lowest < this.#runningAt) break;
    }
    progress.gained ||= outerGained;
    progress.round++;
  }

  #keep(): void {
    this.#compute = null;
    this.#seen.clear();
  }

  #take(compute: () => Alternatives): void {
    const progress = this.#progress;
    progress.lowest = Number.POSITIVE_INFINITY;
    this.#value = compute();
    for (const { value } of this.#value) {
      const key = roughKey(value);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      progress.gained = true;
    }
  }
}
