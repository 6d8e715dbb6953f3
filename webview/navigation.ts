import type { Box, Point } from './geometry.ts';
import { centreOf } from './geometry.ts';

/** What the arrow keys move among. */
export interface Terrain {
  readonly nodes: ReadonlyMap<string, { readonly box: Box }>;
  readonly edges: readonly { readonly key: string; readonly from: string; readonly to: string }[];
}

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * The node that an arrow key leads to: one that an edge connects, if it lies that way, else the nearest that does.
 * Up and down also follow an edge that leads back, when nothing lies that way.
 */
export function nodeTowards({ nodes, edges }: Terrain, from: string, direction: Direction): string | null {
  const here = nodes.get(from);
  if (!here) return null;
  const centre = centreOf(here.box);
  const along = edges.flatMap(({ from: source, to }) =>
    source === from ? [to] : to === from ? [source] : [],
  );
  const vertical = direction === 'up' || direction === 'down';
  const connected = nearest(nodes, from, vertical ? along : [], centre, direction);
  if (connected) return connected;
  const other = nearest(nodes, from, [...nodes.keys()], centre, direction);
  if (other || !vertical) return other;
  const onward = edges.find(
    (edge) => (direction === 'down' ? edge.from : edge.to) === from && edge.from !== edge.to,
  );
  return onward ? (direction === 'down' ? onward.to : onward.from) : null;
}

/** The edges that leave a node, or that enter it, from left to right as far as the source orders them. */
export function edgesAt({ edges }: Terrain, node: string, side: 'out' | 'in'): string[] {
  return edges.filter(({ from, to }) => (side === 'out' ? from : to) === node).map(({ key }) => key);
}

function nearest(
  nodes: Terrain['nodes'],
  from: string,
  candidates: readonly string[],
  { x, y }: Point,
  direction: Direction,
): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const key of candidates) {
    const node = nodes.get(key);
    if (!node || key === from) continue;
    const centre = centreOf(node.box);
    const [ahead, aside] = project(centre.x - x, centre.y - y, direction);
    // Within a cone of somewhat more than a right angle.
    if (ahead < 8 || Math.abs(aside) > ahead * 1.6 + 60) continue;
    const cost = ahead + Math.abs(aside) * 1.5;
    if (cost < least) {
      least = cost;
      best = key;
    }
  }
  return best;
}

function project(x: number, y: number, direction: Direction): [ahead: number, aside: number] {
  switch (direction) {
    case 'down':
      return [y, x];
    case 'up':
      return [-y, x];
    case 'right':
      return [x, y];
    case 'left':
      return [-x, y];
    default:
      return direction satisfies never;
  }
}
