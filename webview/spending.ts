import { addSpending, noSpending, type Spending, stepMs } from '../runtime/model/heat.ts';
import type { StepOutline } from '../runtime/model/history.ts';
import { t } from './text.ts';
import { amount, duration, money } from './words.ts';

export interface Spendings {
  readonly states: ReadonlyMap<string, Spending>;
  /** By `edgeName`. */
  readonly edges: ReadonlyMap<string, Spending>;
  /** Those of child workflows, by name: their states may be called like the run's own. */
  readonly children: ReadonlyMap<string, Spendings>;
}

interface Sums extends Spendings {
  readonly states: Map<string, Spending>;
  readonly edges: Map<string, Spending>;
}

/** The name under which the transitions from one line to one state are added up. */
export function edgeName(from: string, to: string, line: number | null): string {
  return JSON.stringify([from, to, line]);
}

/** Adds up steps by state and by transition. */
export function spendingOf(steps: Iterable<StepOutline>): Spendings {
  const tally = createTally();
  for (const step of steps) tally.add(step);
  return tally.sums;
}

/** Sums that follow a position. Forwards they cost what is added; backwards they are made anew, since floats do not subtract well. */
export interface Tally {
  readonly sums: Spendings;
  add(step: StepOutline): void;
  moveTo(steps: readonly StepOutline[], k: number): void;
}

export function createTally(): Tally {
  const children = new Map<string, Sums>();
  const sums: Sums = { states: new Map(), edges: new Map(), children };
  let counted = 0;
  let last: StepOutline | undefined;
  const sumsOf = (workflow: string | null): Sums => {
    if (workflow === null) return sums;
    const known = children.get(workflow) ?? { states: new Map(), edges: new Map(), children: new Map() };
    children.set(workflow, known);
    return known;
  };
  const plus = (step: StepOutline) => {
    const { states, edges } = sumsOf(step.workflow);
    const one = spendingOfStep(step);
    add(states, step.state, one);
    add(edges, edgeName(step.state, step.next, step.line), one);
  };
  return {
    sums,
    add: plus,
    moveTo(steps, k) {
      const to = Math.min(k, steps.length);
      if (to < counted || (counted > 0 && steps[counted - 1] !== last)) {
        sums.states.clear();
        sums.edges.clear();
        children.clear();
        counted = 0;
      }
      for (; counted < to; counted++) plus(steps[counted] as StepOutline);
      last = steps[counted - 1];
    },
  };
}

export function spendingOfStep(step: StepOutline): Spending {
  const { calls, wake, waitedMs } = step;
  let tokens = 0;
  let cost = 0;
  for (const call of calls) {
    if (call.reused) continue;
    tokens += call.tokens ?? 0;
    cost += call.cost ?? 0;
  }
  return { count: wake === null ? 1 : 0, ms: stepMs(step), waitedMs, tokens, cost };
}

export function sameSpending(one: Spending | null, other: Spending | null): boolean {
  return (
    one?.ms === other?.ms &&
    one?.waitedMs === other?.waitedMs &&
    one?.count === other?.count &&
    one?.tokens === other?.tokens &&
    one?.cost === other?.cost
  );
}

/** `1.2 s, 340 tokens, $0.01, waited 3 d`; what is not known is left out. */
export function describeSpending({ count, ms, waitedMs, tokens, cost }: Spending): string {
  return [
    ...(count > 0 ? [duration(ms)] : []),
    ...(tokens > 0 ? [t('{0} tokens', amount(tokens))] : []),
    ...(cost > 0 ? [money(cost)] : []),
    ...(waitedMs > 0 ? [t('waited {0}', duration(waitedMs))] : []),
  ].join(', ');
}

/** What fits on a node: the time, and what it cost, or else the tokens. */
export function shortSpending({ ms, tokens, cost }: Spending): string {
  const price = cost > 0 ? ` · ${money(cost)}` : tokens > 0 ? ` · ${t('{0} tok', amount(tokens))}` : '';
  return `${duration(ms)}${price}`;
}

function add(sums: Map<string, Spending>, key: string, one: Spending): void {
  sums.set(key, addSpending(sums.get(key) ?? noSpending, one));
}
