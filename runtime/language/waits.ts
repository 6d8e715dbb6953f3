import { lineAt, openLines } from './line.ts';
import type { Instance } from './snapshot.ts';

/** A line that waits for a time, or for a signal. */
export interface Wait {
  readonly branch: string;
  readonly state: string;
  /** Null for a timer. */
  readonly signal: string | null;
  /** Milliseconds since 1970 on the run's clock; null for a signal that may come at any time. */
  readonly until: number | null;
}

/** What the open lines of a run wait for. */
export function waitsOf(root: Instance): readonly Wait[] {
  return ['', ...openLines(root)].flatMap((branch): readonly Wait[] => {
    const line = lineAt(root, branch);
    if (line?.type !== 'workflow' || line.instance.status !== 'waiting') return [];
    const { state, pending } = line.instance;
    if (pending.type === 'timer') return [{ branch, state, signal: null, until: pending.until }];
    if (pending.type === 'signal') return [{ branch, state, signal: pending.signal, until: pending.until }];
    return [];
  });
}

/** What one line of a run waits for; undefined where it does not. */
export function waitAt(root: Instance, line: string): Wait | undefined {
  return waitsOf(root).find(({ branch }) => branch === line);
}
