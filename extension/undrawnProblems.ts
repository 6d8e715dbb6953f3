import { explainUndrawn } from '../runtime/model/drawn.ts';
import type { Problem, StateNode, WorkflowGraph } from '../runtime/model/graph.ts';
import type { UndrawnEdge } from '../runtime/model/position.ts';

/**
 * Transitions that runs took and a graph lacks, as problems at the returns that took them. Those that the graph has
 * meanwhile, and those of code that is no longer there, are left out.
 */
export function undrawnProblems(graph: WorkflowGraph, undrawn: readonly UndrawnEdge[]): readonly Problem[] {
  return undrawn.flatMap((edge): readonly Problem[] => {
    const state = graph.states.find(({ id, handler }) => id === edge.from && handler !== null);
    if (state === undefined || isDrawn(graph, edge)) return [];
    const place = placeOf(graph, state, edge);
    if (place === null) return [];
    return [
      {
        code: 'undrawn-transition',
        // What the graph cannot read, it has warned of there already.
        severity: edge.drawing === 'unknown' ? 'information' : 'warning',
        message: explainUndrawn(edge.from, edge.to, edge.drawing),
        ...place,
      },
    ];
  });
}

function isDrawn({ transitions }: WorkflowGraph, { from, to, line }: UndrawnEdge): boolean {
  return transitions.some(
    (one) => one.from === from && one.to === to && (line === null || line === one.line),
  );
}

type Place = Pick<Problem, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'>;

/** At the return, as wide as what is drawn there; at the step's decorator where no return took the transition. */
function placeOf(
  { transitions }: WorkflowGraph,
  state: StateNode,
  { line, file, drawing }: UndrawnEdge,
): Place | null {
  if (line === null) {
    return { file: state.file, line: state.line, column: 1, endLine: state.line, endColumn: 1 };
  }
  if (file !== state.file || line < state.line || line > state.endLine) return null;
  const here = transitions.filter((one) => one.from === state.id && one.line === line);
  const beside = here.find(({ to }) => to === '#unknown') ?? here[0];
  // A return that cannot be read is drawn to `?`: without that, the code has changed since.
  if (drawing === 'unknown' && beside?.to !== '#unknown') return null;
  if (beside === undefined) return { file, line, column: 1, endLine: line, endColumn: 1 };
  const { column, endLine, endColumn } = beside;
  return { file, line, column, endLine, endColumn };
}
