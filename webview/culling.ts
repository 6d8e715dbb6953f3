import type { Box, Point } from './geometry.ts';
import { createOverview } from './overview.ts';
import type { Picture } from './picture.ts';
import type { Viewport } from './viewport.ts';

/**
 * Keeps what is far out of sight of a large picture out of the browser's way, which would paint and hit-test all of it
 * on every move.
 * C1. What is in sight, or can be reached by Tab, is there; elements are hidden, never removed.
 * C2. While the view stays near where it was, a move touches no element.
 */
export interface Culling {
  viewMoved(): void;
  /** Elements, or their places, are new. */
  redrawn(): void;
  /** What stands where looks different now. */
  marked(): void;
}

interface Item {
  readonly element: SVGElement;
  readonly box: Box;
  hidden: boolean;
}

/** Smaller pictures are no burden. */
const leastNodes = 250;
/** From so many nodes on a picture that is seen whole is drawn as a few outlines, and none of it one by one. */
const leastOutlined = 1_500;
const outlinedBelow = 0.2;
/** How much of the view's size is kept on each side of it. */
const reserve = 0.6;

export function createCulling(picture: Picture, viewport: Viewport): Culling {
  const overview = createOverview(picture);
  let items: readonly Item[] = [];
  /** What is kept, in the coordinates of the picture; null for all. */
  let kept: Box | null = null;
  let outlined = false;

  const update = () => {
    const outlines =
      items.length > 0 && picture.nodes.size >= leastOutlined && viewport.view.zoom < outlinedBelow;
    if (outlines !== outlined) {
      outlined = outlines;
      overview.show(outlined);
      kept = null;
      if (outlined) hideBeside({ x: 0, y: 0, width: -1, height: -1 });
    }
    if (outlined || items.length === 0) return;
    const seen = inSight(viewport);
    // A window that is much too large hides too little: it is from before the view came closer.
    if (kept && contains(kept, seen) && kept.width < seen.width * 4) return;
    const [across, down] = [seen.width * reserve, seen.height * reserve];
    kept = {
      x: seen.x - across,
      y: seen.y - down,
      width: seen.width + across * 2,
      height: seen.height + down * 2,
    };
    hideBeside(kept);
  };

  const hideBeside = (window: Box) => {
    for (const item of items) {
      const hidden = !overlap(item.box, window) && item.element.getAttribute('tabindex') !== '0';
      if (hidden === item.hidden) continue;
      item.hidden = hidden;
      item.element.style.display = hidden ? 'none' : '';
    }
  };

  return {
    viewMoved: update,
    redrawn() {
      for (const { element, hidden } of items) if (hidden) element.style.display = '';
      kept = null;
      items = picture.nodes.size < leastNodes ? [] : itemsOf(picture);
      overview.stale();
      if (outlined) {
        outlined = false;
        overview.show(false);
      }
      update();
    },
    marked: () => overview.stale(),
  };
}

/** Has an element take part again: one that is hidden cannot have the focus. */
export function uncull(element: SVGElement): void {
  element.style.display = '';
}

function itemsOf({ nodes, edges }: Picture): Item[] {
  return [
    ...[...nodes.values()].map(({ element, box }) => ({ element, box, hidden: false })),
    ...[...edges.values()].map(({ element, route, label }) => ({
      element,
      box: around(route.points, label),
      hidden: false,
    })),
  ];
}

function inSight({ view, width, height }: Viewport): Box {
  return {
    x: -view.x / view.zoom,
    y: -view.y / view.zoom,
    width: width / view.zoom,
    height: height / view.zoom,
  };
}

function around(points: readonly Point[], label: Box): Box {
  let { x: left, y: top } = label;
  let [right, bottom] = [left + label.width, top + label.height];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.x <= other.x + other.width &&
    other.x <= one.x + one.width &&
    one.y <= other.y + other.height &&
    other.y <= one.y + one.height
  );
}
