import type { Point } from './geometry.ts';

/** Path data of a line through the points whose corners are rounded. */
export function roundedPath(points: readonly Point[], radius: number): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = [`M${at(first)}`];
  rest.forEach((corner, index) => {
    const before = points[index] ?? corner;
    const after = rest[index + 1];
    const room = after ? Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2) : 0;
    if (!after || room < 0.5) parts.push(`L${at(corner)}`);
    else
      parts.push(`L${at(towards(corner, before, room))}Q${at(corner)} ${at(towards(corner, after, room))}`);
  });
  return parts.join('');
}

/** The route without its last `length`, so that a line does not show through the tip of its arrow. */
export function withoutTip(points: readonly Point[], length: number): Point[] {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return [...points];
  const room = Math.min(length, distance(before, tip) * 0.9);
  return [...points.slice(0, -1), towards(tip, before, room)];
}

/** Tip and direction of a route, in degrees; 0 points right, 90 down. */
export function tipOf(points: readonly Point[]): { readonly tip: Point; readonly degrees: number } {
  const tip = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.findLast((point) => distance(point, tip) > 0.5) ?? { x: tip.x, y: tip.y - 1 };
  return { tip, degrees: (Math.atan2(tip.y - before.y, tip.x - before.x) * 180) / Math.PI };
}

export function middleOf(points: readonly Point[]): Point {
  return resample(points, 3)[1] ?? points[0] ?? { x: 0, y: 0 };
}

/** `count` points spread evenly along the route, so that two routes of different shape can be blended. */
export function resample(points: readonly Point[], count: number): Point[] {
  const lengths = points.map((point, index) =>
    index === 0 ? 0 : distance(points[index - 1] ?? point, point),
  );
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const found: Point[] = [];
  let segment = 1;
  let passed = 0;
  for (let index = 0; index < count; index++) {
    const wanted = (total * index) / (count - 1);
    while (segment < points.length - 1 && passed + (lengths[segment] ?? 0) < wanted)
      passed += lengths[segment++] ?? 0;
    const from = points[segment - 1] ?? { x: 0, y: 0 };
    const to = points[segment] ?? from;
    const length = lengths[segment] ?? 0;
    found.push(blend(from, to, length === 0 ? 0 : Math.min(1, (wanted - passed) / length)));
  }
  return found;
}

export function blend(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  return whole === 0 ? from : blend(from, to, length / whole);
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

/** A tenth of a pixel is finer than anything drawn, and keeps the path data short. */
function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}
