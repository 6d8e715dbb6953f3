import type { StateNode, WorkflowGraph } from '../runtime/model/graph.ts';
import { type StateStyle, stateReference } from './stepSkeleton.ts';

/** A state to offer to who types, and what to write for it. */
export interface StateChoice {
  readonly state: StateNode;
  readonly text: string;
  /** How many characters before the cursor it replaces. */
  readonly typed: number;
  /** Smaller is nearer to the top of the list. */
  readonly rank: number;
}

/**
 * The states that may stand after `goto(`, `@step(` or `@compensate(` at the end of a line. A step needs a state that
 * has none yet, so those come first. After `State.` there is nothing to add to what TypeScript offers.
 */
export function stateChoices(
  graph: WorkflowGraph,
  style: StateStyle,
  before: string,
): readonly StateChoice[] {
  const found = /(@[\w$.]+|(?<![.\w$])goto)\(\s*(['"`]?)([\w$-]*)$/.exec(before);
  if (found === null) return [];
  const [, callee = '', quote = '', typed = ''] = found;
  if ('owner' in style && quote !== '') return [];
  // Other decorators take no state.
  if (callee.startsWith('@') && !/step$|compensate$/i.test(callee)) return [];
  const isStep = /step$/i.test(callee);
  return graph.states.map((state, index) => ({
    state,
    text: quote === '' ? stateReference(state.id, style) : state.id,
    typed: typed.length,
    rank: index + (isStep === (state.handler === null) ? 100 : 500),
  }));
}
