import { callKey } from '../model/callKey.ts';
import type { Call, Frame } from '../model/run.ts';

/** Of calls whose answers a run may be given again, those that none of its steps has asked for yet. */
export function leftCalls(calls: readonly Call[], steps: readonly Frame[]): readonly Call[] {
  const used = new Map<string, number>();
  for (const call of steps.flatMap((frame) => frame.calls)) {
    if (call.reused) used.set(callKey(call), (used.get(callKey(call)) ?? 0) + 1);
  }
  if (used.size === 0) return calls;
  return calls.filter((call) => {
    const count = used.get(callKey(call)) ?? 0;
    if (count > 0) used.set(callKey(call), count - 1);
    return count === 0;
  });
}
