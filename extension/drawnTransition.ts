import type { Transition, WorkflowGraph } from '../runtime/model/graph.ts';

export interface DrawnTransition {
  readonly graph: WorkflowGraph;
  readonly transition: Transition;
}

/** A transition of one of these graphs; null where there is no such. */
export function transitionAt(
  graphs: readonly WorkflowGraph[],
  { from, to, file, line }: Pick<Transition, 'from' | 'to' | 'file' | 'line'>,
): DrawnTransition | null {
  for (const graph of graphs) {
    const transition = graph.transitions.find(
      (one) => one.from === from && one.to === to && one.file === file && one.line === line,
    );
    if (transition !== undefined) return { graph, transition };
  }
  return null;
}
