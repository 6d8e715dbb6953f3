import type { Ask, Decided } from '../engine/answers.ts';
import type { AskedCall } from '../model/asked.ts';

/** Calls that wait until somebody says whether they are made again. */
export interface Asking {
  /** For the calls of a journey that begins: those of the one before ask nobody any more. */
  begin(): Ask;
  decide(id: number, decision: Decided): void;
}

export function createAsking(send: (id: number, call: AskedCall) => void): Asking {
  let waiting = new Map<number, (decision: Decided) => void>();
  let next = 1;
  return {
    begin() {
      const own = new Map<number, (decision: Decided) => void>();
      waiting = own;
      return (call) =>
        new Promise((resolve) => {
          // Who cannot wait is refused at once, and nobody need be troubled for it; nor for a step that was left.
          if (!call.canWait || waiting !== own) return;
          const id = next++;
          own.set(id, resolve);
          const { service, method, args, effect, recorded, answer } = call;
          send(id, { service, method, args, effect, recorded, answer });
        });
    },
    decide(id, decision) {
      waiting.get(id)?.(decision);
      waiting.delete(id);
    },
  };
}
