import path from 'node:path';
import type { Evaluator } from './evaluator.ts';

export const packageName = 'backstep';

const directives: ReadonlySet<string> = new Set([
  'goto',
  'done',
  'fail',
  'fanOut',
  'waitFor',
  'sleep',
  'child',
  'continueAs',
]);

const decorators: ReadonlySet<string> = new Set(['workflow', 'step', 'compensate']);

export function isLanguageName(name: string): boolean {
  return directives.has(name) || decorators.has(name);
}

/** Whether this is what a step returns to say how the run goes on. */
export function isDirective(name: string): boolean {
  return directives.has(name);
}

/** True for a file of backstep itself, which is met where a project imports the package by path. */
export function isLanguageFile(evaluator: Evaluator, file: string): boolean {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = evaluator.sources.read(path.join(folder, 'package.json'));
    if (manifest !== undefined) return isOwnManifest(manifest) && isOwnEntry(path.relative(folder, file));
    if (folder === path.dirname(folder)) return false;
  }
}

function isOwnManifest(text: string): boolean {
  return new RegExp(`"name"\\s*:\\s*"${packageName}"`).test(text);
}

/** Examples and tests live in the package too, and are no part of the language. */
function isOwnEntry(file: string): boolean {
  return /^(runtime[\\/](index\.ts|language[\\/])|dist[\\/](index\.c?js|types[\\/]runtime[\\/](index|language)))/.test(
    file,
  );
}
