import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { distFile } from '../../dist.ts';
import { cacheFolder } from '../../extract/cacheFolder.ts';
import { hookCommonJs } from './commonJs.ts';
import { hookHere } from './hookHere.ts';
import { createImportHooks } from './importHooks.ts';
import type { Report, Send } from './reports.ts';
import { createSources, type Sources } from './sources.ts';

/** The loader of this process. Hooks cannot be taken out again, so there is one, for as long as the process lives. */
export interface Registered {
  readonly sources: Sources;
  /** Everything that the hooks of both threads have told so far. */
  reports(): readonly Report[];
  /** Puts the hooks of `import` in place, which may mean to start a thread; those of `require` are there already. */
  hookImports(): void;
}

let registered: Registered | null = null;

/** Makes this process load TypeScript. Calling it again changes nothing. */
export function register(): Registered {
  registered ??= install();
  return registered;
}

/** Absolute real paths of the user's own source files that this process has loaded, first to last. */
export function loadedFiles(): string[] {
  const files = (registered?.reports() ?? []).flatMap((report) =>
    report.type === 'loaded' ? [report.file] : [],
  );
  return [...new Set(files)];
}

/** Writes what V8 made of the modules so far. Node would when the process ends, but a host seldom ends by itself. */
export function storeCompiledCode(): void {
  const { flushCompileCache } = module as typeof module & Newer;
  flushCompileCache?.();
}

function install(): Registered {
  mapStacks();
  keepCompiledCode();
  const sources = createSources();
  const told: Report[] = [];
  const send: Send = (report) => {
    told.push(report);
  };
  let port: MessagePort | null = null;
  let hooked = false;
  const hookImports = () => {
    if (hooked) return;
    hooked = true;
    if (!hookHere(createImportHooks(sources, send))) port = startHooksThread();
  };
  hookCommonJs(sources, send, hookImports);
  return {
    sources,
    reports() {
      for (let next = port && receiveMessageOnPort(port); port && next; next = receiveMessageOnPort(port)) {
        told.push(next.message);
      }
      return told;
    },
    hookImports,
  };
}

function startHooksThread(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  // Reports are read when they are wanted; until then they wait, and keep no process alive.
  port1.unref();
  module.register(pathToFileURL(distFile('hooks.js')).href, { data: { port: port2 }, transferList: [port2] });
  return port1;
}

/** What later versions of Node have, and its types for the oldest do not. */
interface Newer {
  setSourceMapsSupport?(enabled: boolean, options: { readonly nodeModules: boolean }): void;
  enableCompileCache?(folder: string): unknown;
  flushCompileCache?(): void;
}

/** Reading the source maps of every installed package would cost more than the workflow's own; newer versions of Node can leave them out. */
function mapStacks(): void {
  const { setSourceMapsSupport } = module as typeof module & Newer;
  if (setSourceMapsSupport) setSourceMapsSupport(true, { nodeModules: false });
  else process.setSourceMapsEnabled(true);
}

function keepCompiledCode(): void {
  const { enableCompileCache } = module as typeof module & Newer;
  enableCompileCache?.(path.join(cacheFolder(), 'v8'));
}
