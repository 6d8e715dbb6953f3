import type { Transition, WorkflowGraph } from './graph.ts';
import type { Frame } from './run.ts';

/** `unknown`: the graph has an edge to an unknown target there; `missing`: it has nothing of the kind. */
export type Drawing = 'drawn' | 'unknown' | 'missing';

/**
 * How a graph shows the transition that a recorded step took, at the line that it returned from. A step that threw and
 * failed the run counts as drawn: that is true of every step, so no graph shows it.
 */
export function drawingOf(graph: WorkflowGraph, frame: Frame): Drawing {
  const { state, directive, error, at } = frame;
  if (error !== null && directive.directive === 'fail') return 'drawn';
  const here = graph.transitions.filter((one) =>
    error === null
      ? one.from === state &&
        one.kind !== 'error' &&
        one.kind !== 'compensate' &&
        (at === null || at.line === one.line)
      : one.from === state && one.kind === 'error',
  );
  if (here.some((one) => leadsOn(one, frame, graph.start))) return 'drawn';
  return here.some(({ to }) => to === '#unknown') ? 'unknown' : 'missing';
}

/** What an undrawn transition means, and what to do about it. */
export function explainUndrawn(from: string, to: string, drawing: Exclude<Drawing, 'drawn'>): string {
  const went = `A run went from ${from} to ${to}`;
  return drawing === 'unknown'
    ? `${went}, and the graph cannot read where this return leads: return a state, a table or a conditional of states.`
    : `${went}, which the graph does not draw. That is a mistake of the graph: please report it with this file.`;
}

function leadsOn(
  { kind, to }: Transition,
  { next, directive, branch }: Frame,
  start: string | null,
): boolean {
  if (to === next) return true;
  switch (directive.directive) {
    case 'fanOut':
      // The frame names the join, and the graph draws the way there through the branch.
      return kind === 'fan-out' && 'state' in directive.branch && to === directive.branch.state;
    case 'continueAs':
      // This run is done; the graph draws where the new one begins.
      return kind === 'goto' && to === start;
    case 'done':
    case 'fail':
      // What ends a branch joins.
      return kind === 'join' && branch !== '';
    case 'goto':
    case 'sleep':
    case 'waitFor':
    case 'child':
      return false;
    default:
      return directive satisfies never;
  }
}
