import { edited } from '../language/advance.ts';
import { applyPatches } from '../language/applyPatches.ts';
import type { Json } from '../language/json.ts';
import { lineAt, outerLine } from '../language/line.ts';
import type { RunReader } from '../recording/reader.ts';

/** A session, and whose it is. */
export interface SessionAfter {
  readonly session: Json;
  /** The line of the run or of a child, and the workflow there. */
  readonly sessionOf: { readonly branch: string; readonly workflow: string };
}

/** The session that the step of frame `k` left: that of the child where a child took it. */
export function sessionAfter(run: RunReader, k: number): SessionAfter {
  const frame = k === 0 ? null : run.frame(k);
  const line = frame === null || frame.branch === '' ? null : lineAt(run.snapshotAt(k - 1), frame.branch);
  // An item of a fan-out is a step of the workflow that fans out.
  const branch = (line?.type === 'arm' ? outerLine(frame?.branch ?? '') : frame?.branch) ?? '';
  if (frame === null || line === null || branch === '') {
    const { workflow, session } = run.snapshotAt(k);
    return { session, sessionOf: { branch: '', workflow } };
  }
  // After its last step a child may be gone from the snapshot.
  const { workflow, session } = edited(line.instance, frame.edits);
  return { session: applyPatches(session, frame.patches), sessionOf: { branch, workflow } };
}
