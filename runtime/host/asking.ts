import type { Ask } from '../engine/answers.ts';
import type { AskedCall } from '../model/asked.ts';

/** Calls that wait until somebody says whether they are made again. */
export interface Asking {
  readonly ask: Ask;
  decide(id: number, decision: 'reuse' | 'live'): void;
}

export function createAsking(send: (id: number, call: AskedCall) => void): Asking {
  const waiting = new Map<number, (decision: 'reuse' | 'live') => void>();
  let next = 1;
  return {
    ask: (call) =>
      new Promise((resolve) => {
        // Who cannot wait is refused at once, and nobody need be troubled for it.
        if (!call.canWait) return;
        const id = next++;
        waiting.set(id, resolve);
        const { service, method, args, effect, recorded } = call;
        send(id, { service, method, args, effect, recorded });
      }),
    decide(id, decision) {
      waiting.get(id)?.(decision);
      waiting.delete(id);
    },
  };
}
