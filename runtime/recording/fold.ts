import { advance, initialSnapshot } from '../language/advance.ts';
import { applyPatches } from '../language/applyPatches.ts';
import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { Frame, RunHeader } from '../model/run.ts';

/** The changes that a frame makes to the session, a person's edits first. */
export function sessionChanges(frame: Pick<Frame, 'edits' | 'patches'>): readonly Patch[] {
  if (frame.edits.length === 0) return frame.patches;
  const edits = frame.edits.filter((edit) => edit.target === 'session').flatMap((edit) => edit.patches);
  return [...edits, ...frame.patches];
}

/**
 * The session after `frames`, the first of which found `session`.
 *
 * All changes are applied at once: a container that many frames change is copied once instead of once per frame, which
 * is what makes any step of a long run cheap to reach.
 */
export function foldSession(session: Json, frames: readonly Pick<Frame, 'edits' | 'patches'>[]): Json {
  return applyPatches(session, frames.flatMap(sessionChanges));
}

/** The snapshot after `frames`, the first of which found `session`. Without frames it is that of the run's start. */
export function foldFrames(header: RunHeader, session: Json, frames: readonly Frame[]): Snapshot {
  const last = frames.at(-1);
  if (last === undefined) return initialSnapshot({ ...header, session });
  const before = initialSnapshot({ ...header, session: foldSession(session, frames.slice(0, -1)) });
  // An edit of the data has done its work when the step has run, and would not fit the data of the start.
  return advance({ ...before, seq: last.seq - 1 }, { ...last, edits: [], patches: sessionChanges(last) });
}
