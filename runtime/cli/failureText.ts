import { legibleLines } from '../model/legible.ts';
import type { Frame } from '../model/run.ts';
import { inspected } from './inspected.ts';

/** Why a step failed in one line, be it that it threw or that it returned `fail`; null when it did not. */
export function failureText({ error, directive }: Frame): string | null {
  if (error) return legibleLines(`${error.name}: ${error.message}`);
  if (directive.directive !== 'fail') return null;
  return typeof directive.reason === 'string'
    ? legibleLines(directive.reason)
    : inspected(directive.reason, { breakLength: Infinity });
}
