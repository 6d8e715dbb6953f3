import { type Arrangement, boundsOf, type LayoutJob, type LayoutNode, type Point } from './geometry.ts';

/** Room around what is inside of a frame; above it stands the frame's name. */
const side = 14;

/**
 * Arranges a graph with graphs inside its nodes. Each is arranged by itself, from the inside out, and is then a node of
 * fixed size for the one around it: what is inside a frame stays as it is while its surroundings change.
 */
export function arrangeNested(job: LayoutJob, arrange: (flat: LayoutJob) => Arrangement): Arrangement {
  const insides = new Map<string, { readonly arrangement: Arrangement; readonly offset: Point }>();
  const nodes = job.nodes.map(({ inner, ...node }): LayoutNode => {
    if (!inner) return node;
    const arrangement = arrangeNested({ id: job.id, nodes: inner.nodes, edges: inner.edges }, arrange);
    const { x, y, width, height } = boundsOf(arrangement);
    insides.set(node.key, { arrangement, offset: { x: side - x, y: node.height + side / 2 - y } });
    return {
      ...node,
      width: Math.max(node.width, width + side * 2),
      height: node.height + height + side * 1.5,
    };
  });
  const outer = arrange({ ...job, nodes });
  if (insides.size === 0) return outer;
  const parts = outer.nodes.flatMap(({ key, box }) => {
    const inside = insides.get(key);
    if (!inside) return [];
    return [moved(inside.arrangement, { x: box.x + inside.offset.x, y: box.y + inside.offset.y })];
  });
  return {
    nodes: [...outer.nodes, ...parts.flatMap((part) => part.nodes)],
    edges: [...outer.edges, ...parts.flatMap((part) => part.edges)],
  };
}

function moved({ nodes, edges }: Arrangement, by: Point): Arrangement {
  const move = <P extends Point>(point: P): P => ({ ...point, x: point.x + by.x, y: point.y + by.y });
  return {
    nodes: nodes.map(({ key, box }) => ({ key, box: move(box) })),
    edges: edges.map(({ key, points, label }) => ({
      key,
      points: points.map(move),
      label: label && move(label),
    })),
  };
}
