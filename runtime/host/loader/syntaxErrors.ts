import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import type { SourcePosition } from '../../model/run.ts';
import { namePosition } from './blame.ts';
import { needsTranspiling } from './fileKind.ts';
import { LoadError, placeText } from './loadError.ts';
import type { Sources } from './sources.ts';

/**
 * What V8's complaint about a module means for its source. TypeScript's parser takes some programs that V8 refuses, such
 * as one that declares a name twice, and imports are only matched with exports when everything is loaded.
 *
 * Returns null for an error that is no such complaint, but was thrown by the user's code.
 */
export function explainSyntaxError(
  error: SyntaxError,
  files: readonly string[],
  sources: Sources,
): LoadError | null {
  const [, missing] = /(?:export named|Named export) '([^']+)'/.exec(error.message) ?? [];
  if (missing !== undefined) return exportNotFound(error, missing, files);
  if (!/node:internal\/(?:modules|vm)/.test(firstFrame(error))) return null;
  // The last file that was loaded is the likeliest.
  for (const file of files.toReversed()) {
    const found = refusal(file, error.message, sources);
    if (found) return found;
  }
  return null;
}

/** Node's own loader, where V8 refused a module; whatever made the error, where code threw it. */
function firstFrame({ stack = '' }: Error): string {
  return stack.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
}

function exportNotFound(error: SyntaxError, name: string, files: readonly string[]): LoadError {
  const head = headOf(error, files);
  const at = head ? namePosition(head.file, head.line, name) : null;
  const [, specifier = 'a module'] = /requested module '([^']+)'/.exec(error.message) ?? [];
  return new LoadError(
    'export-not-found',
    `${at ? placeText(at) : 'The workflow'} imports "${name}" from "${specifier}", which does not export it. Correct the name; if it is a type, write \`import type\` or \`export type\`; if the module is CommonJS, take it from its default export.`,
    at,
    { cause: error },
  );
}

/** The same complaint about this file, with its place; null when V8 takes the file, or says something else. */
function refusal(file: string, message: string, { transpiler }: Sources): LoadError | null {
  const source = readFileSync(file, 'utf8');
  try {
    const code = transpiler.emit(file, source, 'commonjs');
    return refusedByV8(file, code, message);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    // TypeScript saw the file for the first time, and says better what is wrong. Of its own files it has said so before.
    return error.code === 'syntax-error' && !needsTranspiling(file, source) ? error : null;
  }
}

function refusedByV8(file: string, code: string, message: string): LoadError | null {
  try {
    // As a function body, in CommonJS form, any module can be compiled without being run.
    new Script(`(async function (exports, require, module, __filename, __dirname) {${code}\n})`, {
      filename: file,
    });
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError) || error.message !== message) return null;
    const head = headOf(error, [file]);
    const at = head ? original(file, code, head) : { file, line: 1, column: 1 };
    return new LoadError('syntax-error', `${placeText(at)} does not parse: ${message}.`, at, {
      cause: error,
    });
  }
}

/** V8 puts the place of such an error before its stack: `file:line`, the line, and a caret under the column. */
function headOf({ stack = '' }: Error, files: readonly string[]): SourcePosition | null {
  const [first = '', , caret = ''] = stack.split('\n');
  const [, name, line] = /^(.*):(\d+)$/.exec(first) ?? [];
  const file = files.find((candidate) => candidate === name || pathToFileURL(candidate).href === name);
  return file ? { file, line: Number(line), column: caret.indexOf('^') + 1 || 1 } : null;
}

function original(file: string, code: string, { line, column }: SourcePosition): SourcePosition {
  const [, base64 = ''] = /sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(code) ?? [];
  const entry = new SourceMap(JSON.parse(Buffer.from(base64, 'base64').toString())).findEntry(
    line - 1,
    column - 1,
  );
  return 'originalLine' in entry
    ? { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
    : { file, line: 1, column: 1 };
}
