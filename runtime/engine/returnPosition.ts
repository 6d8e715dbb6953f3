import { returnsOf } from './stepContext.ts';

/**
 * Lets steps tell where they return. The loader calls the registered function at every return of a method, with the
 * method's second argument; only contexts of steps are known here, so other methods leave no trace.
 */
export function installReturnTag(): void {
  const tag = Symbol.for('backstep.return');
  const scope = globalThis as { [key: symbol]: unknown };
  scope[tag] = (context: unknown, file: string, line: number, column: number, missing?: string): void => {
    if (typeof context !== 'object' || context === null) return;
    const returns = returnsOf(context);
    if (!returns) return;
    returns.at = { file, line, column };
    returns.missing = missing ?? null;
  };
}
