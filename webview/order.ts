/** An edge between two nodes by their position in a list. */
export interface IndexedEdge {
  readonly from: number;
  readonly to: number;
}

/**
 * The order in which a reader meets the nodes: every edge leads forward in it, but for those that lead back to a node
 * on the way here. It depends only on the order of nodes and edges, so that a small edit leaves most of it alone.
 */
export function readingOrder(count: number, edges: readonly IndexedEdge[]): number[] {
  const successors: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) successors[from]?.push(to);

  const finished: number[] = [];
  const seen = new Uint8Array(count);
  const walk = (root: number) => {
    if (root >= count || seen[root]) return;
    seen[root] = 1;
    // A stack of its own: a chain of thousands of states must not overflow the one of the language.
    const path: { node: number; next: number }[] = [{ node: root, next: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      // Backwards, so that the first edge of the source is the one that is read first.
      const list = successors[top.node] ?? [];
      const target = list[list.length - 1 - top.next];
      top.next++;
      if (target === undefined) {
        finished.push(top.node);
        path.pop();
      } else if (!seen[target]) {
        seen[target] = 1;
        path.push({ node: target, next: 0 });
      }
    }
  };
  // The first node claims all that it reaches, so that the loops are cut as a run meets them; then other entries, and
  // what only its own cycle leads to.
  walk(0);
  const entered = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to));
  for (let index = 0; index < count; index++) if (!entered.has(index)) walk(index);
  for (let index = 0; index < count; index++) walk(index);
  return finished.reverse();
}
