import type { StepRow } from '../model/recorded.ts';
import type { Frame } from '../model/run.ts';
import { usageOfFrame } from '../model/usage.ts';
import { sessionChanges } from './fold.ts';

/** The step that led to position k, in one line. */
export function stepRow(k: number, frame: Frame): StepRow {
  const paths = sessionChanges(frame).map(({ path }) => path.join('.'));
  return {
    k,
    branch: frame.branch,
    state: frame.state,
    next: frame.next,
    line: frame.at?.line ?? null,
    startedAt: frame.startedAt,
    durationMs: frame.durationMs,
    attempts: frame.attempts.length,
    calls: frame.calls.length,
    changed: [...new Set(paths)].slice(0, mostPaths),
    edited: frame.edits.length > 0,
    error: frame.error?.message ?? null,
    usage: usageOfFrame(frame),
  };
}

/** Names of changed paths in one line; a step that sorts a long list of objects changes thousands. */
const mostPaths = 8;
