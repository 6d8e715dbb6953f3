/**
 * Which lists were made of which, and how many of their first items they share.
 *
 * A conversation that grows by a message is compared again and again: by its session, by the recorded arguments of a
 * service. Looking at every item, even only at its address, would make each step of a long run slower than the one before.
 */
interface Origin {
  /** The list that it was made of; null once that is too long ago. */
  parent: Origin | null;
  /** So many of the first items are those of the parent. */
  readonly kept: number;
}

/** Origins hold on to each other, but to no list: what was made long ago can be collected. */
const origins = new WeakMap<readonly unknown[], Origin>();

/** Shorter lists are compared faster than remembered. */
const SHORTEST = 32;

/** Notes that the first `kept` items of a committed list are those of another committed list. */
export function derive(list: readonly unknown[], of: readonly unknown[], kept: number): void {
  if (kept < SHORTEST) return;
  let parent = origins.get(of);
  if (parent === undefined) {
    parent = { parent: null, kept: 0 };
    origins.set(of, parent);
  }
  if (parent.parent !== null) parent.parent.parent = null;
  origins.set(list, { parent, kept });
}

/** How many first items two committed lists are known to share, without a look at them. */
export function sharedItems(a: readonly unknown[], b: readonly unknown[]): number {
  let keptOfA = a.length;
  for (let ofA = origins.get(a); ofA; keptOfA = Math.min(keptOfA, ofA.kept), ofA = ofA.parent ?? undefined) {
    let keptOfB = b.length;
    for (
      let ofB = origins.get(b);
      ofB;
      keptOfB = Math.min(keptOfB, ofB.kept), ofB = ofB.parent ?? undefined
    ) {
      if (ofA === ofB) return Math.min(keptOfA, keptOfB);
    }
  }
  return 0;
}
