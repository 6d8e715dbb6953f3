import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import { createEsmHooks } from './loader/esModules.ts';
import { createSources } from './loader/sources.ts';

// Runs in the thread that Node keeps for the hooks of `import`. The exported names are those that Node asks for.

let hooks: ReturnType<typeof createEsmHooks> | null = null;

export const initialize: InitializeHook<{ readonly port: MessagePort }> = ({ port }) => {
  hooks = createEsmHooks(createSources(), (report) => port.postMessage(report));
};

export const resolve: ResolveHook = (specifier, context, next) =>
  hooks ? hooks.resolve(specifier, context, next) : next(specifier, context);

export const load: LoadHook = (url, context, next) =>
  hooks ? hooks.load(url, context, next) : next(url, context);
