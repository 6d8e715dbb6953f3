import type { Json } from '../../runtime/language/json.ts';

/** A workflow, what is done to it, and what must come of it on every backend. */
export interface Scenario {
  readonly name: string;
  readonly workflow: new () => object;
  readonly input?: Json;
  /** Signals sent: before the run begins, or as soon as it waits with nothing else to do. */
  readonly before?: readonly SentSignal[];
  readonly whenIdle?: readonly SentSignal[];
  readonly expected: Expected;
}

export interface SentSignal {
  readonly name: string;
  readonly payload: Json;
}

export interface Expected {
  /** `line state → next (wake)`, a transition each; those of branches sorted by line, since their order is free. */
  readonly frames: readonly string[];
  readonly end: Json;
  readonly session?: Json;
  /** Milliseconds of the run's clock that must have passed at least. */
  readonly passed?: number;
}

/** What a backend tells of a run. */
export interface Ran {
  readonly frames: readonly RanFrame[];
  /** `{ done: output }`, `{ failed: message }` or `{ waiting: signal }`. */
  readonly end: Json;
  readonly session: Json;
  readonly passed: number;
}

export interface RanFrame {
  readonly branch: string;
  readonly state: string;
  readonly next: string;
  readonly wake?: { readonly type: string };
  readonly undoes?: true;
  readonly error: unknown;
}

/** What every backend of Backstep can do; each later one must pass the same table unchanged. */
export interface Backend {
  readonly name: string;
  run(scenario: Scenario): Promise<Ran>;
}

/** The frames as the table has them. */
export function asRows(frames: readonly RanFrame[]): readonly string[] {
  return frames
    .map(({ branch, state, next, wake, undoes, error }) => {
      const how = [wake && `(${wake.type})`, undoes && '(undo)', error !== null && '(error)'].filter(Boolean);
      return [
        branch === '' ? '' : `${branch} `,
        `${state} → ${next}`,
        how.length > 0 ? ` ${how.join(' ')}` : '',
      ].join('');
    })
    .reduce<string[]>((rows, row) => insertSorted(rows, row), []);
}

/** Rows of branches are sorted by their line, each in its own order; the rows of the main line keep their place. */
function insertSorted(rows: string[], row: string): string[] {
  const line = lineOf(row);
  let at = rows.length;
  if (line !== null) {
    for (; at > 0; at--) {
      const before = lineOf(rows[at - 1] as string);
      if (before === null || before <= line) break;
    }
  }
  rows.splice(at, 0, row);
  return rows;
}

function lineOf(row: string): string | null {
  return /^\d\S*/.exec(row)?.[0] ?? null;
}
