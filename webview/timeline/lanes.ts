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

/** Rows by branch, in the order of their numbers, each below the one that it belongs to. */
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

  /** True when others have moved down for a new row. */
  add({ branch }: StepOutline): boolean {
    if (this.#rowOf.has(branch)) return false;
    if (this.#rows.length >= mostLanes) {
      this.#hidden++;
      this.#rowOf.set(branch, mostLanes - 1);
      return false;
    }
    const after = this.#rows.findIndex((row) => inOrder(branch, row.branch) < 0);
    const row = after < 0 ? this.#rows.length : after;
    this.#rows.splice(row, 0, { branch, depth: branch.split('/').length });
    for (let index = row; index < this.#rows.length; index++)
      this.#rowOf.set((this.#rows[index] as Lane).branch, index);
    return row < this.#rows.length - 1;
  }

  rowOf({ branch }: StepOutline): number {
    return this.#rowOf.get(branch) ?? 0;
  }
}

/** Branch 2 comes before branch 10, and what a branch opened before the next one. */
function inOrder(one: string, other: string): number {
  const [first, second] = [one, other].map((branch) => branch.split(/[./]/).map(Number)) as [
    number[],
    number[],
  ];
  for (let index = 0; index < Math.min(first.length, second.length); index++) {
    const difference = (first[index] as number) - (second[index] as number);
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}
