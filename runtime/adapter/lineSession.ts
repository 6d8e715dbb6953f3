import { edited } from '../language/advance.ts';
import { applyPatches, valueAt } from '../language/applyPatches.ts';
import type { Json, Path } from '../language/json.ts';
import { lineAt } from '../language/line.ts';
import type { ValueHistory } from '../model/history.ts';
import type { Frame } from '../model/run.ts';
import type { Timeline } from '../recording/timeline.ts';
import { touches } from '../recording/writes.ts';
import { DapError } from './dapError.ts';
import { shown } from './outline.ts';
import { expressionOf } from './pathExpression.ts';
import { workflowAt } from './stack.ts';

/** Values of one path in one answer at most; the newest are kept. */
const mostValues = 500;

/** What the step that led to position k found in the session of its line, edits included, and what it left. */
export function sessionsAround(
  timeline: Timeline,
  k: number,
): { readonly before: Json; readonly after: Json } {
  const frame = timeline.frame(k);
  const before = edited(workflowAt(timeline.snapshotAt(k - 1), frame.branch), frame.edits).session;
  // A child may be gone after its last step.
  const after = frame.branch === '' ? timeline.snapshotAt(k).session : applyPatches(before, frame.patches);
  return { before, after };
}

/**
 * The session of a line at a position: a child has one of its own, which stays what it was when the child has ended.
 *
 * @throws DapError `bad-request` where the line has not begun
 */
export function sessionOfLine(timeline: Timeline, k: number, branch: string): Json {
  const line = lineAt(timeline.snapshotAt(k), branch);
  if (line !== null) return line.instance.session;
  const last = timeline.frames.slice(0, k).findLastIndex((frame) => frame.branch === branch);
  if (last < 0)
    throw new DapError(
      'bad-request',
      `There is no line "${branch}" at step ${k}: give one that has begun there.`,
    );
  return sessionsAround(timeline, last + 1).after;
}

/** What a session path of a line held over time: before its first step, and after each that wrote to the path. */
export function valuesOfLine(timeline: Timeline, path: Path, branch: string, here: number): ValueHistory {
  const { frames } = timeline;
  const isOfLine = (frame: Frame): boolean => frame.branch === branch;
  const start = branch === '' ? 0 : frames.findIndex(isOfLine);
  const writers =
    branch === ''
      ? timeline.writers(path)
      : // Of a frame of the main line it is asked what it does to the session of the run.
        frames.flatMap((frame, index) =>
          isOfLine(frame) && touches({ ...frame, branch: '' }, path) ? [index + 1] : [],
        );
  const all = [Math.max(0, start), ...writers];
  const reached = all.filter((k) => k <= here).length;
  const end = Math.min(all.length, Math.max(mostValues, reached + mostValues / 2));
  const begin = Math.max(0, end - mostValues);
  const points = all.slice(begin, end).map((k) => {
    const value = valueAt(sessionOfLine(timeline, k, branch), path);
    return { k, value: value === undefined ? null : shown(value) };
  });
  return { name: expressionOf('session', path), points, omitted: begin, later: all.length - end };
}
