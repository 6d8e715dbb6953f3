import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type { ErrorRecord } from '../language/directive.ts';
import { withoutProxies } from '../language/settle.ts';
import type { SourcePosition } from '../model/run.ts';
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

/** Where the user's code threw: the first line of the stack that is neither ours nor Node's. */
export function thrownAt(error: ErrorRecord): SourcePosition | null {
  for (const line of error.stack?.split('\n') ?? []) {
    const match = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*):(\d+):(\d+)\)?$/.exec(line);
    if (!match || !line.trimStart().startsWith('at ') || line.includes('node_modules')) continue;
    const file = match[1] as string;
    return {
      file: file.startsWith('file://') ? fileURLToPath(file) : file,
      line: Number(match[2]),
      column: Number(match[3]),
    };
  }
  return null;
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
