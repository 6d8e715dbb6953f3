import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ErrorRecord } from '../language/directive.ts';
import { nearest } from '../language/nearest.ts';
import type { Arrival } from './arrival.ts';

/** What can go wrong in a run, as the Breakpoints view lists it. */
export type FilterId = 'throws' | 'fails' | 'retry' | 'timeout' | 'directive' | 'budget';

/** What a filter stopped for. */
export interface Raised {
  readonly filter: FilterId;
  readonly text: string;
  readonly error: ErrorRecord | null;
}

const ofError = "An expression over the run; error is what was thrown: error.name === 'RateLimitError'";

export const exceptionFilters: readonly (DebugProtocol.ExceptionBreakpointsFilter & {
  readonly filter: FilterId;
})[] = [
  {
    filter: 'throws',
    label: 'A Step Throws',
    description: 'Stops after a step that failed in all its attempts, whether or not onError takes over.',
    supportsCondition: true,
    conditionDescription: ofError,
  },
  {
    filter: 'fails',
    label: 'The Run Fails',
    description: 'Stops where the run ends as failed.',
    default: true,
    supportsCondition: true,
    conditionDescription: ofError,
  },
  {
    filter: 'retry',
    label: 'A Retry Is Scheduled',
    description: 'Stops after a step that had to be tried again, even when it succeeded then.',
    supportsCondition: true,
    conditionDescription: 'An expression over the run: attempts > 2',
  },
  {
    filter: 'timeout',
    label: 'A Step Times Out',
    description: 'Stops after a step of which an attempt took longer than its timeout.',
    supportsCondition: true,
    conditionDescription: "An expression over the run: from === 'GENERATED'",
  },
  {
    filter: 'directive',
    label: 'A Step Returns an Invalid Directive',
    description: 'Stops after a step that returned neither a state nor a directive, or went to no state.',
    supportsCondition: true,
    conditionDescription: "An expression over the run: from === 'CHECKED'",
  },
  {
    filter: 'budget',
    label: 'Spend Exceeds a Budget',
    description:
      'Stops at the first step at which the condition holds: edit the condition to set the budget.',
    supportsCondition: true,
    conditionDescription: 'The budget, over what the run has spent: tokens > 10000, or cost > 0.5',
  },
];

/** The filter of this name, or what is wrong with the name. */
export function findFilter(name: string): FilterId | { readonly problem: string } {
  const ids = exceptionFilters.map(({ filter }) => filter);
  const found = ids.find((id) => id === name);
  if (found) return found;
  const near = nearest(name, ids);
  const hint = near === null ? `The filters are ${ids.join(', ')}.` : `Did you mean ${near}?`;
  return { problem: `No exception filter "${name}". ${hint}` };
}

/** What a filter has to say of an arrival, whatever its condition; null when it is none of its business. */
export function raisedAt(filter: FilterId, { frame, names }: Arrival): Raised | null {
  if (frame === null) return null;
  const failures = frame.attempts.flatMap(({ error }) => (error === null ? [] : [error]));
  switch (filter) {
    case 'throws':
      return frame.error && raised(frame.error.message, frame.error);
    case 'fails': {
      // The undos that follow fail no more than that.
      if (frame.next !== '#failed' || frame.undoes) return null;
      const error = names()['error'] as ErrorRecord | null;
      return raised(error?.message ?? `${frame.state}, step ${frame.seq}, fails`, error);
    }
    case 'retry': {
      const error = failures[0];
      if (error === undefined || frame.attempts.length < 2) return null;
      return raised(
        `${frame.state}, step ${frame.seq}, was tried ${frame.attempts.length} times: ${error.message}`,
        error,
      );
    }
    case 'timeout':
      return ofCode(failures, ['step-timeout']);
    case 'directive':
      return ofCode(failures, invalid);
    case 'budget':
      return raised(spent(names()), null);
    default:
      return filter satisfies never;
  }

  function raised(text: string, error: ErrorRecord | null): Raised {
    return { filter, text, error };
  }
  function ofCode(errors: readonly ErrorRecord[], codes: readonly string[]): Raised | null {
    const error = errors.find(({ code }) => code !== null && codes.includes(code));
    return error === undefined ? null : raised(error.message, error);
  }
}

const invalid = ['bad-return', 'unknown-state', 'branch-directive'];

function spent(names: { readonly [name: string]: unknown }): string {
  const cost = Number(names['cost']);
  const money = cost === 0 ? '' : `, cost ${Math.round(cost * 1e6) / 1e6}`;
  return `The run has spent ${Number(names['tokens']).toLocaleString('en-US')} tokens${money}`;
}
