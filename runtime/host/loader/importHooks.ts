import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { distFile } from '../../dist.ts';
import { missingFile } from './commonJs.ts';
import { commonJsFacade } from './facade.ts';
import { isInstalled, isJavaScript, isTypeScript, needsTranspiling } from './fileKind.ts';
import { jsonModule } from './jsonModule.ts';
import { LoadError } from './loadError.ts';
import type { Send } from './reports.ts';
import type { Sources } from './sources.ts';

/**
 * What makes `import` find and compile sources. Node asks for hooks that wait for each other in its older versions and
 * for ones that do not in its newer: these are the parts of both.
 */
export interface ImportHooks {
  /** What to ask Node for in place of the specifier. */
  before(specifier: string, importerUrl: string | undefined): string;
  /** What to ask Node for once it has found nothing; throws what Node threw when there is nothing else. */
  after(specifier: string, importerUrl: string | undefined, error: unknown): string;
  /** The module at an address; null to leave it to Node. */
  module(url: string, attributes: { readonly type?: string | undefined } | undefined): LoadedModule | null;
}

/**
 * CommonJS that Node loads for an `import`, without its text: given the text, Node would run it with a `require` of its
 * own making, which knows nothing of ours.
 */
export function withoutText<Loaded extends { readonly format?: unknown; readonly source?: unknown }>(
  loaded: Loaded,
): Loaded {
  return loaded.format === 'commonjs' ? { ...loaded, source: null } : loaded;
}

export interface LoadedModule {
  readonly format: 'module';
  readonly source: string;
  readonly shortCircuit: true;
}

export function createImportHooks(sources: Sources, send: Send): ImportHooks {
  const { resolver, transpiler } = sources;

  const other = (specifier: string, importerUrl: string, error: unknown): string | null => {
    const importer = fileURLToPath(importerUrl);
    if (isInstalled(importer)) return null;
    if (specifier === 'backstep') return distFile('index.js');
    const wanted = addressOf(specifier, importerUrl);
    if (wanted !== null) return resolver.source(fileURLToPath(wanted));
    const missing = missingFile(error);
    return (missing === null ? null : resolver.source(missing)) ?? required(specifier, importer);
  };

  const codeOf = (file: string): string | null => {
    if (!isTypeScript(file) && (!isJavaScript(file) || isInstalled(file))) return null;
    const source = readFileSync(file, 'utf8');
    send({ type: 'loaded', file });
    if (!needsTranspiling(file, source)) return null;
    return transpiler.format(file, source) === 'module'
      ? transpiler.emit(file, source, 'module')
      : commonJsFacade(file, source, sources);
  };

  return {
    before(specifier, importerUrl) {
      if (!importerUrl?.startsWith('file:') || specifier.startsWith('node:')) return specifier;
      const importer = fileURLToPath(importerUrl);
      const wanted = addressOf(specifier, importerUrl);
      if (wanted === null) {
        const found = resolver.alias(specifier, importer);
        return found === null ? specifier : pathToFileURL(found).href;
      }
      const found = resolver.file(fileURLToPath(wanted), importer);
      return found === null ? specifier : pathToFileURL(found).href + wanted.search + wanted.hash;
    },

    after(specifier, importerUrl, error) {
      if (!importerUrl?.startsWith('file:')) throw error;
      const found = other(specifier, importerUrl, error);
      if (found !== null) return pathToFileURL(found).href;
      const message = error instanceof Error ? error.message : String(error);
      send({ type: 'unresolved', message, specifier, importer: fileURLToPath(importerUrl) });
      throw error;
    },

    module(url, attributes) {
      if (!url.startsWith('file:')) return null;
      const file = fileURLToPath(url);
      try {
        const source = file.endsWith('.json') && !attributes?.type ? jsonModule(file) : codeOf(file);
        return source === null ? null : { format: 'module', source, shortCircuit: true };
      } catch (error) {
        if (error instanceof LoadError) {
          send({ type: 'refused', message: error.message, code: error.code, at: error.at });
        }
        throw error;
      }
    },
  };
}

/** The address that a path or an address in an import means; null when it is the name of a package. */
function addressOf(specifier: string, importerUrl: string): URL | null {
  if (!/^(?:\.{0,2}\/|\.{1,2}$|file:)/.test(specifier)) return null;
  try {
    const address = new URL(specifier, importerUrl);
    return address.protocol === 'file:' ? address : null;
  } catch {
    return null;
  }
}

/** What `require` finds: files in packages without `exports`, whose endings TypeScript lets one leave out. */
function required(specifier: string, importer: string): string | null {
  const require = createRequire(importer);
  for (const extension of ['.ts', '.tsx']) require.extensions[extension] ??= require.extensions['.js'];
  try {
    const found = require.resolve(specifier);
    return found === specifier ? null : found;
  } catch {
    return null;
  }
}
