import { inspect } from 'node:util';
import type { ErrorRecord } from '../language/directive.ts';
import { withoutProxies } from '../language/settle.ts';
import { causedBy } from '../model/causes.ts';
import { isOwnCode } from './ownCode.ts';

/** What was thrown, as it is recorded. Anything may be thrown, not only errors, and looking at it may throw again. */
export function errorRecord(thrown: unknown): ErrorRecord {
  try {
    return thrown instanceof Error ? recordOf(thrown) : recordOfValue(thrown);
  } catch {
    return value('something that throws when it is looked at');
  }
}

function recordOf(error: Error): ErrorRecord {
  const { name, message, code, retryable } = error as { readonly [key in keyof ErrorRecord]?: unknown };
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : shown(message),
    stack: stackWithCauses(error),
    code: typeof code === 'string' ? code : null,
    retryable: retryable !== false,
  };
}

function recordOfValue(thrown: unknown): ErrorRecord {
  const plain = withoutProxies(thrown);
  return value(typeof plain === 'string' ? plain : shown(plain));
}

function value(message: string): ErrorRecord {
  return { name: 'thrown value', message, stack: null, code: null, retryable: true };
}

function shown(plain: unknown): string {
  return inspect(plain, { depth: 2, breakLength: Infinity });
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
    if (one === error || causes.includes(one)) break;
    causes.push(one);
  }
  return causes;
}

const mostCauses = 5;

/** The stack without our lines and Node's; null when nothing of the user's is left. */
function userStack(error: Error): string | null {
  const { stack } = error;
  if (typeof stack !== 'string') return null;
  const lines = stack
    .split('\n')
    .filter((line, index, all) => !isFrame(line) || !(isForeign(line) || isGenerated(line, all[index - 1])));
  return lines.some(isFrame) ? lines.join('\n') : null;
}

function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}

/** What applies decorators is put into the user's file by the compiler; it is called by a block that is, too. */
function isGenerated(line: string, before: string | undefined): boolean {
  const applies = /^\s+at (?:async )?__(?:esDecorate|runInitializers|decorate)\b/;
  return applies.test(line) || (/<static_initializer>/.test(line) && applies.test(before ?? ''));
}

function isForeign(line: string): boolean {
  return isOwnCode(line) || /[( ]node:/.test(line);
}
