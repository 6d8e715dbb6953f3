import type { Arrangement, Box, LayoutJob, LayoutNode, Point, Route } from './geometry.ts';
import { readingOrder } from './order.ts';

const columnGap = 36;
const rowGap = 34;
/** Where lines leave a node, as a share of its width: the first goes straight on. */
const exits = [0.5, 0.62, 0.38, 0.74, 0.26];

/**
 * A plain arrangement in rows, made without elkjs: for when its worker is not to be had, and for graphs that are too
 * large for it. Edges are drawn straight, round the others where they do not lead to the next row.
 */
export function arrangeInRows({ nodes, edges }: LayoutJob): Arrangement {
  const indexOf = new Map(nodes.map(({ key }, index) => [key, index]));
  const links = edges.map(({ from, to }) => ({ from: indexOf.get(from) ?? 0, to: indexOf.get(to) ?? 0 }));
  const order = readingOrder(nodes.length, links);
  const rows = rowsOf(order, links);

  const labelHeight = Math.max(0, ...edges.map(({ label }) => label?.height ?? 0));
  const widths = rows.map((row) =>
    row.reduce((sum, index) => sum + (nodes[index]?.width ?? 0) + columnGap, -columnGap),
  );
  const middle = Math.max(0, ...widths) / 2;
  const boxes: Box[] = [];
  let top = 0;
  rows.forEach((row, position) => {
    let left = middle - (widths[position] ?? 0) / 2;
    const height = Math.max(0, ...row.map((index) => nodes[index]?.height ?? 0));
    for (const index of row) {
      const { width, height: own } = nodes[index] as LayoutNode;
      boxes[index] = { x: left, y: top + (height - own) / 2, width, height: own };
      left += width + columnGap;
    }
    top += height + rowGap * 2 + labelHeight;
  });

  const rowOf = new Map(rows.flatMap((row, position) => row.map((index) => [index, position] as const)));
  const isNext = ({ from, to }: Link) => rowOf.get(to) === (rowOf.get(from) ?? 0) + 1;
  const lanes = lanesOf(links, boxes, isNext);
  const laneX = (position: number) => middle * 2 + columnGap + 12 * ((lanes.get(position) ?? 0) + 1);
  const stacked = new Map<number, number>();
  const routes = edges.map((edge, position): Route => {
    const link = links[position] ?? { from: 0, to: 0 };
    const { from, to } = link;
    const source = boxes[from];
    const target = boxes[to];
    if (!source || !target)
      return {
        key: edge.key,
        points: [
          { x: 0, y: 0 },
          { x: 0, y: 0 },
        ],
        label: null,
      };
    const used = stacked.get(from) ?? 0;
    stacked.set(from, used + 1);
    const points = pointsBetween(source, target, used, isNext(link) ? null : laneX(position));
    return {
      key: edge.key,
      points,
      label: edge.label && labelOn(points, edge.label.width, edge.label.height),
    };
  });
  return { nodes: nodes.map(({ key }, index) => ({ key, box: boxes[index] as Box })), edges: routes };
}

interface Link {
  readonly from: number;
  readonly to: number;
}

/** The lane of every edge that needs one, the innermost that is free all along it: each of its own would make a large graph as wide as it is high. */
function lanesOf(
  links: readonly Link[],
  boxes: readonly Box[],
  isNext: (link: Link) => boolean,
): ReadonlyMap<number, number> {
  const spans = links.flatMap((link, position) => {
    const [start, end] = [boxes[link.from], boxes[link.to]];
    if (!start || !end || isNext(link)) return [];
    const [out, into] = [start.y + start.height, end.y];
    return [{ position, top: Math.min(out, into), bottom: Math.max(out, into) }];
  });
  // The gaps between two rows belong to both ends of a span.
  const apart = rowGap;
  const freeFrom: number[] = [];
  const lanes = new Map<number, number>();
  for (const { position, top, bottom } of spans.sort((one, other) => one.top - other.top)) {
    const free = freeFrom.findIndex((from) => from < top);
    const lane = free < 0 ? freeFrom.length : free;
    freeFrom[lane] = bottom + apart;
    lanes.set(position, lane);
  }
  return lanes;
}

/** Each node one row below the lowest of those that lead to it; within a row, near the middle of those. */
function rowsOf(order: readonly number[], links: readonly Link[]): number[][] {
  const rank = new Map(order.map((index, position) => [index, position]));
  const incoming = new Map<number, number[]>();
  for (const { from, to } of links) {
    if ((rank.get(from) ?? 0) >= (rank.get(to) ?? 0)) continue;
    const list = incoming.get(to);
    if (list) list.push(from);
    else incoming.set(to, [from]);
  }
  const rowOf = new Map<number, number>();
  const rows: number[][] = [];
  for (const index of order) {
    const row = Math.max(-1, ...(incoming.get(index) ?? []).map((from) => rowOf.get(from) ?? 0)) + 1;
    rowOf.set(index, row);
    const list = rows[row];
    if (list) list.push(index);
    else rows[row] = [index];
  }
  const place = new Map<number, number>();
  for (const row of rows) {
    const wish = new Map(
      row.map((index, position) => {
        const sources = incoming.get(index) ?? [];
        const sum = sources.reduce((total, from) => total + (place.get(from) ?? 0), 0);
        return [index, sources.length > 0 ? sum / sources.length : position / row.length];
      }),
    );
    row.sort((one, other) => (wish.get(one) ?? 0) - (wish.get(other) ?? 0));
    row.forEach((index, position) => {
      place.set(index, (position + 0.5) / row.length);
    });
  }
  return rows;
}

function pointsBetween(source: Box, target: Box, used: number, lane: number | null): Point[] {
  const out = {
    x: source.x + source.width * (exits[used % exits.length] ?? 0.5),
    y: source.y + source.height,
  };
  const into = { x: target.x + target.width / 2, y: target.y };
  if (lane !== null) return detour(out, into, lane);
  const turn = source.y + source.height + rowGap * 0.5 + (used % 5) * 5;
  return [out, { x: out.x, y: turn }, { x: into.x, y: turn }, into];
}

/** Down, out to its lane at the right of everything, along it, and into the target from above. */
function detour(out: Point, into: Point, lane: number): Point[] {
  const below = out.y + rowGap * 0.4;
  const above = into.y - rowGap * 0.4;
  return [
    out,
    { x: out.x, y: below },
    { x: lane, y: below },
    { x: lane, y: above },
    { x: into.x, y: above },
    into,
  ];
}

/** On the second stretch of the route, which lies between two rows. */
function labelOn(points: readonly Point[], width: number, height: number): Box {
  const from = points[1] ?? { x: 0, y: 0 };
  const to = points[2] ?? from;
  const x =
    points.length === 6 ? from.x + Math.sign(to.x - from.x || 1) * (width / 2 + 8) : (from.x + to.x) / 2;
  return { x: x - width / 2, y: from.y - height / 2 + 8, width, height };
}
