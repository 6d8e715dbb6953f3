import type { Call } from '../model/run.ts';
import { framesBefore } from '../recording/cut.ts';
import { leftCalls } from '../recording/leftCalls.ts';
import type { RunReader } from '../recording/reader.ts';

/** Calls that the runs which a fork came from had answered after they parted, and that the fork has not asked for yet. */
export function inheritedCalls(run: RunReader): readonly Call[] {
  const { parent } = run;
  const cut = run.header.parent?.cut;
  if (!parent || !cut) return [];
  const kept = new Set(framesBefore(parent.frames, cut));
  const later = parent.frames.filter((frame) => !kept.has(frame));
  const calls = [...later.flatMap((frame) => frame.calls), ...inheritedCalls(parent)];
  return leftCalls(calls, run.range(run.inherited + 1, run.head));
}
