import type { Json } from '../language/json.ts';
import type { Signal } from '../language/snapshot.ts';

/** Whoever signals are sent to. */
export interface Receiver {
  signal(name: string, payload: Json): void;
}

/**
 * Signals that were sent and that no frame tells of. A host forgets them with every journey that it leaves, so each
 * journey is given them anew; the process of a run that is attached to makes one journey, and is given each once.
 */
export interface KeptSignals {
  keep(name: string, payload: Json): void;
  has(name: string): boolean;
  /** Sends what the host was not given yet in its journey. */
  deliver(host: Receiver): void;
  /** The host begins a journey, in which it was given nothing. */
  travelled(host: Receiver): void;
  /** A frame tells of these. */
  recorded(signals: readonly Signal[]): void;
}

export function keepSignals(): KeptSignals {
  /** In the order in which they were sent, which is that in which frames tell of them. */
  const kept: { readonly name: string; readonly payload: Json; readonly given: WeakSet<Receiver> }[] = [];
  return {
    keep: (name, payload) => void kept.push({ name, payload, given: new WeakSet() }),
    has: (name) => kept.some((signal) => signal.name === name),
    deliver(host) {
      for (const { name, payload, given } of kept) {
        if (given.has(host)) continue;
        given.add(host);
        host.signal(name, payload);
      }
    },
    travelled(host) {
      for (const { given } of kept) given.delete(host);
    },
    recorded(signals) {
      for (const { name } of signals) {
        const index = kept.findIndex((signal) => signal.name === name);
        if (index >= 0) kept.splice(index, 1);
      }
    },
  };
}
