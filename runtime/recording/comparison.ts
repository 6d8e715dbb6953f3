import type { Json } from '../language/json.ts';
import type { RunComparison } from '../model/workerProtocol.ts';
import type { ComparedRun } from './divergence.ts';
import { firstDivergence } from './divergence.ts';
import { valueText } from './shown.ts';

/** Where two runs first did something else, and in what; ready to be told and to be shown side by side. */
export function compareRuns(a: ComparedRun, b: ComparedRun): RunComparison {
  const divergence = firstDivergence(a, b);
  const k = divergence?.k ?? Math.min(a.head, b.head);
  const state = k > 0 && k <= a.head ? a.frame(k).state : k > 0 && k <= b.head ? b.frame(k).state : null;
  return {
    divergence: divergence && {
      k,
      state,
      path: divergence.path.join('.'),
      a: brief(divergence.a),
      b: brief(divergence.b),
    },
    a: { run: a.header.id, k: Math.min(k, a.head), steps: a.head },
    b: { run: b.header.id, k: Math.min(k, b.head), steps: b.head },
  };
}

/** Enough of a value to tell it from another; null where there is none. */
function brief(value: Json | undefined): string | null {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? `“${value}”` : valueText(value).replace(/\s+/g, ' ');
  return text.length > briefLength ? `${text.slice(0, briefLength)}…` : text;
}

const briefLength = 120;
