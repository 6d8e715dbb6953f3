import path from 'node:path';
import { isFile } from './fileKind.ts';
import { parseTsconfig } from './tsconfig.ts';

/**
 * The tsconfig that holds a source file's settings: the nearest one, or, where that one has no files of its own and only
 * refers to others, the first of those that includes the file.
 */
export function governingTsconfig(nearest: string, source: string): string {
  const { files, references } = parseTsconfig(nearest);
  if (!Array.isArray(files) || files.length > 0 || !Array.isArray(references)) return nearest;
  const referenced = references.flatMap((reference: unknown) => {
    const target = typeof reference === 'object' && reference && 'path' in reference ? reference.path : null;
    if (typeof target !== 'string') return [];
    const at = path.resolve(path.dirname(nearest), target);
    return [at, path.join(at, 'tsconfig.json')].filter(isFile);
  });
  const found = referenced.find((file) => includes(file, source));
  return found === undefined ? nearest : governingTsconfig(found, source);
}

/** Whether the beginning and the end of one of its patterns fit; what a pattern says between them seldom decides. */
function includes(tsconfig: string, source: string): boolean {
  const { include } = parseTsconfig(tsconfig);
  const patterns: readonly unknown[] = Array.isArray(include) ? include : ['.'];
  return patterns.some((pattern) => {
    if (typeof pattern !== 'string') return false;
    const [beginning = ''] = pattern.split(/[^/]*[*?]/, 1);
    const folder = path.resolve(path.dirname(tsconfig), beginning);
    const isInside =
      source === folder || source.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
    const ending = /\*([^*/]*)$/.exec(pattern)?.[1] ?? '';
    return isInside && source.endsWith(ending);
  });
}
