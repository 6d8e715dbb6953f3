import { inspect } from 'node:util';
import type { Frame } from '../model/run.ts';

/** Why a step failed in one line, be it that it threw or that it returned `fail`; null when it did not. */
export function failureText({ error, directive }: Frame): string | null {
  if (error) return `${error.name}: ${error.message}`;
  if (directive.directive !== 'fail') return null;
  return typeof directive.reason === 'string'
    ? directive.reason
    : inspect(directive.reason, { breakLength: Infinity });
}
