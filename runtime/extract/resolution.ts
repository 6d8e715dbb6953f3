import path from 'node:path';
import type { ts } from 'ts-morph';
import { compiler } from './compiler.ts';
import type { Sources } from './sources.ts';

/** Finds the file that an import names, as TypeScript's own resolution does: extensions, `index`, `paths`, packages. */
export interface Resolution {
  /** Null when there is no such file. */
  resolve(specifier: string, from: string): string | null;
  /** The settings of the nearest tsconfig.json. */
  optionsFor(file: string): ts.CompilerOptions;
}

/** Good for one extraction: files may appear between two. */
export function createResolution(sources: Sources): Resolution {
  const { ts } = compiler();
  const host = resolutionHost(sources);
  const options = new Map<string, ts.CompilerOptions>();
  const resolved = new Map<string, string | null>();

  function optionsFor(file: string): ts.CompilerOptions {
    const folder = path.dirname(file);
    const known = options.get(folder);
    if (known) return known;
    const config =
      ts.findConfigFile(folder, host.fileExists) ??
      ts.findConfigFile(folder, host.fileExists, 'jsconfig.json');
    const found = config === undefined ? {} : readConfig(config, host);
    options.set(folder, found);
    return found;
  }

  return {
    optionsFor,
    resolve(specifier, from) {
      const key = `${path.dirname(from)}\0${specifier}`;
      const known = resolved.get(key);
      if (known !== undefined) return known;
      const settings = {
        ...optionsFor(from),
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        module: ts.ModuleKind.ESNext,
        allowJs: true,
      };
      const { resolvedModule } = ts.resolveModuleName(specifier, from, settings, host);
      const file = resolvedModule ? path.normalize(resolvedModule.resolvedFileName) : null;
      resolved.set(key, file);
      return file;
    },
  };
}

function readConfig(file: string, host: ts.ModuleResolutionHost): ts.CompilerOptions {
  const { ts } = compiler();
  const { config } = ts.readConfigFile(file, host.readFile) as { readonly config?: object };
  const parsed = ts.parseJsonConfigFileContent(
    config ?? {},
    // The files that a configuration includes are of no interest, and listing them would read the whole project.
    { ...host, useCaseSensitiveFileNames: true, readDirectory: () => [] },
    path.dirname(file),
    undefined,
    file,
  );
  return parsed.options;
}

function resolutionHost(sources: Sources): ts.ModuleResolutionHost {
  return {
    fileExists: (file) => sources.exists(file),
    readFile: (file) => sources.read(file),
  };
}
