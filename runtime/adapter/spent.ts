import type { Spending } from '../model/heat.ts';

/** What steps took together. Whole numbers of small units are summed: what is taken off again leaves nothing behind. */
export interface Spent {
  readonly spending: Spending;
  readonly isNone: boolean;
  add(spending: Spending, by: 1 | -1): void;
}

const perMs = 1e3;
const perDollar = 1e9;

export function createSpent(): Spent {
  let [count, micros, waitedMicros, tokens, nanoDollars] = [0, 0, 0, 0, 0];
  return {
    get spending() {
      return {
        count,
        ms: micros / perMs,
        waitedMs: waitedMicros / perMs,
        tokens,
        cost: nanoDollars / perDollar,
      };
    },
    get isNone() {
      return count === 0 && waitedMicros === 0 && tokens === 0 && nanoDollars === 0;
    },
    add(one, by) {
      count += by * one.count;
      micros += by * Math.round(one.ms * perMs);
      waitedMicros += by * Math.round(one.waitedMs * perMs);
      tokens += by * one.tokens;
      nanoDollars += by * Math.round(one.cost * perDollar);
    },
  };
}
