import type { SourcePosition } from '../model/run.ts';

/**
 * Where each step in flight last returned. The loader calls the registered function at every return of a method, with
 * the method's second argument; only contexts of steps are known here, so other methods leave no trace.
 */
const positions = new WeakMap<object, { at: SourcePosition | null }>();

export function installReturnTag(): void {
  const tag = Symbol.for('backstep.return');
  const scope = globalThis as { [key: symbol]: unknown };
  scope[tag] = (context: unknown, file: string, line: number, column: number): void => {
    if (typeof context !== 'object' || context === null) return;
    const slot = positions.get(context);
    if (slot) slot.at = { file, line, column };
  };
}

export function watchReturns(context: object): { readonly at: SourcePosition | null } {
  const slot = { at: null };
  positions.set(context, slot);
  return slot;
}

/** A step has ended. Left to the collector, its context would outlive several collections. */
export function unwatchReturns(context: object): void {
  positions.delete(context);
}
