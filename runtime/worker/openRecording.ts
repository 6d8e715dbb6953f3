import { statSync } from 'node:fs';
import type { RunReader } from '../recording/reader.ts';

/**
 * Keeps the recording that was read last open: who looks at a step will look at its neighbours, and a large database
 * takes a second to load. It is opened anew when its files have changed.
 */
export function createOpenRecording(): <T>(path: string, read: (run: RunReader) => T) => Promise<T> {
  let open: { readonly path: string; readonly stamp: string; readonly run: RunReader } | null = null;
  return async (path, read) => {
    const { openRun } = await import('../recording/reader.ts');
    const stamp = stampOf(path);
    if (open?.path !== path || open.stamp !== stamp) {
      const run = await openRun(path);
      open?.run.close();
      open = { path, stamp, run };
    }
    return read(open.run);
  };
}

/** What tells one content of a recording from another. */
function stampOf(path: string): string {
  return [path, path.replace(/\.sqlite$/, '.journal')]
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? '' : `${stat.mtimeMs} ${stat.size}`;
    })
    .join(' ');
}
