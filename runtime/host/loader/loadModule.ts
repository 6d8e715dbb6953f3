import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { explainFailure } from './explainFailure.ts';
import { isFile, isJavaScript, isTypeScript, needsTranspiling } from './fileKind.ts';
import { LoadError } from './loadError.ts';
import { type Registered, register, storeCompiledCode } from './register.ts';

/**
 * Loads a user's module, TypeScript or JavaScript, ES module or CommonJS, and returns its exports by name.
 *
 * A module is loaded once: a changed file takes a new process. Throws `LoadError`, whatever goes wrong.
 */
export async function loadModule(file: string): Promise<Record<string, unknown>> {
  const wanted = path.resolve(file);
  checkProgram(wanted);
  const loader = register();
  // Node itself loads a module by its real path, and would otherwise load it twice.
  const entry = realpathSync(wanted);
  try {
    const loaded = await load(entry, loader);
    storeCompiledCode();
    return loaded;
  } catch (error) {
    throw explainFailure(error, entry, loader);
  }
}

/** @throws LoadError `file-not-found` or `not-a-program` */
function checkProgram(file: string): void {
  if (isFile(file)) {
    if (isTypeScript(file) || isJavaScript(file)) return;
    throw new LoadError(
      'not-a-program',
      `${file} is no TypeScript or JavaScript file: name the one with the code.`,
      null,
    );
  }
  const message = existsSync(file)
    ? `${file} is a folder: name a file in it.`
    : `There is no file ${file}. Save it, or correct the path.`;
  throw new LoadError('file-not-found', message, null);
}

async function load(file: string, { sources, hookImports }: Registered): Promise<Record<string, unknown>> {
  const source = readFileSync(file, 'utf8');
  const transpiled = needsTranspiling(file, source);
  const required = transpiled
    ? sources.transpiler.format(file, source) === 'commonjs'
    : file.endsWith('.cjs');
  if (!required) hookImports();
  return required ? namespaceOf(createRequire(file)(file)) : await import(pathToFileURL(file).href);
}

/** What CommonJS exports, as an object of names; the whole is its `default`, unless it was an ES module in TypeScript. */
function namespaceOf(exported: unknown): Record<string, unknown> {
  const isObject = (typeof exported === 'object' && exported !== null) || typeof exported === 'function';
  const names = isObject ? Object.fromEntries(Object.entries(exported)) : {};
  return isObject && '__esModule' in exported ? names : { default: exported, ...names };
}
