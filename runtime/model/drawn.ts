import type { Wake } from '../language/advance.ts';
import type { Directive } from '../language/directive.ts';
import type { Transition, WorkflowGraph } from './graph.ts';
import type { Frame } from './run.ts';

/** `unknown`: the graph has an edge to an unknown target there; `missing`: it has nothing of the kind. */
export type Drawing = 'drawn' | 'unknown' | 'missing';

/**
 * How a graph shows what a recorded frame did, at the line that its step returned from. A step that threw and failed the
 * run counts as drawn: that is true of every step, so no graph shows it.
 */
export function drawingOf(graph: WorkflowGraph, frame: Frame): Drawing {
  const { state, at } = frame;
  const wanted = wantedEdges(frame);
  const here = graph.transitions.filter((one) => {
    if (one.from !== state) return false;
    // No return leads along these.
    if (one.kind === 'error' || one.kind === 'compensate') return true;
    return at === null || frame.error !== null || at.line === one.line;
  });
  if (wanted.every(({ kind, to }) => here.some((one) => one.kind === kind && one.to === to))) return 'drawn';
  return wanted.some(({ kind }) => kind !== 'error' && kind !== 'compensate') &&
    here.some(({ to }) => to === '#unknown')
    ? 'unknown'
    : 'missing';
}

/** Where a frame leads: for a step that waits, where it goes when that comes. */
export function leadsTo(frame: Frame): string {
  return wantedEdges(frame)[0]?.to ?? frame.next;
}

type Wanted = Pick<Transition, 'kind' | 'to'>;

/** What a graph has to draw of a frame: for a step that waits, every way on from there. */
function wantedEdges(frame: Frame): readonly Wanted[] {
  const { directive, error, next, undoes, wake } = frame;
  if (undoes) return [{ kind: 'compensate', to: '#failed' }];
  if (wake?.type === 'timeout' && next === '#failed') return [{ kind: 'timeout', to: next }];
  if (error !== null) return directive.directive === 'fail' ? [] : [{ kind: 'error', to: next }];
  return wake ? wokenEdges(wake, next) : returnedEdges(directive, next);
}

function wokenEdges(wake: Wake, next: string): readonly Wanted[] {
  switch (wake.type) {
    case 'timer':
      return [{ kind: 'sleep', to: next }];
    case 'signal':
      return [{ kind: 'wait', to: next }];
    case 'timeout':
      return [{ kind: 'timeout', to: next }];
    case 'child':
      return [{ kind: 'child', to: next }];
    case 'join':
      // Where the branches are steps, the edges lead from them.
      return wake.branch === null ? [{ kind: 'join', to: next }] : [];
    default:
      return wake satisfies never;
  }
}

function returnedEdges(directive: Directive, next: string): readonly Wanted[] {
  switch (directive.directive) {
    case 'goto':
      return [{ kind: 'goto', to: next }];
    case 'done':
      return [{ kind: next === '#done' ? 'done' : 'join', to: next }];
    case 'fail':
      return [{ kind: next === '#failed' ? 'fail' : 'join', to: next }];
    case 'sleep':
    case 'child':
      return [{ kind: directive.directive, to: directive.state }];
    case 'waitFor': {
      const { state, timeoutMs, onTimeout } = directive;
      const wait: Wanted = { kind: 'wait', to: state };
      return timeoutMs === null ? [wait] : [wait, { kind: 'timeout', to: onTimeout ?? '#failed' }];
    }
    case 'fanOut': {
      const { branch, join } = directive;
      return 'state' in branch ? [{ kind: 'fan-out', to: branch.state }] : [{ kind: 'join', to: join }];
    }
    case 'continueAs':
      // Another workflow has a graph of its own.
      return directive.workflow === null ? [{ kind: 'goto', to: next }] : [{ kind: 'done', to: '#done' }];
    default:
      return directive satisfies never;
  }
}

/** What an undrawn transition means, and what to do about it. */
export function explainUndrawn(from: string, to: string, drawing: Exclude<Drawing, 'drawn'>): string {
  const went = `A run went from ${from} to ${to}`;
  return drawing === 'unknown'
    ? `${went}, and the graph cannot read where this return leads: return a state, a table or a conditional of states.`
    : `${went}, which the graph does not draw. That is a mistake of the graph: please report it with this file.`;
}
