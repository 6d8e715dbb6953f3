import type { LayoutEdge, LayoutJob, LayoutNode } from '../model/geometry.ts';

/** A graph with one of everything: branches, a loop, parallel edges, a self loop, labels. */
export function rehearsal(size: number): LayoutJob {
  const nodes = Array.from(
    { length: size },
    (_, index): LayoutNode => ({
      key: `${index}`,
      role: index === 0 ? 'start' : 'state',
      width: 120,
      height: 44,
    }),
  );
  const edges: LayoutEdge[] = [];
  const add = (from: number, to: number) => {
    const label = edges.length % 2 === 0 ? { width: 90, height: 18 } : null;
    edges.push({ key: `${edges.length}`, from: `${from}`, to: `${to}`, label });
  };
  for (let index = 0; index < size - 1; index++) {
    add(index, index + 1);
    if (index % 3 === 0) add(index, Math.min(size - 1, index + 4));
    if (index % 4 === 3) add(index, index - 2);
    if (index % 8 === 5) add(index, index);
    if (index % 8 === 6) add(index, index + 1);
  }
  return { id: -1, nodes, edges };
}
