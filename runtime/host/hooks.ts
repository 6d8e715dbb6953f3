import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import { createImportHooks, type ImportHooks, withoutText } from './loader/importHooks.ts';
import { createSources } from './loader/sources.ts';

// Runs in the thread that Node before 22.15 keeps for the hooks of `import`. It asks for exports of these names, and
// calls `initialize` before the others.

let hooks: ImportHooks;

export const initialize: InitializeHook<{ readonly port: MessagePort }> = ({ port }) => {
  hooks = createImportHooks(createSources(), (report) => port.postMessage(report));
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  const { parentURL } = context;
  try {
    return await next(hooks.before(specifier, parentURL), context);
  } catch (error) {
    return next(hooks.after(specifier, parentURL, error), context);
  }
};

export const load: LoadHook = async (url, context, next) =>
  // Node before 20.10 knows attributes by their first name.
  hooks.module(url, context.importAttributes ?? context.importAssertions) ??
  withoutText(await next(url, context));
