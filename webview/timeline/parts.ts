import type { StepOutline } from '../../runtime/model/history.ts';
import { t } from '../text.ts';

/** What the time of a step went to: `wait` for signals, timers and people, `retry` between tries, `call` inside services, `own` in its own code. */
export type PartKind = 'wait' | 'retry' | 'call' | 'own';

export interface Part {
  readonly kind: PartKind;
  readonly ms: number;
}

export const partWords: Readonly<Record<PartKind, string>> = {
  wait: t('waiting'),
  retry: t('retry delay'),
  call: t('services'),
  own: t('own code'),
};

/** The parts of a step in the order of time. What lies between two steps, such as a pause of the debugger, is no part of the run. */
export function partsOf(step: StepOutline): Part[] {
  const parts: Part[] = [];
  const add = (kind: PartKind, ms: number) => {
    if (ms <= 0) return;
    const last = parts.at(-1);
    if (last?.kind === kind) parts[parts.length - 1] = { kind, ms: last.ms + ms };
    else parts.push({ kind, ms });
  };
  add('wait', step.waitedMs);
  let ended = step.startedAt;
  step.attempts.forEach(({ startedAt, durationMs }, index) => {
    if (index > 0) add('retry', startedAt - ended);
    ended = startedAt + durationMs;
    // Calls may overlap: what counts is whether any was under way.
    let at = 0;
    const calls = step.calls
      .filter(({ attempt }) => attempt === index + 1)
      .map((call) => ({ from: call.startedMs, to: Math.min(durationMs, call.startedMs + call.durationMs) }))
      .sort((one, other) => one.from - other.from);
    for (const { from, to } of calls) {
      if (to <= at) continue;
      add('own', Math.min(from, durationMs) - at);
      add('call', to - Math.max(at, from));
      at = to;
    }
    add('own', durationMs - at);
  });
  return parts;
}
