import type { SourcePosition } from '../../model/run.ts';

/**
 * Why a module could not be loaded.
 *
 * `file-not-found`: the file itself does not exist.
 * `not-a-program`: it is neither TypeScript nor JavaScript.
 * `syntax-error`: a file does not parse.
 * `module-not-found`: an import leads nowhere.
 * `export-not-found`: a module does not export what is imported from it.
 * `tsconfig-invalid`: the project's tsconfig cannot be read.
 * `module-threw`: the module's own top-level code threw; the thrown value is the `cause`.
 */
export type LoadErrorCode =
  | 'file-not-found'
  | 'not-a-program'
  | 'syntax-error'
  | 'module-not-found'
  | 'export-not-found'
  | 'tsconfig-invalid'
  | 'module-threw';

export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly code: LoadErrorCode;
  /** The place in the user's source, null when unknown. */
  readonly at: SourcePosition | null;

  constructor(code: LoadErrorCode, message: string, at: SourcePosition | null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.at = at;
  }
}

/** `file:line:column` as terminals and editors make it clickable. */
export function placeText(at: SourcePosition): string {
  return `${at.file}:${at.line}:${at.column}`;
}
