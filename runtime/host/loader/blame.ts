import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { SourcePosition } from '../../model/run.ts';

/** The innermost place in one of the files that an error's stack passes through; null when it passes through none. */
export function stackPosition(error: Error, files: readonly string[]): SourcePosition | null {
  for (const line of (error.stack ?? '').split('\n')) {
    if (!/^\s+at /.test(line)) continue;
    for (const file of files) {
      for (const name of [file, pathToFileURL(file).href]) {
        const [, row, column] = line.split(`${name}:`)[1]?.match(/^(\d+):(\d+)/) ?? [];
        if (row && column) return { file, line: Number(row), column: Number(column) };
      }
    }
  }
  return null;
}

/** Where a file imports something; its beginning when the import is not written there but made by the compiler. */
export function importPosition(file: string, specifier: string): SourcePosition {
  const text = readFileSync(file, 'utf8');
  const quoted = `(["'\`])${escaped(specifier)}\\1`;
  const found =
    new RegExp(`\\b(?:from|import|require)\\s*\\(?\\s*${quoted}`).exec(text) ?? new RegExp(quoted).exec(text);
  return found
    ? positionAt(file, text, found.index + found[0].length - specifier.length - 2)
    : beginning(file);
}

/** Where a name is imported from somewhere, for which V8 gave the line at best. */
export function namePosition(file: string, line: number, name: string): SourcePosition {
  const text = readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
  const column = new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`).exec(text)?.index ?? 0;
  return { file, line, column: column + 1 };
}

function positionAt(file: string, text: string, offset: number): SourcePosition {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function beginning(file: string): SourcePosition {
  return { file, line: 1, column: 1 };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
