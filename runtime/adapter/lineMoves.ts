import { lineAt } from '../language/line.ts';
import type { Cut } from '../language/snapshot.ts';
import type { Frame } from '../model/run.ts';
import { framesBefore } from '../recording/cut.ts';
import type { Timeline } from '../recording/timeline.ts';

/**
 * Positions of a run in which its open branches stand where they like. Each function gives the cut after its move; null
 * when there is nothing to move over.
 */

/** One frame further: the first of the line that is not taken yet, or with null the first of any line. */
export function forwards(timeline: Timeline, cut: Cut, branch: string | null): Cut | null {
  const { frames } = timeline;
  const taken = new Set(framesBefore(frames, cut));
  const index = frames.findIndex((frame) => !taken.has(frame) && isOf(frame, branch));
  const frame = frames[index];
  if (frame === undefined) return null;
  taken.add(frame);
  return cutOf(frames, taken, Math.max(cut.seq, index + 1));
}

/** One frame back: the last of the line that is taken, or with null the last of any line. */
export function backwards(timeline: Timeline, cut: Cut, branch: string | null): Cut | null {
  const { frames } = timeline;
  const taken = new Set(framesBefore(frames, cut));
  const last = [...taken].findLast((frame) => isOf(frame, branch));
  if (last === undefined) return null;
  taken.delete(last);
  return cutOf(frames, taken, cut.seq);
}

/**
 * The position before the frame at `k`, of whatever line: what other lines took stays taken. Where the line of the frame
 * has been joined or given up since, all lines go back to that position, since that line can be open nowhere else.
 */
export function before(timeline: Timeline, cut: Cut, k: number): Cut {
  const { frames } = timeline;
  const { branch } = timeline.frame(k);
  const plain = { seq: k - 1, branches: {} };
  const later = new Set(frames.slice(k - 1).filter((frame) => isOf(frame, branch)));
  const taken = new Set(framesBefore(frames, cut).filter((frame) => !later.has(frame)));
  // A line that waits for others takes no step before they are joined.
  const isJoined = frames.slice(k).some((frame) => taken.has(frame) && isInside(branch, frame.branch));
  if (isJoined) return plain;
  const own = cutOf(frames, taken, cut.seq);
  const run = timeline.before(own);
  return lineAt(run.snapshotAt(run.head), branch) === null ? plain : own;
}

function isInside(branch: string, outer: string): boolean {
  return branch !== outer && (outer === '' || branch.startsWith(`${outer}/`));
}

/** True for a frame of the line, or of one inside it. */
export function isOf(frame: Frame, branch: string | null): boolean {
  if (branch === null) return true;
  return frame.branch === branch || (branch !== '' && frame.branch.startsWith(`${branch}/`));
}

function cutOf(frames: readonly Frame[], taken: ReadonlySet<Frame>, most: number): Cut {
  let seq = most;
  while (seq > 0 && !taken.has(frames[seq - 1] as Frame)) seq--;
  const counts = new Map<string, number>();
  const held = new Set<string>();
  for (const frame of frames.slice(0, seq)) {
    if (taken.has(frame)) counts.set(frame.branch, (counts.get(frame.branch) ?? 0) + 1);
    else held.add(frame.branch);
  }
  return { seq, branches: Object.fromEntries([...held].map((line) => [line, counts.get(line) ?? 0])) };
}
