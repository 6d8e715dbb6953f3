import type { Arrangement, Box, LayoutJob, Point, Route } from './geometry.ts';

/** Between a node and the labels of its loops: the head of an arrow. */
const gap = 10;
/** How far a loop without a label reaches. */
const reach = 20;
/** Between two labels. */
const between = 2;
/** How far the labels may stand out above and below the node, which is less than its distance from its neighbours. */
const overhang = 20;

/**
 * Draws transitions from a state to itself anew, in the room that the layout has kept for them at the state's left.
 * elkjs puts one around the other, so that the lines of the outer ones cross out the words of the inner ones. Here they
 * stand under each other, each through the middle of its own words.
 */
export function withSelfLoops({ edges }: LayoutJob, arrangement: Arrangement): Arrangement {
  const owners = new Map(edges.filter(({ from, to }) => from === to).map(({ key, from }) => [key, from]));
  if (owners.size === 0) return arrangement;
  const boxes = new Map(arrangement.nodes.map(({ key, box }) => [key, box]));
  const found = new Map<string, Route[]>();
  for (const route of arrangement.edges) {
    const owner = owners.get(route.key);
    if (owner === undefined) continue;
    found.set(owner, [...(found.get(owner) ?? []), route]);
  }
  const drawn = new Map<string, Route>();
  for (const [owner, routes] of found) {
    const box = boxes.get(owner);
    if (box) for (const route of stacked(box, routes)) drawn.set(route.key, route);
  }
  return { ...arrangement, edges: arrangement.edges.map((route) => drawn.get(route.key) ?? route) };
}

function stacked(node: Box, routes: readonly Route[]): readonly Route[] {
  const height = routes.reduce((sum, { label }) => sum + (label?.height ?? 0), between * (routes.length - 1));
  const atLeft = routes.every(({ points }) => points.every(({ x }) => x <= node.x + 1));
  if (!atLeft || height > node.height + overhang * 2) return routes;
  let top = node.y + (node.height - height) / 2;
  // One loop keeps clear of the corners; of several, all ends are spread along the side.
  const first = routes.length === 1 ? node.height * 0.22 : node.height / (routes.length * 4);
  const step =
    routes.length === 1 ? node.height - first * 2 : (node.height - first * 2) / (routes.length * 2 - 1);
  return routes.map(({ key, label }, index) => {
    const start = node.y + first + step * index * 2;
    const end = start + step;
    const place = label && { ...label, x: node.x - gap - label.width, y: top };
    top += (label?.height ?? 0) + between;
    const far = place ? place.x + place.width / 2 : node.x - reach;
    return { key, points: around(node.x, far, start, end), label: place };
  });
}

function around(near: number, far: number, start: number, end: number): Point[] {
  return [
    { x: near, y: start },
    { x: far, y: start },
    { x: far, y: end },
    { x: near, y: end },
  ];
}
