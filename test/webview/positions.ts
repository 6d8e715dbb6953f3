import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import type { PositionBody } from '../../runtime/model/position.ts';

/** A position after a walk over these states, at the lines where the graph has its transitions. */
export function positionAfter(
  graph: WorkflowGraph,
  walk: readonly string[],
  changes: Partial<PositionBody> = {},
): PositionBody {
  const visits: Record<string, number> = {};
  const edges = new Map<string, { from: string; to: string; line: number | null; count: number }>();
  let last: PositionBody['last'] = null;
  walk.forEach((to, index) => {
    if (!to.startsWith('#')) visits[to] = (visits[to] ?? 0) + 1;
    const from = walk[index - 1];
    if (from === undefined) return;
    const line = graph.transitions.find((edge) => edge.from === from && edge.to === to)?.line ?? null;
    last = { from, to, line };
    const known = edges.get(`${from} ${to}`);
    edges.set(`${from} ${to}`, { from, to, line, count: (known?.count ?? 0) + 1 });
  });
  return {
    workflow: graph.name,
    file: graph.file,
    run: 'run-1',
    parent: null,
    seq: walk.length - 1,
    head: walk.length - 1,
    mode: 'live',
    running: false,
    state: walk.at(-1) ?? '',
    last,
    visits,
    edges: [...edges.values()],
    ...changes,
  };
}

/** The refinement loop after `rounds` rounds, in CHECKED. */
export function afterRounds(rounds: number): string[] {
  return [
    'START',
    'GENERATED',
    'CHECKED',
    ...Array.from({ length: rounds }, () => ['REFINED', 'CHECKED']).flat(),
  ];
}
