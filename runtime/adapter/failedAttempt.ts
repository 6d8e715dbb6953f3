import { lineAt } from '../language/line.ts';
import type { SourcePosition } from '../model/run.ts';
import { thrownAt } from '../model/thrownAt.ts';
import type { Cursor } from './cursor.ts';
import type { Stop } from './debuggee.ts';

/**
 * The attempt of a step that a session has stopped for. The run has gone on by then, to another attempt or to `onError`:
 * what is shown is the state that failed, since that is what the stop is about.
 */
export interface FailedAttempt {
  /** The line on top of whose stack it is shown. */
  readonly branch: string;
  /** `CHECKED failed, attempt 1 of 3`. */
  readonly name: string;
  /** Where it threw, or else where the step stands; null when neither is known. */
  readonly at: SourcePosition | null;
  readonly state: string;
  /** The step's own line, and its position in the record. */
  readonly step: { readonly branch: string; readonly k: number };
}

/** Null where the stop is about something else; a run that has failed shows that. */
export function failedAttempt(stop: Stop | null, cursor: Cursor): FailedAttempt | null {
  const error = stop?.hit?.raised?.error ?? null;
  const frame = cursor.last;
  if (error === null || frame === null || cursor.state === '#failed') return null;
  const index = frame.attempts.findIndex((attempt) => attempt.error === error);
  if (index < 0 && frame.error !== error) return null;
  const tries = frame.attempts.length;
  const line = stop?.branch ?? '';
  return {
    branch: lineAt(cursor.snapshot, line) === null ? '' : line,
    name: `${frame.state} failed${tries > 1 ? `, attempt ${index < 0 ? tries : index + 1} of ${tries}` : ''}`,
    at: thrownAt(error) ?? (frame.error === null ? null : frame.at),
    state: frame.state,
    step: { branch: frame.branch, k: cursor.timeline.frames.indexOf(frame) + 1 },
  };
}
