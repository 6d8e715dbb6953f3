import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import type { PositionBody } from '../../runtime/model/position.ts';
import { file, graphOf } from './graphs.ts';

/** A workflow that runs others, one of which runs one itself. */

export const searchFile = '/workspace/src/search.ts';

export const ranking = graphOf(
  'Ranking',
  'SCORE',
  [{ id: 'SCORE', handler: 'score' }],
  [['SCORE', '#done', 'done']],
);

/** Its states are called like those of the workflow that runs it. */
export const search: WorkflowGraph = inFile(
  searchFile,
  withChild(
    graphOf(
      'Search',
      'THINK',
      [
        { id: 'THINK', handler: 'think' },
        { id: 'LOOK', handler: 'look', calls: ['web.get'] },
      ],
      [
        ['THINK', 'LOOK', 'child', 'query !== ""'],
        ['LOOK', 'THINK', 'goto', 'found === 0'],
        ['LOOK', '#done', 'done'],
      ],
    ),
    'THINK',
    { workflow: 'Ranking', file },
  ),
);

export const agent: WorkflowGraph = withChild(
  withChild(
    graphOf(
      'Agent',
      'THINK',
      [
        { id: 'THINK', handler: 'think' },
        { id: 'SPLIT', handler: 'split' },
        { id: 'DONE', handler: 'finish' },
      ],
      [
        ['THINK', 'SPLIT', 'child'],
        ['SPLIT', 'DONE', 'join', 'parts.length > 1'],
        ['DONE', '#done', 'done'],
      ],
    ),
    'THINK',
    { workflow: 'Search', file: searchFile },
  ),
  'SPLIT',
  { workflow: 'Ranking', file },
);

export const searchKey = JSON.stringify(['THINK', 'SPLIT', 'child']).concat('0');
export const rankingKey = JSON.stringify(['SPLIT', 'DONE', 'join']).concat('0');
/** The key of the child inside the child. */
export const innerKey = `${searchKey}/${JSON.stringify(['THINK', 'LOOK', 'child'])}0`;

/** The agent waits in THINK for a search that has been to LOOK twice. */
export function searching(changes: Partial<PositionBody> = {}): PositionBody {
  const [line] = search.transitions.filter(({ from, to }) => from === 'LOOK' && to === 'THINK');
  return {
    workflow: 'Agent',
    file,
    run: 'run-1',
    parent: null,
    seq: 4,
    head: 4,
    mode: 'live',
    running: false,
    state: 'THINK',
    last: null,
    visits: { THINK: 1 },
    edges: [],
    branches: [{ branch: '1', state: 'LOOK', workflow: 'Search' }],
    children: [
      {
        workflow: 'Search',
        visits: { THINK: 2, LOOK: 2 },
        edges: [{ from: 'LOOK', to: 'THINK', line: line?.line ?? null, count: 1 }],
      },
    ],
    ...changes,
  };
}

export function openFamily(...keys: readonly string[]) {
  const known = new Map([agent, search, ranking].map((graph) => [graph.name, graph]));
  return {
    isOpen: (key: string) => keys.includes(key),
    graphOf: ({ workflow }: { readonly workflow: string }) => known.get(workflow) ?? null,
  };
}

function withChild(
  graph: WorkflowGraph,
  from: string,
  child: { readonly workflow: string; readonly file: string },
): WorkflowGraph {
  const transitions = graph.transitions.map((one) =>
    one.from === from && (one.kind === 'child' || one.kind === 'join') ? { ...one, child } : one,
  );
  return { ...graph, transitions };
}

function inFile(other: string, graph: WorkflowGraph): WorkflowGraph {
  return {
    ...graph,
    file: other,
    states: graph.states.map((state) => ({ ...state, file: other })),
    transitions: graph.transitions.map((transition) => ({ ...transition, file: other })),
  };
}
