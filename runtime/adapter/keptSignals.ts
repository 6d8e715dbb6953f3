import type { Json } from '../language/json.ts';
import type { Signal } from '../language/snapshot.ts';

/**
 * Signals that were sent and that no frame tells of. A host forgets them with every journey that it leaves, so each
 * journey is given them anew.
 */
export interface KeptSignals {
  keep(name: string, payload: Json): void;
  has(name: string): boolean;
  /** Sends what this journey was not given yet. */
  deliver(send: (name: string, payload: Json) => void): void;
  /** A journey begins that was given nothing. */
  travelled(): void;
  /** A frame tells of these. */
  recorded(signals: readonly Signal[]): void;
}

export function keepSignals(): KeptSignals {
  /** In the order in which they were sent, which is that in which frames tell of them. */
  const kept: { readonly name: string; readonly payload: Json; given: boolean }[] = [];
  return {
    keep: (name, payload) => void kept.push({ name, payload, given: false }),
    has: (name) => kept.some((signal) => signal.name === name),
    deliver(send) {
      for (const signal of kept) {
        if (signal.given) continue;
        signal.given = true;
        send(signal.name, signal.payload);
      }
    },
    travelled() {
      for (const signal of kept) signal.given = false;
    },
    recorded(signals) {
      for (const { name } of signals) {
        const index = kept.findIndex((signal) => signal.name === name);
        if (index >= 0) kept.splice(index, 1);
      }
    },
  };
}
