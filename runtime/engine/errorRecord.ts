import { inspect } from 'node:util';
import type { ErrorRecord } from '../language/directive.ts';
import { withoutProxies } from '../language/settle.ts';
import { isOwnCode } from './ownCode.ts';

/** What was thrown, as it is recorded. Anything may be thrown, not only errors. */
export function errorRecord(thrown: unknown): ErrorRecord {
  if (!(thrown instanceof Error)) {
    const plain = withoutProxies(thrown);
    const message = typeof plain === 'string' ? plain : inspect(plain, { depth: 2, breakLength: Infinity });
    return { name: 'thrown value', message, stack: null, code: null, retryable: true };
  }
  const { code, retryable } = thrown as { readonly code?: unknown; readonly retryable?: unknown };
  return {
    name: thrown.name,
    message: thrown.message,
    stack: userStack(thrown),
    code: typeof code === 'string' ? code : null,
    retryable: retryable !== false,
  };
}

/** The stack without our lines and Node's; null when nothing of the user's is left. */
function userStack(error: Error): string | null {
  if (typeof error.stack !== 'string') return null;
  const lines = error.stack.split('\n').filter((line) => !isFrame(line) || !isForeign(line));
  return lines.some(isFrame) ? lines.join('\n') : null;
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}

function isForeign(line: string): boolean {
  return isOwnCode(line) || /[( ]node:/.test(line);
}
