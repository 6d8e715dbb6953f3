import { type Spending, stepMs } from '../runtime/model/heat.ts';
import type { StepOutline } from '../runtime/model/history.ts';
import { t } from './text.ts';
import { amount, duration, money } from './words.ts';

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
