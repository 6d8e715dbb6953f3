import fc from 'fast-check';
import { withDebugging } from '../adapter/debugging.ts';
import { plan } from '../conformance/randomPlan.ts';
import { moves } from './move.ts';
import { walk } from './walk.ts';
import { type Wandered, wander } from './wander.ts';

export interface Rewinds extends Wandered {
  readonly sequences: number;
}

/**
 * Wanders through random runs. Each way begins at the start of a run of its own.
 *
 * @throws Error that names the seed, and the shortest way that was found to fail
 */
export async function rewind(given: {
  readonly sequences: number;
  readonly seed?: number | undefined;
  readonly onSequence?: (count: number) => void;
}): Promise<Rewinds> {
  const sum = { moves: 0, rewinds: 0, forks: 0, first: 0, asked: 0, again: 0, undone: 0, delivered: 0 };
  let sequences = 0;
  await fc.assert(
    fc.asyncProperty(plan, moves, async (each, way) => {
      const one = await wander(each, way);
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += one[key];
      given.onSequence?.(++sequences);
    }),
    { numRuns: given.sequences, ...(given.seed === undefined ? {} : { seed: given.seed }) },
  );
  return { ...sum, sequences };
}

/**
 * Walks through random runs over the protocol, with an adapter and a host of their own for each. A machine that takes too
 * long for all of them does fewer.
 *
 * @throws Error that names the seed, and the shortest way that was found to fail
 */
export async function walks(given: {
  readonly sequences: number;
  readonly seed?: number | undefined;
  readonly withinMs?: number;
}): Promise<number> {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(plan, moves, async (each, way) => {
      await withDebugging((debugging, folder) => walk(debugging, folder, each, way));
      count++;
    }),
    {
      numRuns: given.sequences,
      ...(given.seed === undefined ? {} : { seed: given.seed }),
      ...(given.withinMs === undefined ? {} : { interruptAfterTimeLimit: given.withinMs }),
    },
  );
  return count;
}
