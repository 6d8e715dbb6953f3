import { readFileSync } from 'node:fs';
import { createRequire, type LoadHook, type ResolveHook } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { distFile } from '../../dist.ts';
import { missingFile } from './commonJs.ts';
import { commonJsFacade } from './facade.ts';
import { isInstalled, isJavaScript, isTypeScript, needsTranspiling } from './fileKind.ts';
import { jsonModule } from './jsonModule.ts';
import { LoadError } from './loadError.ts';
import type { Send } from './reports.ts';
import type { Sources } from './sources.ts';

/** The hooks that make `import` find and compile sources. */
export function createEsmHooks(
  sources: Sources,
  send: Send,
): { readonly resolve: ResolveHook; readonly load: LoadHook } {
  const { resolver, transpiler } = sources;

  /** The address to ask Node for in place of the specifier; null to ask for what is written. */
  const before = (specifier: string, importer: string, importerUrl: string): string | null => {
    const wanted = addressOf(specifier, importerUrl);
    if (wanted === null) {
      const found = resolver.alias(specifier, importer);
      return found === null ? null : pathToFileURL(found).href;
    }
    const found = resolver.file(fileURLToPath(wanted), importer);
    return found === null ? null : pathToFileURL(found).href + wanted.search + wanted.hash;
  };

  /** The address to ask Node for after it found nothing. */
  const after = (specifier: string, importer: string, importerUrl: string, error: unknown): string | null => {
    if (isInstalled(importer)) return null;
    if (specifier === 'backstep') return pathToFileURL(distFile('index.js')).href;
    const wanted = addressOf(specifier, importerUrl);
    const missing = wanted === null ? missingFile(error) : fileURLToPath(wanted);
    const found =
      (missing === null ? null : resolver.source(missing)) ??
      (wanted === null ? required(specifier, importer) : null);
    return found === null ? null : pathToFileURL(found).href;
  };

  return {
    async resolve(specifier, context, next) {
      const { parentURL } = context;
      if (!parentURL?.startsWith('file:') || specifier.startsWith('node:')) return next(specifier, context);
      const importer = fileURLToPath(parentURL);
      try {
        return await next(before(specifier, importer, parentURL) ?? specifier, context);
      } catch (error) {
        const other = after(specifier, importer, parentURL, error);
        if (other !== null) return next(other, context);
        const message = error instanceof Error ? error.message : String(error);
        send({ type: 'unresolved', message, specifier, importer });
        throw error;
      }
    },

    async load(url, context, next) {
      if (!url.startsWith('file:')) return next(url, context);
      const file = fileURLToPath(url);
      try {
        if (file.endsWith('.json') && context.importAttributes['type'] === undefined) {
          return { format: 'module', source: jsonModule(file), shortCircuit: true };
        }
        if (isTypeScript(file) || (isJavaScript(file) && !isInstalled(file))) {
          const source = readFileSync(file, 'utf8');
          send({ type: 'loaded', file });
          if (needsTranspiling(file, source)) {
            const format = transpiler.format(file, source);
            const code =
              format === 'module'
                ? transpiler.emit(file, source, format)
                : commonJsFacade(file, source, sources);
            return { format: 'module', source: code, shortCircuit: true };
          }
        }
      } catch (error) {
        if (error instanceof LoadError) {
          send({ type: 'refused', message: error.message, code: error.code, at: error.at });
        }
        throw error;
      }
      return next(url, context);
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
