import type { ErrorRecord } from '../language/directive.ts';
import type { Frame } from '../model/run.ts';
import { thrownAt } from '../model/thrownAt.ts';

/** True for a frame that may tell where its run failed. An undo that fails does not fail the run. */
export function tellsOfFailure({ error, directive, at, undoes }: Frame): boolean {
  return at !== null && !undoes && (error !== null || directive.directive === 'fail');
}

/**
 * Where the error that ended a run came from, for people; null when that is unknown.
 *
 * @param last the last frame that may tell of it
 */
export function failurePlace(error: ErrorRecord | null, last: Frame | null): string | null {
  if (error === null) return null;
  const isLast = last !== null && (last.error?.message ?? error.message) === error.message;
  const at = thrownAt(error) ?? (isLast ? last.at : null);
  return at ? `${at.file}:${at.line}:${at.column}` : null;
}
