import type { StateNode, Transition, WorkflowGraph } from '../../runtime/model/graph.ts';

/** A graph for tests, as extraction would make it. */
export function graph(change: Partial<WorkflowGraph>): WorkflowGraph {
  return {
    name: 'Flow',
    file: '/w/flow.ts',
    line: 1,
    start: null,
    states: [],
    transitions: [],
    problems: [],
    ...change,
  };
}

export function state(id: string, change: Partial<StateNode>): StateNode {
  return {
    id,
    handler: id.toLowerCase(),
    file: '/w/flow.ts',
    line: 1,
    signatureLine: 2,
    endLine: 5,
    reads: [],
    writes: [],
    calls: [],
    retry: null,
    timeout: null,
    compensation: null,
    ...change,
  };
}

export function transition(from: string, to: string, line: number): Transition {
  return {
    from,
    to,
    kind: 'goto',
    label: '',
    file: '/w/flow.ts',
    line,
    column: 5,
    endLine: line,
    endColumn: 20,
    certain: true,
  };
}
