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
  // The first node claims all that it reaches, so that loops are cut where a run meets them; then other entries, and
  // what only its own cycle leads to.
  const entered = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const roots = [0, ...range(count).filter((index) => !entered.has(index)), ...range(count)];

  // The first walk takes edges as the source has them and finds which lead back. Without those, any walk backwards is
  // in order, and one that takes the last edge first ends with the first one in front.
  const forward: number[][] = range(count).map(() => []);
  walk(count, roots, successors, (from, to) => forward[from]?.unshift(to));
  const led = new Set(forward.flat());
  const entries = range(count).filter((index) => !led.has(index));
  return walk(count, entries.reverse(), forward, () => {}).reverse();
}

/** Whether every node is reached from the first one when edges are followed both ways. */
export function isConnected(count: number, edges: readonly IndexedEdge[]): boolean {
  const neighbours: number[][] = range(count).map(() => []);
  for (const { from, to } of edges) {
    neighbours[from]?.push(to);
    neighbours[to]?.push(from);
  }
  return walk(count, [0], neighbours, () => {}).length === count;
}

/** Visits everything depth first; returns the nodes as they were left, and tells of every edge that leads to no open node. */
function walk(
  count: number,
  roots: readonly number[],
  successors: readonly (readonly number[])[],
  onForward: (from: number, to: number) => void,
): number[] {
  const left: number[] = [];
  const state = new Uint8Array(count);
  for (const root of roots) {
    if (root >= count || state[root] !== unseen) continue;
    state[root] = open;
    // A stack of its own: a chain of thousands of states must not overflow the one of the language.
    const path: { readonly node: number; next: number }[] = [{ node: root, next: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = successors[top.node]?.[top.next++];
      if (target === undefined) {
        state[top.node] = closed;
        left.push(top.node);
        path.pop();
        continue;
      }
      if (state[target] !== open) onForward(top.node, target);
      if (state[target] !== unseen) continue;
      state[target] = open;
      path.push({ node: target, next: 0 });
    }
  }
  return left;
}

const unseen = 0;
const open = 1;
const closed = 2;

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
