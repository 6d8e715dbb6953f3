import module, { type LoadFnOutput, type LoadHookContext, type ResolveHookContext } from 'node:module';
import { type ImportHooks, withoutText } from './importHooks.ts';

interface SyncHooks {
  resolve(
    specifier: string,
    context: ResolveHookContext,
    next: (specifier: string, context: ResolveHookContext) => unknown,
  ): unknown;
  load(
    url: string,
    context: LoadHookContext,
    next: (url: string, context: LoadHookContext) => LoadFnOutput,
  ): unknown;
}

type WithRegisterHooks = typeof module & { registerHooks(hooks: SyncHooks): unknown };

/** Hooks imports in this thread, which costs no start of another. False where this Node cannot. */
export function hookHere(hooks: ImportHooks): boolean {
  if (!canHookHere(module)) return false;
  module.registerHooks({
    resolve(specifier, context, next) {
      if (context.conditions.includes('require')) return next(specifier, context);
      const { parentURL } = context;
      try {
        return next(hooks.before(specifier, parentURL), context);
      } catch (error) {
        return next(hooks.after(specifier, parentURL, error), context);
      }
    },
    load(url, context, next) {
      if (context.conditions.includes('require')) return next(url, context);
      return hooks.module(url, context.importAttributes) ?? withoutText(next(url, context));
    },
  });
  return true;
}

/**
 * Node has had such hooks since 22.15, but until 24.11 they could not leave the text of CommonJS to Node. From 26 on, the
 * other kind prints a warning.
 */
function canHookHere(given: object): given is WithRegisterHooks {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return 'registerHooks' in given && (major >= 26 || (major === 24 && minor >= 11));
}
