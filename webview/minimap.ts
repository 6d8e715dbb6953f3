import { html } from './element.ts';
import type { Box } from './geometry.ts';
import type { Picture } from './picture.ts';
import type { Viewport } from './viewport.ts';

/** A small map of a picture that is larger than its view: where one is in it, and a way to get elsewhere. */
export interface Minimap {
  readonly element: HTMLElement;
  /** The view has moved. Takes effect at the next frame; cheap to call. */
  viewMoved(): void;
  /** The picture or its colours have changed. Takes effect at the next frame. */
  pictureChanged(): void;
}

const widest = 150;
const tallest = 200;
/** Smaller graphs are seen at a glance. */
const leastNodes = 25;

export function createMinimap(picture: Picture, viewport: Viewport): Minimap {
  const canvas = html('canvas', {});
  const frame = html('div', { class: 'minimap-frame' });
  const element = html('div', { class: 'minimap overlay', 'aria-hidden': 'true' }, canvas, frame);
  element.hidden = true;
  let scale = 1;
  let pending = 0;
  let stale = true;

  const update = () => {
    pending = 0;
    element.hidden = picture.nodes.size < leastNodes || fits(picture.bounds, viewport);
    if (element.hidden) return;
    if (stale) paint();
    stale = false;
    const { view, width, height } = viewport;
    const { x, y } = picture.bounds;
    // What lies outside the map is cut off by its border.
    frame.style.left = `${(-view.x / view.zoom - x) * scale}px`;
    frame.style.top = `${(-view.y / view.zoom - y) * scale}px`;
    frame.style.width = `${(width / view.zoom) * scale}px`;
    frame.style.height = `${(height / view.zoom) * scale}px`;
  };

  const paint = () => {
    const { bounds, nodes } = picture;
    scale = Math.min(widest / bounds.width, tallest / bounds.height);
    const ratio = devicePixelRatio || 1;
    const width = Math.max(24, bounds.width * scale);
    const height = Math.max(24, bounds.height * scale);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext('2d');
    if (!context) return;
    const style = getComputedStyle(element);
    const colour = (name: string) => style.getPropertyValue(name).trim() || style.color;
    const colours = {
      node: colour('--map-node'),
      visited: colour('--map-visited'),
      match: colour('--map-match'),
      current: colour('--map-current'),
    };
    const factor = scale * ratio;
    context.setTransform(factor, 0, 0, factor, -bounds.x * factor, -bounds.y * factor);
    const least = 2 / scale;
    // Frames come last, as a veil over what is inside of them.
    for (const { box, element: node } of nodes.values()) {
      const kind = kindOf(node);
      context.globalAlpha = node.classList.contains('node-frame') ? 0.25 : 1;
      const grow = kind === 'current' ? 3 / scale : 0;
      context.fillStyle = colours[kind];
      const [wide, high] = [Math.max(least, box.width), Math.max(least, box.height)];
      context.fillRect(box.x - grow, box.y - grow, wide + grow * 2, high + grow * 2);
    }
  };

  const soon = () => {
    if (pending === 0) pending = requestAnimationFrame(update);
  };
  const go = (event: PointerEvent) => {
    const { left, top } = canvas.getBoundingClientRect();
    const { bounds } = picture;
    const { view, width, height } = viewport;
    const x = bounds.x + (event.clientX - left) / scale;
    const y = bounds.y + (event.clientY - top) / scale;
    viewport.set({ ...view, x: width / 2 - x * view.zoom, y: height / 2 - y * view.zoom }, true);
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    go(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) go(event);
  });
  return {
    element,
    viewMoved: soon,
    pictureChanged() {
      stale = true;
      soon();
    },
  };
}

/** Whether all of the picture is in sight already, or the view too small to give any of it away. */
function fits({ x, y, width, height }: Box, viewport: Viewport): boolean {
  const { view } = viewport;
  const small = viewport.width < 320 || viewport.height < 240;
  const left = view.x + x * view.zoom;
  const top = view.y + y * view.zoom;
  const inside =
    left >= 0 &&
    top >= 0 &&
    left + width * view.zoom <= viewport.width &&
    top + height * view.zoom <= viewport.height;
  return small || inside;
}

/** What is said of a node by its colour where it is too small for anything else. */
export function kindOf({ classList, dataset }: SVGElement): 'node' | 'visited' | 'match' | 'current' {
  if (classList.contains('current')) return 'current';
  if (dataset['match']) return 'match';
  return classList.contains('visited') ? 'visited' : 'node';
}
