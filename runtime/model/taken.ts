import type { Frame } from './run.ts';

/**
 * For how long a frame says that the run waited for a signal, a timer or a person. The end of branches or of a child has
 * waited for steps, which are frames of their own.
 */
export function waitedMs({ wake, durationMs }: Pick<Frame, 'wake' | 'durationMs'>): number {
  return wake === undefined || wake.type === 'join' || wake.type === 'child' ? 0 : durationMs;
}

/** A transition as the graph draws it. */
export interface TakenEdge {
  readonly from: string;
  readonly to: string;
}

/**
 * The edges of the graph that a frame takes. What a step waits for is taken when it comes; the way into a join leads
 * from the branches, where they are steps.
 */
export function edgesTaken({ state, next, directive, wake }: Frame): readonly TakenEdge[] {
  if (wake?.type === 'join' && wake.branch !== null && next !== '#failed') return [];
  if (next !== '#waiting') return [{ from: state, to: next }];
  if (directive.directive !== 'fanOut' || !('state' in directive.branch)) return [];
  return directive.items.length === 0 ? [] : [{ from: state, to: directive.branch.state }];
}

/** A state that is entered, and the workflow that it is one of: null for the one that runs on the frame's line. */
export interface EnteredState {
  readonly workflow: string | null;
  readonly state: string;
}

/** The states that are entered after a frame, each with the workflow that it belongs to. */
export function workflowStatesEntered(frame: Frame): readonly EnteredState[] {
  const { opened, directive } = frame;
  if (opened && directive.directive !== 'continueAs') {
    return opened.flatMap((child) =>
      child.status === 'running' ? [{ workflow: child.workflow, state: child.state }] : [],
    );
  }
  // A run that goes on as another workflow enters that one's start.
  const workflow = opened?.[0]?.workflow ?? null;
  return statesEntered(frame).map((state) => ({ workflow, state }));
}

/** The states that are entered after a frame, as often as they are: those of branches and children too. */
export function statesEntered({ branch, state, next, directive, opened, wake }: Frame): readonly string[] {
  if (opened && directive.directive !== 'continueAs') {
    return opened.flatMap((child) => (child.status === 'running' ? [child.state] : []));
  }
  if (next === '#waiting') {
    if (directive.directive !== 'fanOut' || !('state' in directive.branch)) return [];
    const entered = directive.branch.state;
    return directive.items.map(() => entered);
  }
  // An arm that is one step ends: where its result goes is entered when all have come.
  const isArm =
    wake === undefined && /\.\d+$/.test(branch) && directive.directive !== 'goto' && next !== state;
  return isArm && next !== '#done' && next !== '#failed' ? [] : [next];
}
