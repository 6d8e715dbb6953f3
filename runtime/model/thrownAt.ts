import type { ErrorRecord } from '../language/directive.ts';
import type { SourcePosition } from './run.ts';

/** Where the user's code threw: the first line of the stack that is neither ours nor Node's. */
export function thrownAt(error: ErrorRecord): SourcePosition | null {
  for (const line of error.stack?.split('\n') ?? []) {
    const match = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*):(\d+):(\d+)\)?$/.exec(line);
    if (!match || !line.trimStart().startsWith('at ') || line.includes('node_modules')) continue;
    const file = match[1] as string;
    return {
      file: file.startsWith('file://') ? pathOf(file) : file,
      line: Number(match[2]),
      column: Number(match[3]),
    };
  }
  return null;
}

/** By hand, since Node's own function is not at hand wherever recordings are read. */
function pathOf(url: string): string {
  const path = decodeURIComponent(url.slice('file://'.length));
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}
