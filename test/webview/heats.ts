import { addSpending, type HeatSums, noSpending } from '../../runtime/model/heat.ts';

/** A transition that was taken so often, by steps that took so long together. */
export interface Taken {
  readonly from: string;
  readonly to: string;
  readonly line?: number | null;
  readonly count: number;
  readonly ms: number;
}

/** The sums of runs that entered every state as often as they left it. */
export function heatSums(taken: readonly Taken[]): HeatSums {
  const edges = taken.map(({ from, to, line = null, count, ms }) => ({
    from,
    to,
    line,
    count,
    spending: { ...noSpending, count, ms },
  }));
  const states = [...new Set(taken.map(({ from }) => from))].map((state) => {
    const spending = edges
      .filter(({ from }) => from === state)
      .reduce((sofar, edge) => addSpending(sofar, edge.spending), noSpending);
    return { state, visits: spending.count, spending };
  });
  return { states, edges };
}
