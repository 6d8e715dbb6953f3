import { lineAt } from '../language/line.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { StepMethodName } from '../model/hostProtocol.ts';
import type { InsideLine } from './breakpoints.ts';
import { linesOf } from './threads.ts';

/** The method that a line runs next; null when it runs none, such as one that waits. */
export function stepAt(snapshot: Snapshot, branch: string): StepMethodName | null {
  const line = lineAt(snapshot, branch);
  if (line === null) return null;
  const { instance } = line;
  const { workflow } = instance;
  if (line.type === 'arm') return { workflow, state: line.state, undoes: false };
  if (instance.status !== 'running') return null;
  return { workflow, state: instance.state, undoes: instance.failure !== null };
}

/** Whether lines inside of a step may be reached before the host stops by itself. */
export function reaches(
  snapshot: Snapshot,
  gait: { readonly type: 'run' } | { readonly type: 'step'; readonly branch: string },
  inside: readonly InsideLine[],
): boolean {
  if (inside.length === 0) return false;
  const lines = linesOf(snapshot);
  if (gait.type === 'step') {
    const own = lines.find(({ branch }) => branch === gait.branch);
    // What is inside of a line that waits takes many steps, and the host stops before none of them.
    if (own?.waits) return true;
    return inside.some(({ state }) => state === own?.state);
  }
  return lines.some(({ state, waits }) => !waits && inside.some((line) => line.state === state));
}
