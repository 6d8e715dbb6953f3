import type { TypedValue } from './answer.ts';
import type { Call } from './run.ts';

/** What makes two calls the same. */
type Asked = Pick<Call, 'service' | 'method' | 'args'> & { readonly typed?: readonly TypedValue[] };

/**
 * Equal for calls that are the same. A step's idempotency key begins with the id of its run, which is another in a fork:
 * the call is the same all the same.
 */
export function callKey({ service, method, args, typed = [] }: Asked): string {
  const notes = typed.filter(({ path }) => path[0] === 'args');
  return JSON.stringify([service, method, args, notes]).replace(runOfKey, '');
}

/** As `newRunId` makes it, before the number of a step and its branch. */
const runOfKey = /\b\d{8}-\d{6}-[0-9a-f]{6}(?=:[\d./]*\d\b)/g;
