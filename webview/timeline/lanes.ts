import type { StepOutline } from '../../runtime/model/history.ts';

/** A row of the timeline: the main line, a branch of a fan-out, or a child. */
export interface Lane {
  /** Empty for the main line. */
  readonly branch: string;
  /** How deep it is nested. */
  readonly depth: number;
}

/** More branches than this share the last row: a fan-out over a thousand items would leave no room for anything. */
export const mostLanes = 12;

/** Rows by branch, in the order in which branches began, each below the one that it belongs to. */
export class Lanes {
  readonly #rows: Lane[] = [{ branch: '', depth: 0 }];
  readonly #rowOf = new Map<string, number>([['', 0]]);
  #hidden = 0;

  get rows(): readonly Lane[] {
    return this.#rows;
  }

  /** Branches that share the last row. */
  get hidden(): number {
    return this.#hidden;
  }

  add({ branch }: StepOutline): void {
    if (this.#rowOf.has(branch)) return;
    if (this.#rows.length >= mostLanes) {
      this.#hidden++;
      this.#rowOf.set(branch, mostLanes - 1);
      return;
    }
    this.#rowOf.set(branch, this.#rows.length);
    this.#rows.push({ branch, depth: branch.split('/').length });
  }

  rowOf({ branch }: StepOutline): number {
    return this.#rowOf.get(branch) ?? 0;
  }
}
