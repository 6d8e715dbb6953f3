import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { SourcePosition } from '../model/run.ts';
import { isOwnCode } from './ownCode.ts';

/** What V8 tells of one entry of a stack. */
interface CallSite {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}

/** Most calls are made by the user's own line; behind a library, that is further down. */
const depths = [1, 24] as const;

/**
 * The line of the user's that is calling, null when there is none.
 *
 * The stack is taken as V8 has it, and only its first entry that counts is looked up in the source maps, once for each
 * place: a stack as text would map every entry every time.
 *
 * @param below the function below which the stack is of interest
 */
export function callerPosition(below: (...given: never[]) => unknown): SourcePosition | null {
  for (const depth of depths) {
    const sites = stackBelow(below, depth);
    const found = sites.find((site) => isUsers(site.getFileName()));
    if (found) return mapped(found);
    if (sites.length < depth) return null;
  }
  return null;
}

/** The user may have set both properties, which hold for the whole process: they are put back at once. */
function stackBelow(below: (...given: never[]) => unknown, depth: number): readonly CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const holder: { stack?: readonly CallSite[] } = {};
  Error.stackTraceLimit = depth;
  Error.prepareStackTrace = (_, sites) => sites;
  try {
    Error.captureStackTrace(holder, below);
    return holder.stack ?? [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace) Error.prepareStackTrace = prepareStackTrace;
    else Reflect.deleteProperty(Error, 'prepareStackTrace');
  }
}

function isUsers(file: string | null | undefined): file is string {
  if (!file || file.startsWith('node:')) return false;
  return !file.includes('node_modules') && !isOwnCode(file) && /^(?:file:|\/|[A-Za-z]:[\\/])/.test(file);
}

const known = new Map<string, SourcePosition>();

function mapped(site: CallSite): SourcePosition {
  const name = site.getFileName() as string;
  const line = site.getLineNumber() ?? 1;
  const column = site.getColumnNumber() ?? 1;
  const key = `${name}:${line}:${column}`;
  const before = known.get(key);
  if (before) return before;
  const entry = findSourceMap(name)?.findEntry(line - 1, column - 1);
  const position =
    entry && 'originalSource' in entry
      ? { file: path(entry.originalSource), line: entry.originalLine + 1, column: entry.originalColumn + 1 }
      : { file: path(name), line, column };
  known.set(key, position);
  return position;
}

function path(address: string): string {
  return address.startsWith('file:') ? fileURLToPath(address) : address;
}
