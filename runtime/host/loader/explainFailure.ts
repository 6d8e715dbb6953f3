import path from 'node:path';
import type { SourcePosition } from '../../model/run.ts';
import { importPosition, stackPosition } from './blame.ts';
import { isInstalled } from './fileKind.ts';
import { LoadError, placeText } from './loadError.ts';
import type { Registered } from './register.ts';
import type { Report } from './reports.ts';
import { explainSyntaxError } from './syntaxErrors.ts';

/** The error to show for whatever went wrong while a module was loaded. */
export function explainFailure(error: unknown, entry: string, { reports, sources }: Registered): LoadError {
  if (error instanceof LoadError) return error;
  const told = reports();
  const files = [...new Set(told.flatMap((report) => (report.type === 'loaded' ? [report.file] : [])))];
  const message = error instanceof Error ? error.message : null;
  const known = told.findLast((report) => report.type !== 'loaded' && report.message === message);
  if (known?.type === 'refused') return new LoadError(known.code, known.message, known.at);
  if (known?.type === 'unresolved') return moduleNotFound(known, error);
  return (
    (error instanceof SyntaxError ? explainSyntaxError(error, files, sources) : null) ??
    moduleThrew(error, entry, files)
  );
}

function moduleThrew(error: unknown, entry: string, files: readonly string[]): LoadError {
  const at = error instanceof Error ? stackPosition(error, files) : null;
  const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new LoadError(
    'module-threw',
    `${at ? placeText(at) : entry} threw while the module was loaded: ${thrown}`,
    at,
    { cause: error },
  );
}

type Unresolved = Extract<Report, { type: 'unresolved' }>;

function moduleNotFound(report: Unresolved, error: unknown): LoadError {
  const at = importPosition(report.importer, report.specifier);
  const importing = `${placeText(at)} imports "${report.specifier}"`;
  return new LoadError('module-not-found', `${importing}, ${remedy(report, at, error)}`, at, {
    cause: error,
  });
}

function remedy({ specifier, importer, message }: Unresolved, at: SourcePosition, error: unknown): string {
  const folder = path.dirname(importer);
  if (/^(?:\.|\/|file:)/.test(specifier)) {
    return `but there is no such file${specifier.startsWith('.') ? ` beside it in ${folder}` : ''}. Correct the path, or create the file.`;
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (specifier.startsWith('#'))
    return `which the "imports" of its package.json do not lead anywhere: ${firstLine(message)}`;
  if (error instanceof Error && 'code' in error && error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
    return `which the package "${name}" does not export: ${firstLine(message)}`;
  }
  if (/^[@~]\//.test(specifier)) {
    return 'which looks like an alias, but no "paths" of its tsconfig.json lead it to a file. Add it there, or correct the path.';
  }
  const missing = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  if (missing && path.isAbsolute(missing)) {
    return `which leads to ${missing}, and that file is not there. Build the package "${name}", or correct its package.json.`;
  }
  if (isInstalled(at.file))
    return `which is not installed. Reinstall the package that ${at.file} belongs to.`;
  return `which is not installed. Run \`npm install ${name}\` (or your package manager's equivalent) in ${folder}, or correct the name; if it is an alias, add it to "paths" in tsconfig.json.`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
