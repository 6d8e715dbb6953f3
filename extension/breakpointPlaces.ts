import { endsOf, transitionBreakpoint } from '../runtime/model/breakpointName.ts';
import { isReturned, type StateNode, type Transition, type WorkflowGraph } from '../runtime/model/graph.ts';
import type { MarkedBreakpoint, MarkedLine, MarkedName, MarkedState } from '../runtime/model/pageProtocol.ts';

/** A source breakpoint; its line counts from 1. */
export interface BreakpointPlace extends MarkedBreakpoint {
  readonly file: string;
  readonly line: number;
}

/** A function breakpoint: a state's name, or `FROM->TO`, where either may be `*`. */
export interface NamedBreakpoint extends MarkedBreakpoint {
  readonly name: string;
}

/** What a breakpoint has to be to stop at a transition and, where that is possible, at no other. */
export type TransitionStop =
  | { readonly type: 'line'; readonly file: string; readonly line: number }
  | { readonly type: 'name'; readonly name: string };

/** How a breakpoint concerns a transition: as its own, as one of several that it stops at, or not at all. */
export type Concern = 'own' | 'shared' | 'none';

/** Whether a breakpoint at this place stops on entering the state. */
export function entersState(
  state: StateNode,
  { file, line }: Pick<BreakpointPlace, 'file' | 'line'>,
): boolean {
  return state.handler !== null && file === state.file && line >= state.line && line <= state.signatureLine;
}

/** The breakpoints that a graph shows: by state, by the line of a return, and by the names of both ends. */
export function marksOf(
  graph: WorkflowGraph,
  places: readonly BreakpointPlace[],
  named: readonly NamedBreakpoint[],
): {
  readonly states: readonly MarkedState[];
  readonly lines: readonly MarkedLine[];
  readonly names: readonly MarkedName[];
} {
  const states = graph.states.flatMap((state) => {
    const marking = [
      ...places.filter((place) => entersState(state, place)),
      ...named.filter(({ name }) => name.trim() === state.id),
    ];
    const [shown] = marking.toSorted((one, other) => weight(other) - weight(one));
    return shown ? [{ state: state.id, ...markedOf(shown) }] : [];
  });
  const lines = places
    .filter((place) => returnedAt(graph, place).length > 0)
    .map((place) => ({ file: place.file, line: place.line, ...markedOf(place) }));
  const names = named.flatMap((breakpoint) => {
    const ends = endsOf(breakpoint.name);
    return ends === null ? [] : [{ ...ends, ...markedOf(breakpoint), name: breakpoint.name.trim() }];
  });
  return { states, lines, names };
}

/**
 * What stops at a transition: the line of its return where nothing else leaves by that line, else its name; the line
 * for one that has no name, since nobody knows where it leads.
 */
export function stopOf(graph: WorkflowGraph, transition: Transition): TransitionStop {
  const { from, to, file, line } = transition;
  const byLine = { type: 'line', file, line } as const;
  const returned = returnedAt(graph, transition);
  const isAlone = returned.length > 0 && returned.every((other) => isAlike(transition, other));
  if (isReturned(transition) && (isAlone || to === '#unknown')) return byLine;
  return { type: 'name', name: transitionBreakpoint(from, to) };
}

/** The transitions at which a breakpoint on what `stopOf` says stops. */
export function stoppedBy(graph: WorkflowGraph, stop: TransitionStop): readonly Transition[] {
  if (stop.type === 'line') return returnedAt(graph, stop);
  const ends = endsOf(stop.name);
  if (ends === null) return [];
  return graph.transitions.filter(
    ({ from, to }) => (ends.from === '*' || ends.from === from) && (ends.to === '*' || ends.to === to),
  );
}

export function concernOf(graph: WorkflowGraph, transition: Transition, stop: TransitionStop): Concern {
  const stopped = stoppedBy(graph, stop);
  if (!stopped.includes(transition)) return 'none';
  // A pattern means more than what is drawn: any step may throw.
  const isPattern = stop.type === 'name' && stop.name.includes('*');
  const isBest = JSON.stringify(stop) === JSON.stringify(stopOf(graph, transition));
  const isOwn = isBest || (!isPattern && stopped.every((other) => isAlike(transition, other)));
  return isOwn ? 'own' : 'shared';
}

/** The transitions that are taken by a return at this line, if that is what a breakpoint there stops at. */
function returnedAt(
  graph: WorkflowGraph,
  place: { readonly file: string; readonly line: number },
): readonly Transition[] {
  if (graph.states.some((state) => entersState(state, place))) return [];
  return graph.transitions.filter(
    (transition) =>
      isReturned(transition) && transition.file === place.file && transition.line === place.line,
  );
}

function isAlike(one: Transition, other: Transition): boolean {
  return one.from === other.from && one.to === other.to;
}

/** Of several at one state the one that stops most often is shown. */
function weight({ enabled, when, log }: MarkedBreakpoint): number {
  return (enabled ? 4 : 0) + (log === undefined ? 2 : 0) + (when === undefined ? 1 : 0);
}

function markedOf({ enabled, when, log }: MarkedBreakpoint): MarkedBreakpoint {
  return { enabled, ...(when === undefined ? {} : { when }), ...(log === undefined ? {} : { log }) };
}
