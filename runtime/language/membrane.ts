/**
 * The membrane: what a step sees of the session and of its data.
 *
 * M1. The target of every proxy is a plain, up-to-date object, so `console.log` and the JavaScript debugger, which look
 *     through proxies at their targets, show plain data.
 * M2. Committed values are deeply frozen, and a shallow copy is made of each container that the step looks into. A
 *     write can therefore never reach committed state, and what the step did not look into costs nothing.
 * M3. A value leaves through `toJson` or `withoutProxies`; no proxy is reachable from outside the step.
 * M4. After `close` every write throws.
 */
import { commitTree } from './committed.ts';
import type { Json } from './json.ts';
import { MembraneNode, type MembraneScope } from './membraneNode.ts';
import type { Patch } from './patch.ts';
import { settle } from './settle.ts';

/** A view of a committed JSON container that takes writes and tells them as patches. */
export interface Membrane {
  /** What user code sees. */
  readonly view: object;
  /** The value with the writes so far, committed, and the patches that lead there from the one before. */
  commit(): { readonly value: Json; readonly patches: readonly Patch[] };
  /** From now on every write throws, with `reason` in the message. */
  close(reason: string): void;
}

/**
 * Opens a membrane over a JSON object or array.
 *
 * @param readOnly why this view refuses writes, such as "a branch of a fan-out only reads it"; null allows them
 */
export function openMembrane(base: Json & object, name: string, readOnly: string | null): Membrane {
  const scope: MembraneScope = {
    name,
    refusal: readOnly === null ? null : { code: `${name}-read-only`, reason: readOnly },
  };
  const root = new MembraneNode(commitTree(base), scope, null, '');
  return {
    view: root.proxy,
    commit() {
      const patches: Patch[] = [];
      return { value: settle(root, [], patches, name), patches };
    },
    close(reason) {
      scope.refusal = { code: `${name}-closed`, reason };
    },
  };
}
