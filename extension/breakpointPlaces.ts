import type { StateNode, WorkflowGraph } from '../runtime/model/graph.ts';
import type { MarkedBreakpoint, MarkedLine, MarkedState } from '../runtime/model/pageProtocol.ts';

/** A source breakpoint; its line counts from 1. */
export interface BreakpointPlace extends MarkedBreakpoint {
  readonly file: string;
  readonly line: number;
}

/** A function breakpoint: a state's name, or `FROM->TO`, which marks nothing. */
export interface NamedBreakpoint extends MarkedBreakpoint {
  readonly name: string;
}

/** Whether a breakpoint at this place stops on entering the state. */
export function entersState(state: StateNode, { file, line }: BreakpointPlace): boolean {
  return state.handler !== null && file === state.file && line >= state.line && line <= state.signatureLine;
}

/** The breakpoints that a graph shows, by state and by the line of a transition. */
export function marksOf(
  graph: WorkflowGraph,
  places: readonly BreakpointPlace[],
  named: readonly NamedBreakpoint[],
): { readonly states: readonly MarkedState[]; readonly lines: readonly MarkedLine[] } {
  const states = graph.states.flatMap((state) => {
    const marking = [
      ...places.filter((place) => entersState(state, place)),
      ...named.filter(({ name }) => name.trim() === state.id),
    ];
    const [shown] = marking.toSorted((one, other) => weight(other) - weight(one));
    return shown ? [{ state: state.id, ...stopOf(shown) }] : [];
  });
  const lines = places.filter(
    (place) =>
      graph.transitions.some(({ file, line }) => file === place.file && line === place.line) &&
      !graph.states.some((state) => entersState(state, place)),
  );
  return { states, lines: lines.map((place) => ({ file: place.file, line: place.line, ...stopOf(place) })) };
}

/** Of several at one state the one that stops most often is shown. */
function weight({ enabled, when, log }: MarkedBreakpoint): number {
  return (enabled ? 4 : 0) + (log === undefined ? 2 : 0) + (when === undefined ? 1 : 0);
}

function stopOf({ enabled, when, log }: MarkedBreakpoint): MarkedBreakpoint {
  return { enabled, ...(when === undefined ? {} : { when }), ...(log === undefined ? {} : { log }) };
}
