import type { WorkflowGraph } from './graph.ts';
import type { Frame } from './run.ts';
import { edgesTaken } from './taken.ts';

/** `unknown`: the graph has an edge to an unknown target there; `missing`: it has nothing of the kind. */
export type Drawing = 'drawn' | 'unknown' | 'missing';

/**
 * How a graph shows the transition that a recorded frame took, at the line that its step returned from. A step that threw
 * and failed the run counts as drawn: that is true of every step, so no graph shows it. So does a step that waits: what it
 * waited for is another frame.
 */
export function drawingOf(graph: WorkflowGraph, frame: Frame): Drawing {
  const { state, directive, error, at, undoes } = frame;
  if (error !== null && directive.directive === 'fail') return 'drawn';
  const taken = edgesTaken(frame);
  const kind = undoes ? 'compensate' : error !== null ? 'error' : null;
  const here = graph.transitions.filter(
    (one) =>
      one.from === state &&
      (kind === null
        ? one.kind !== 'error' && one.kind !== 'compensate' && (at === null || at.line === one.line)
        : one.kind === kind),
  );
  if (taken.every(({ to }) => here.some((one) => one.to === to))) return 'drawn';
  return here.some(({ to }) => to === '#unknown') ? 'unknown' : 'missing';
}

/** What an undrawn transition means, and what to do about it. */
export function explainUndrawn(from: string, to: string, drawing: Exclude<Drawing, 'drawn'>): string {
  const went = `A run went from ${from} to ${to}`;
  return drawing === 'unknown'
    ? `${went}, and the graph cannot read where this return leads: return a state, a table or a conditional of states.`
    : `${went}, which the graph does not draw. That is a mistake of the graph: please report it with this file.`;
}
