import { applyPatches, valueAt } from '../language/applyPatches.ts';
import type { Json, Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Frame } from '../model/run.ts';
import { equalJson } from './difference.ts';
import { sessionChanges } from './fold.ts';
import type { Timeline } from './timeline.ts';
import { touches } from './writes.ts';

/** A change of a session value. An edit stands at the step before which a person made it. */
export interface ValueChange {
  readonly k: number;
  readonly by: 'step' | 'edit';
  /** Undefined where there was nothing. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * All changes of the value at a path of the session, oldest first. A write that left the value as it was is none.
 *
 * Steps that have nothing to do with the path are applied together, so that the cost follows the changes.
 */
export function valueChanges(timeline: Timeline, path: Path): readonly ValueChange[] {
  const changes: ValueChange[] = [];
  let session = timeline.header.session;
  let skipped: Patch[] = [];

  function apply(k: number, by: ValueChange['by'], patches: readonly Patch[]): void {
    const before = valueAt(session, path);
    session = applyPatches(session, patches);
    const after = valueAt(session, path);
    if (!equalJson(before, after)) changes.push({ k, by, before, after });
  }
  timeline.frames.forEach((frame: Frame, index) => {
    if (!touches(frame, path)) {
      skipped.push(...sessionChanges(frame));
      return;
    }
    session = applyPatches(session, skipped);
    skipped = [];
    apply(index + 1, 'edit', sessionChanges({ ...frame, patches: [] }));
    apply(index + 1, 'step', frame.patches);
  });
  return changes;
}
