/** What all recorded runs of a workflow went through, added up. */
export interface Heat extends HeatSums {
  readonly workflow: string;
  /** Runs that were read. */
  readonly runs: number;
  /** Older runs that were left out, and runs that could not be read. */
  readonly omitted: number;
  /** What child workflows did in these runs, those of one name together. */
  readonly children: readonly (HeatSums & { readonly workflow: string })[];
}

export interface HeatSums {
  readonly states: readonly HeatState[];
  readonly edges: readonly HeatEdge[];
}

export interface HeatState {
  readonly state: string;
  /** How often it was entered: a wait does not enter it again when it ends, nor does its undo. */
  readonly visits: number;
  /** What its steps took. */
  readonly spending: Spending;
}

export interface HeatEdge {
  readonly from: string;
  readonly to: string;
  readonly line: number | null;
  /** How often it was taken. */
  readonly count: number;
  /** What the steps took that ended in this transition. */
  readonly spending: Spending;
}

/** What steps took: time that code and models needed, tokens and money where the answers tell. */
export interface Spending {
  /** Steps; what the engine did when a wait had ended is none. */
  readonly count: number;
  readonly ms: number;
  /** Milliseconds of waiting for signals, timers and people; none of them are in `ms`. */
  readonly waitedMs: number;
  readonly tokens: number;
  /** In US dollars, as far as it is known. */
  readonly cost: number;
}

export const noSpending: Spending = { count: 0, ms: 0, waitedMs: 0, tokens: 0, cost: 0 };

/**
 * What a step took. What ends a wait is no step: its time is that of waiting, or of the steps of branches or of a child,
 * together with all in which a debugger was paused meanwhile.
 */
export function stepMs({
  wake,
  durationMs,
}: {
  readonly wake?: unknown;
  readonly durationMs: number;
}): number {
  return wake ? 0 : durationMs;
}

export function addSpending(one: Spending, other: Spending): Spending {
  return {
    count: one.count + other.count,
    ms: one.ms + other.ms,
    waitedMs: one.waitedMs + other.waitedMs,
    tokens: one.tokens + other.tokens,
    cost: one.cost + other.cost,
  };
}
