import { openLines } from './line.ts';
import type { Snapshot } from './snapshot.ts';

/** What a person can change between two transitions. */
export type EditTarget = 'session' | 'data' | 'state';

/**
 * Why a person cannot edit this where a run stands, to stand after a colon; null when it can be edited. Whoever takes an
 * edit asks first: in a recorded run, an edit that nothing comes of would tell of what never was.
 */
export function editRefusal(snapshot: Snapshot, target: EditTarget): string | null {
  if (openLines(snapshot).length > 0) {
    return 'branches are open, and each sees the session as it was; go on to the join, or back before them';
  }
  switch (snapshot.status) {
    case 'running':
      return target === 'state' && snapshot.failure !== null
        ? 'it has failed, and what its steps did is being undone; go back to before it failed'
        : null;
    case 'waiting':
      return waitRefusal(snapshot, target);
    case 'done':
    case 'failed':
      return `the run is ${snapshot.status}; step back to a state first`;
    default:
      return snapshot satisfies never;
  }
}

function waitRefusal(
  { state, pending }: Snapshot & { readonly status: 'waiting' },
  target: EditTarget,
): string | null {
  switch (target) {
    case 'session':
      return null;
    case 'data':
      return `the step of ${state} has had its data, and waits; edit it before that step, or once the wait is over`;
    case 'state':
      return pending.type === 'timer' || pending.type === 'signal'
        ? null
        : `the step of ${state} waits for others; go on to where they join, or back before it`;
    default:
      return target satisfies never;
  }
}
