import { realpathSync } from 'node:fs';
import type { StateNode, Transition, WorkflowGraph } from '../model/graph.ts';

/** Where a breakpoint line leads in a workflow's source. */
export type Place =
  | { readonly type: 'enter'; readonly state: string; readonly workflow: string; readonly line: number }
  | { readonly type: 'return'; readonly from: string; readonly file: string; readonly line: number }
  /** A line of a step that is neither: the JavaScript debugger's. */
  | { readonly type: 'inside'; readonly state: string }
  | { readonly type: 'nothing' };

/** The place of a line, from the static graph: no code has to run for it. */
export function placeOf(graphs: readonly WorkflowGraph[], file: string, line: number): Place {
  const here = realPath(file);
  const states = graphs
    .flatMap(({ name, states }) => states.map((state) => ({ ...state, workflow: name })))
    .filter((state) => realPath(state.file) === here);
  // One method may be the step of several states: the nearest decorator above the line is meant.
  const entered = states
    .filter((state) => state.handler !== null && line >= state.line && line <= state.signatureLine)
    .sort((a, b) => b.line - a.line)[0];
  if (entered) return { type: 'enter', state: entered.id, workflow: entered.workflow, line: entered.line };
  const returned = graphs
    .flatMap((graph) => graph.transitions.filter(isReturned))
    .filter(
      (transition) =>
        realPath(transition.file) === here && line >= transition.line && line <= transition.endLine,
    )
    .sort((a, b) => b.line - a.line)[0];
  if (returned) return { type: 'return', from: returned.from, file: here, line: returned.line };
  const inside = states.find(
    (state) => state.handler !== null && line > state.signatureLine && line <= state.endLine,
  );
  return inside ? { type: 'inside', state: inside.id } : { type: 'nothing' };
}

/** Whether any step of the workflows stands in a file. */
export function holds(graphs: readonly WorkflowGraph[], file: string): boolean {
  const here = realPath(file);
  return graphs.some((graph) => graph.states.some((state) => realPath(state.file) === here));
}

/** Lines of a range at which a breakpoint can be, for clients that ask. */
export function breakableLines(
  graphs: readonly WorkflowGraph[],
  file: string,
  from: number,
  to: number,
): readonly number[] {
  const here = realPath(file);
  const inFile = (item: StateNode | Transition): boolean => realPath(item.file) === here;
  const lines = graphs.flatMap((graph) => [
    ...graph.states.filter((state) => state.handler !== null && inFile(state)).map((state) => state.line),
    ...graph.transitions
      .filter(isReturned)
      .filter(inFile)
      .map((transition) => transition.line),
  ]);
  return [...new Set(lines)].filter((line) => line >= from && line <= to).sort((a, b) => a - b);
}

/** Errors and compensations are drawn at a decorator, which nothing returns from. */
function isReturned({ kind }: Transition): boolean {
  return kind !== 'error' && kind !== 'compensate';
}

/** One name for a file, whatever links lead to it; the path itself where there is no such file. */
export function realPath(file: string): string {
  try {
    const real = realpathSync.native(file);
    return process.platform === 'win32' || process.platform === 'darwin' ? real.toLowerCase() : real;
  } catch {
    return file;
  }
}
