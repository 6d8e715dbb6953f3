import { advance, initialSnapshot } from '../language/advance.ts';
import { applyPatches } from '../language/applyPatches.ts';
import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { Frame, RunHeader } from '../model/run.ts';

type Changing = Pick<Frame, 'branch' | 'edits' | 'patches'>;

/** The changes that a frame makes to the session of the run, a person's edits first. Children have sessions of their own. */
export function sessionChanges({ branch, edits, patches }: Changing): readonly Patch[] {
  if (branch !== '') return [];
  if (edits.length === 0) return patches;
  return [...edits.filter((edit) => edit.target === 'session').flatMap((edit) => edit.patches), ...patches];
}

/**
 * The session after `frames`, the first of which found `session`.
 *
 * All changes are applied at once: a container that many frames change is copied once instead of once per frame, which
 * is what makes any step of a long run cheap to reach.
 */
export function foldSession(session: Json, frames: readonly Changing[]): Json {
  return applyPatches(session, frames.flatMap(sessionChanges));
}

/** The snapshot after `frames`, the first of which found `before`. */
export function foldFrames(before: Snapshot, frames: readonly Frame[]): Snapshot {
  if (frames.length === 0) return before;
  let snapshot = before;
  // What the session is in between matters to none of the frames.
  for (const frame of frames) {
    snapshot = advance(snapshot, frame, frame.branch === '' ? before.session : undefined);
  }
  return { ...snapshot, session: foldSession(before.session, frames) };
}

/** The snapshot before the first frame of a run. */
export function snapshotOf(header: RunHeader): Snapshot {
  return initialSnapshot(header);
}

/** True for the frame of a plain step, which all that comes after it can be known from, but for the session. */
export function isPlain(frame: Frame): boolean {
  return (
    frame.branch === '' &&
    frame.next !== '#waiting' &&
    !frame.wake &&
    !frame.signals &&
    !frame.undoable &&
    !frame.undoes &&
    !frame.opened
  );
}
