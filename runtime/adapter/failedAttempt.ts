import { lineAt } from '../language/line.ts';
import type { Frame, SourcePosition } from '../model/run.ts';
import { thrownAt } from '../model/thrownAt.ts';
import type { Cursor } from './cursor.ts';
import type { Stop } from './debuggee.ts';

/**
 * The step or undo that failed, or the attempt of it, that a session has stopped for. The run has gone on by then, to another
 * attempt, to `onError` or to what is undone next: what is shown is what failed, since that is what the stop is about.
 */
export interface FailedAttempt {
  /** The line on top of whose stack it is shown. */
  readonly branch: string;
  /** `CHECKED failed, attempt 1 of 3`. */
  readonly name: string;
  /** Where it threw or returned `fail`; null when that is not known. */
  readonly at: SourcePosition | null;
  readonly frame: Frame;
  /** The step's own line, and its position in the record. */
  readonly step: { readonly branch: string; readonly k: number };
}

/** Null where the stop is about something else; a run that has failed shows that, unless its last undo threw. */
export function failedAttempt(stop: Stop | null, cursor: Cursor): FailedAttempt | null {
  const { error = null, filter } = stop?.hit?.raised ?? {};
  const frame = cursor.last;
  if (frame === null || (cursor.state === '#failed' && !frame.undoes)) return null;
  const index = error === null ? -1 : frame.attempts.findIndex((attempt) => attempt.error === error);
  // A step that returns `fail` fails its line, though none of its attempts has failed.
  const isWhole = filter === 'fails' || (error !== null && frame.error === error);
  if (index < 0 && !isWhole) return null;
  const tries = frame.attempts.length;
  const line = stop?.branch ?? '';
  return {
    branch: lineAt(cursor.snapshot, line) === null ? '' : line,
    name: `${frame.undoes ? 'undo of ' : ''}${frame.state} failed${tries > 1 ? `, attempt ${index < 0 ? tries : index + 1} of ${tries}` : ''}`,
    at: (error && thrownAt(error)) ?? (isWhole ? frame.at : null),
    frame,
    step: { branch: frame.branch, k: cursor.timeline.frames.indexOf(frame) + 1 },
  };
}
