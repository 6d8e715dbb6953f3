import { edited } from '../language/advance.ts';
import { valueAt } from '../language/applyPatches.ts';
import type { Json, Path } from '../language/json.ts';
import type { Frame } from '../model/run.ts';
import { statesEntered } from '../model/taken.ts';
import { equalJson } from '../recording/difference.ts';
import type { Timeline } from '../recording/timeline.ts';
import { touches } from '../recording/writes.ts';
import type { Names } from './expressionRealm.ts';
import { namesAt } from './frames.ts';

/** A boundary of the run: what led there and where it stands. `frame` is null at the start. */
export interface Arrival {
  /** The workflow of the run itself. */
  readonly workflow: string;
  readonly frame: Frame | null;
  /** The states that are entered there, `#done` or `#failed` among them. */
  readonly entered: readonly string[];
  /** What conditions and log messages may name. */
  readonly names: () => Names;
  /** What they might have named a step earlier; null at the start. */
  readonly namesBefore: () => Names | null;
  /** What the step that led here made of a value in the session; null when it left it as it was. */
  readonly change: (path: Path) => Change | null;
}

/** A value before and after; undefined where there was none. */
export interface Change {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export function arrivalAt(timeline: Timeline, k: number): Arrival {
  const frame = k === 0 ? null : timeline.frame(k);
  return {
    workflow: timeline.header.workflow,
    frame,
    entered: frame === null ? [timeline.header.start] : statesEntered(frame),
    names: () => namesAt(timeline, k),
    namesBefore: () => (k === 0 ? null : namesAt(timeline, k - 1)),
    change: (path) => (frame === null ? null : changeAt(timeline, k, frame, path)),
  };
}

/** A person's edit before the step is none of the step's changes. */
function changeAt(timeline: Timeline, k: number, frame: Frame, path: Path): Change | null {
  if (!touches({ ...frame, edits: [] }, path)) return null;
  const before = valueAt(edited(timeline.snapshotAt(k - 1), frame.edits).session, path);
  const after = valueAt(timeline.snapshotAt(k).session, path);
  return equalJson(before, after) ? null : { before, after };
}
