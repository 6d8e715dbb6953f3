import { readFileSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { distFile } from '../../dist.ts';
import { isInstalled, needsTranspiling } from './fileKind.ts';
import type { Send } from './reports.ts';
import type { Sources } from './sources.ts';

/** Node keeps no public door to its CommonJS loader, but has kept these since its beginnings. */
interface Internals {
  readonly _extensions: Record<string, (module: CommonJsModule, file: string) => void>;
  _resolveFilename: ResolveFilename;
}

interface CommonJsModule {
  _compile(code: string, file: string, format?: string): void;
}

const callsImport = /\bimport\s*\(/;

type ResolveFilename = (
  request: string,
  parent: { readonly filename?: string | null } | null | undefined,
  isMain?: boolean,
  options?: { readonly paths?: readonly string[] },
) => string;

/**
 * Makes `require` find and compile sources, for the life of the process. `beforeImports` is called before a module runs
 * that calls `import()`, for which the hooks of `import` must be in place.
 */
export function hookCommonJs({ resolver, transpiler }: Sources, send: Send, beforeImports: () => void): void {
  const internals = Module as unknown as Internals;
  const { _extensions: extensions, _resolveFilename: resolveFilename } = internals;
  const plain = extensions['.js'];

  const compile = (module: CommonJsModule, file: string, source: string) => {
    send({ type: 'loaded', file });
    const code = transpiler.emit(file, source, 'commonjs');
    if (callsImport.test(code)) beforeImports();
    module._compile(code, file, 'commonjs');
  };
  for (const extension of ['.ts', '.tsx', '.cts', '.mts', '.jsx']) {
    extensions[extension] = (module, file) => compile(module, file, readFileSync(file, 'utf8'));
  }
  extensions['.js'] = (module, file) => {
    if (!isInstalled(file)) {
      const source = readFileSync(file, 'utf8');
      if (needsTranspiling(file, source)) return compile(module, file, source);
      send({ type: 'loaded', file });
      if (callsImport.test(source)) beforeImports();
    }
    plain?.(module, file);
  };

  internals._resolveFilename = (request, parent, isMain, options) => {
    const importer = parent?.filename;
    if (!importer || options?.paths || Module.isBuiltin(request)) {
      return resolveFilename(request, parent, isMain, options);
    }
    const wanted = isPath(request) ? path.resolve(path.dirname(importer), request) : null;
    const found = wanted === null ? resolver.alias(request, importer) : resolver.file(wanted, importer);
    try {
      return resolveFilename(found ?? request, parent, isMain, options);
    } catch (error) {
      const other = isInstalled(importer) ? null : instead(request, wanted, error);
      if (other !== null) return resolveFilename(other, parent, isMain, options);
      const message = error instanceof Error ? error.message : String(error);
      send({ type: 'unresolved', message, specifier: request, importer });
      throw error;
    }
  };

  const instead = (request: string, wanted: string | null, error: unknown) => {
    if (request === 'backstep') return distFile('index.cjs');
    const missing = wanted ?? missingFile(error);
    return missing === null ? null : resolver.source(missing);
  };
}

function isPath(specifier: string): boolean {
  return (
    /^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..' || path.isAbsolute(specifier)
  );
}

/** The path that a package's `exports` or `main` led Node to, in vain; older versions name its package.json instead. */
export function missingFile(error: unknown): string | null {
  const named =
    error instanceof Error ? /^Cannot find (?:module|package) '([^']+)'/.exec(error.message)?.[1] : null;
  return named && path.isAbsolute(named) && path.basename(named) !== 'package.json' ? named : null;
}
