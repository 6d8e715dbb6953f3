import type { StateNode, WorkflowGraph } from '../runtime/model/graph.ts';
import type { MarkedLine, MarkedState } from '../runtime/model/pageProtocol.ts';

/** A source breakpoint; its line counts from 1. */
export interface BreakpointPlace {
  readonly file: string;
  readonly line: number;
  readonly enabled: boolean;
}

/** A function breakpoint: a state's name, or `FROM->TO`, which marks nothing. */
export interface NamedBreakpoint {
  readonly name: string;
  readonly enabled: boolean;
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
    if (marking.length === 0) return [];
    return [{ state: state.id, enabled: marking.some(({ enabled }) => enabled) }];
  });
  const lines = places.filter(
    (place) =>
      graph.transitions.some(({ file, line }) => file === place.file && line === place.line) &&
      !graph.states.some((state) => entersState(state, place)),
  );
  return { states, lines: lines.map(({ file, line, enabled }) => ({ file, line, enabled })) };
}
