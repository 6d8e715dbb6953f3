import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isInstalled, needsTranspiling } from './fileKind.ts';
import type { Sources } from './sources.ts';

/**
 * An ES module that stands for a CommonJS source: it requires the real one, so that both module systems share it, and
 * exports what Node would see in it, which is `module.exports` as the default and the names that its text assigns.
 */
export function commonJsFacade(file: string, source: string, sources: Sources): string {
  const names = exportNames(file, source, sources, new Set());
  names.delete('default');
  return [
    "import { createRequire } from 'node:module';",
    `const whole = createRequire(import.meta.url)(${JSON.stringify(file)});`,
    'export default whole;',
    'const names = Object(whole);',
    ...[...names].map(
      (name, index) =>
        `const $${index} = names[${JSON.stringify(name)}]; export { $${index} as ${JSON.stringify(name)} };`,
    ),
  ].join('\n');
}

const assigned = /\bexports\.([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=(?!=)/gu;
const defined = /\bObject\.defineProperty\(exports, "([^"]+)"/g;
const forwarded = /\b__exportStar\(require\("([^"]+)"\)/g;

function exportNames(file: string, source: string, sources: Sources, seen: Set<string>): Set<string> {
  seen.add(file);
  const code = needsTranspiling(file, source) ? sources.transpiler.emit(file, source, 'commonjs') : source;
  const names = new Set([...matches(code, assigned), ...matches(code, defined)]);
  for (const specifier of matches(code, forwarded)) {
    const target = forwardedFile(specifier, file, sources);
    if (target === null || seen.has(target)) continue;
    for (const name of exportNames(target, readFileSync(target, 'utf8'), sources, seen)) names.add(name);
  }
  names.delete('__esModule');
  return names;
}

function matches(code: string, pattern: RegExp): string[] {
  return [...code.matchAll(pattern)].flatMap(([, name]) => name ?? []);
}

/** What another file forwards is found among the user's own sources; the names of installed packages stay unknown. */
function forwardedFile(specifier: string, file: string, { resolver }: Sources): string | null {
  const found = specifier.startsWith('.')
    ? resolver.source(path.resolve(path.dirname(file), specifier))
    : (resolver.alias(specifier, file) ?? resolvedPackage(specifier, file));
  return found === null || isInstalled(found) || !/\.[cm]?[jt]sx?$/.test(found) ? null : found;
}

function resolvedPackage(specifier: string, file: string): string | null {
  try {
    return createRequire(file).resolve(specifier);
  } catch {
    return null;
  }
}
