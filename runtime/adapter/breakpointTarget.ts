import type { Path } from '../language/json.ts';
import { nearest } from '../language/nearest.ts';
import { endsOf } from '../model/breakpointName.ts';
import type { StopSet } from '../model/hostProtocol.ts';
import type { Frame, RunHeader } from '../model/run.ts';
import { edgesTaken, workflowStatesEntered } from '../model/taken.ts';
import type { Arrival } from './arrival.ts';
import { type FilterId, raisedAt } from './exceptionFilters.ts';
import { realPath } from './places.ts';

/** What a breakpoint waits for. */
export type Target =
  /** `workflow` is the one that it is of; left out or null for a state of any workflow. */
  | { readonly type: 'enter'; readonly state: string; readonly workflow?: string | null }
  | { readonly type: 'return'; readonly file: string; readonly line: number }
  | {
      readonly type: 'transition';
      readonly from: string;
      readonly to: string;
      readonly workflow?: string | null;
    }
  /** A step changes what stands at a path of the session. */
  | { readonly type: 'change'; readonly path: Path }
  | { readonly type: 'exception'; readonly filter: FilterId };

export function matches(target: Target, arrival: Arrival): boolean {
  const { frame, entered } = arrival;
  switch (target.type) {
    case 'enter':
      return (
        entered.includes(target.state) &&
        (target.workflow == null || isEntered(arrival, target.workflow, target.state))
      );
    case 'return':
      return frame?.at?.line === target.line && realPath(frame.at.file) === target.file;
    case 'transition':
      return (
        frame !== null &&
        (target.workflow == null || (frame.workflow ?? arrival.workflow) === target.workflow) &&
        edgesTaken(frame).some(
          ({ from, to }) =>
            (target.from === '*' || target.from === from) && (target.to === '*' || target.to === to),
        )
      );
    case 'change':
      return arrival.change(target.path) !== null;
    case 'exception':
      return raisedAt(target.filter, arrival) !== null;
    default:
      return target satisfies never;
  }
}

/** Whether the state of one workflow is entered, and not that of another. The run itself enters its own at the start. */
function isEntered({ frame, workflow: own }: Arrival, workflow: string, state: string): boolean {
  return frame === null ? workflow === own : enters(frame, workflow, state, own);
}

/**
 * Whether a state of a workflow is entered: on a line of its own, or because a child begins there.
 *
 * @param own - the workflow of the run itself
 */
export function enters(frame: Frame, workflow: string, state: string, own: string): boolean {
  return workflowStatesEntered(frame).some(
    (entered) => entered.state === state && (entered.workflow ?? frame.workflow ?? own) === workflow,
  );
}

/** The workflow that a view means where it names none: the run's own, of which it draws the states. */
export function workflowMeant(
  { workflow, states }: Pick<RunHeader, 'workflow' | 'states'>,
  place: { readonly from: string; readonly to: string },
): string | null {
  const isOwn = (state: string): boolean => state === '*' || state.startsWith('#') || states.includes(state);
  return isOwn(place.from) && isOwn(place.to) ? workflow : null;
}

/** Where a running host must stop and ask because of these. */
export function stopSet(targets: readonly Target[]): StopSet {
  const filters = targets.flatMap((target) => (target.type === 'exception' ? [target.filter] : []));
  return {
    entering: targets.flatMap((target) => (target.type === 'enter' ? [target.state] : [])),
    returns: targets.flatMap((target) => (target.type === 'return' ? [target.line] : [])),
    transitions: targets.flatMap((target) =>
      target.type === 'transition' ? [{ from: target.from, to: target.to }] : [],
    ),
    writes: targets.flatMap((target) => (target.type === 'change' ? [target.path] : [])),
    failures: filters.some((filter) => filter !== 'budget'),
    spending: filters.includes('budget'),
  };
}

/** `CHECKED` enters a state; `CHECKED->REFINED`, `*->#failed` and `REFINED->*` are transitions. */
export function readName(
  name: string,
  states: readonly string[],
): { readonly target: Target } | { readonly problem: string } {
  const known = [...states, '#done', '#failed'];
  const ends = endsOf(name);
  for (const part of ends ? [ends.from, ends.to] : [name.trim()]) {
    if (known.includes(part) || (ends && part === '*')) continue;
    const near = nearest(part, known);
    const hint = near === null ? `The states are ${states.join(', ')}.` : `Did you mean ${near}?`;
    return { problem: `No state "${part}". ${hint}` };
  }
  return { target: ends ? { type: 'transition', ...ends } : { type: 'enter', state: name.trim() } };
}
