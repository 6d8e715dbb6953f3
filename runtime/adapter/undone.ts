import { isDeepStrictEqual } from 'node:util';
import { lineAt, outerLine } from '../language/line.ts';
import type { Frame } from '../model/run.ts';
import type { Origin } from './answerPool.ts';

/**
 * Whether the run itself has undone a step since. A workflow undoes its newest step first, so of equal steps that came
 * after it each takes one compensation away.
 */
export function wasUndone({ timeline, frame }: Origin): boolean {
  const { frames } = timeline;
  const index = frames.indexOf(frame);
  // What a branch did is undone by the workflow that it belongs to.
  const isArm = lineAt(timeline.snapshotAt(index), frame.branch)?.type === 'arm';
  const owner = isArm ? (outerLine(frame.branch) ?? '') : frame.branch;
  const isEqual = (other: Frame): boolean =>
    other.state === frame.state && isDeepStrictEqual(other.data, frame.data);
  const isSibling = ({ branch }: Frame): boolean => (isArm ? outerLine(branch) : branch) === owner;
  let later = 0;
  for (const other of frames.slice(index + 1)) {
    if (!isEqual(other)) continue;
    if (other.undoes && other.branch === owner) {
      if (later === 0) return other.error === null;
      later--;
    } else if (other.undoable && other.directive.directive !== 'fail' && isSibling(other)) later++;
  }
  return false;
}
