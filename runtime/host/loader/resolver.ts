import path from 'node:path';
import { isFile, isInstalled, isJavaScript, isTypeScript } from './fileKind.ts';
import type { Projects } from './projects.ts';

/** Finds sources as TypeScript does, where Node alone would not. */
export interface Resolver {
  /** The file that a path in an import of a TypeScript file means; null to leave it to Node. */
  file(wanted: string, importer: string): string | null;
  /** The file that a name means by the `paths` and `baseUrl` of the importer's tsconfig; null for none. */
  alias(name: string, importer: string): string | null;
  /** The source for a path at which Node found nothing. */
  source(missing: string): string | null;
}

/** What a JavaScript extension in an import may stand for, first choice first. */
const sourcesOf: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

const endings = ['.ts', '.tsx', '.js', '.jsx', '.json', '.mts', '.cts'];

export function createResolver(projects: Projects): Resolver {
  return {
    file(wanted, importer) {
      if (!isTypeScript(importer)) return null;
      const found = sourceAt(wanted);
      return found === wanted ? null : found;
    },
    alias(name, importer) {
      if (isInstalled(importer) || !(isTypeScript(importer) || isJavaScript(importer))) return null;
      const { paths, baseUrl } = projects.tsconfig(importer);
      for (const target of aliasTargets(name, paths)) {
        const found = sourceAt(target);
        if (found !== null) return found;
      }
      return baseUrl === null ? null : sourceAt(path.join(baseUrl, name));
    },
    source: sourceAt,
  };
}

/** A source is preferred to what was compiled from it beside it: that is where the reader sets breakpoints. */
function sourceAt(wanted: string): string | null {
  const extension = path.extname(wanted);
  const bare = wanted.slice(0, wanted.length - extension.length);
  const candidates = [
    ...(sourcesOf[extension] ?? []).map((source) => bare + source),
    wanted,
    ...endings.map((ending) => wanted + ending),
    ...endings.map((ending) => path.join(wanted, `index${ending}`)),
  ];
  return candidates.find(isFile) ?? null;
}

/** TypeScript's rule: an exact pattern wins, else the one with the longest part before its `*`. */
function aliasTargets(
  name: string,
  paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[],
): readonly string[] {
  let best: { readonly length: number; readonly targets: readonly string[] } = { length: -1, targets: [] };
  for (const { pattern, targets } of paths) {
    if (pattern === name) return targets;
    const star = pattern.indexOf('*');
    if (star < 0 || star <= best.length || name.length < pattern.length - 1) continue;
    const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const matched = name.slice(star, name.length - after.length);
    best = { length: star, targets: targets.map((target) => target.replace('*', () => matched)) };
  }
  return best.targets;
}
