import { inspect } from 'node:util';
import type { ErrorRecord } from '../language/directive.ts';
import { withoutProxies } from '../language/settle.ts';
import { causedBy } from '../model/causes.ts';
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
    stack: stackWithCauses(thrown),
    code: typeof code === 'string' ? code : null,
    retryable: retryable !== false,
  };
}

/** The stack, and those of what caused the error; null when nothing more is known than its message. */
function stackWithCauses(error: Error): string | null {
  const own = userStack(error);
  const causes = causesOf(error);
  if (causes.length === 0) return own;
  const texts = [error, ...causes].map((one) => userStack(one) ?? `${one.name}: ${one.message}`);
  return texts.join(causedBy);
}

/** An error of ours has the message of its cause in its own. */
function causesOf(error: Error): readonly Error[] {
  const causes: Error[] = [];
  let one: Error = error;
  while (one.name !== 'BackstepError' && one.cause instanceof Error && causes.length < mostCauses) {
    one = one.cause;
    causes.push(one);
  }
  return causes;
}

const mostCauses = 5;

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
