import type { Plan } from '../../webview/plan.ts';

/** A plan as lines: nodes with their kind, then edges. */
export function nodesAndEdges({ nodes, edges }: Plan): string {
  return [
    ...nodes.map(({ kind, key }) => `${kind} ${key}`),
    ...edges.map(({ from, to, kind }) => `${from} -${kind}-> ${to}`),
  ].join('\n');
}
