import { edited } from '../language/advance.ts';
import { applyPatches } from '../language/applyPatches.ts';
import { lineAt } from '../language/line.ts';
import type { UndoOrder } from '../model/asked.ts';
import type { Origin } from './answerPool.ts';

/** What it takes to undo a finished step; null for one that has no compensation. */
export function undoOrderOf({ timeline, frame }: Origin): UndoOrder | null {
  if (!frame.undoable) return null;
  const before = edited(timeline.snapshotAt(timeline.frames.indexOf(frame)), frame.edits);
  const line = lineAt(before, frame.branch);
  if (line === null) return null;
  const { workflow, version, steps, input, config, session } = line.instance;
  return {
    run: timeline.header.id,
    branch: frame.branch,
    instance: {
      workflow,
      version,
      steps: line.type === 'arm' ? 0 : steps,
      input,
      config,
      // The compensation finds what its step has left.
      session: applyPatches(session, frame.patches),
      undo: [],
      failure: { name: 'Undone', message: 'It is made anew.', stack: null, code: null, retryable: false },
      status: 'running',
      state: frame.state,
      data: frame.data,
    },
  };
}
