import type { ErrorRecord } from '../language/directive.ts';
import type { SourcePosition } from './run.ts';

/** Where the user's code threw: the first line of the stack that is neither ours nor Node's. */
export function thrownAt(error: ErrorRecord): SourcePosition | null {
  for (const line of error.stack?.split('\n') ?? []) {
    const match = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*):(\d+):(\d+)\)?$/.exec(line);
    if (!match || !line.trimStart().startsWith('at ') || line.includes('node_modules')) continue;
    const named = match[1] as string;
    const file = named.startsWith('file://') ? pathOf(named) : named;
    if (file !== null) return { file, line: Number(match[2]), column: Number(match[3]) };
  }
  return null;
}

/** By hand, since Node's own function is not at hand wherever recordings are read. Null when it is no such address. */
function pathOf(url: string): string | null {
  const path = decoded(url.slice('file://'.length));
  if (path === null || path.startsWith('/')) return path?.replace(/^\/(?=[A-Za-z]:)/, '') ?? null;
  return `//${path}`;
}

/** A stack is any text, so that a % in it need not begin an escape. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
