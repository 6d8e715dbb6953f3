import { html } from './element.ts';
import type { Picture } from './picture.ts';
import type { Viewport } from './viewport.ts';

/** A small map of a picture that is larger than its view: where one is in it, and a way to get elsewhere. */
export interface Minimap {
  readonly element: HTMLElement;
  /** Draws it anew at the next frame; cheap to call. */
  refresh(): void;
}

const widest = 150;
const tallest = 200;
/** Smaller graphs are seen at a glance. */
const leastNodes = 25;

export function createMinimap(picture: Picture, viewport: Viewport): Minimap {
  const canvas = html('canvas', {});
  const element = html('div', { class: 'minimap overlay', 'aria-hidden': 'true' }, canvas);
  element.hidden = true;
  let scale = 1;
  let pending = 0;

  const draw = () => {
    pending = 0;
    const { bounds, nodes } = picture;
    const { view, width, height } = viewport;
    const fits =
      view.x + bounds.x * view.zoom >= 0 &&
      view.y + bounds.y * view.zoom >= 0 &&
      view.x + (bounds.x + bounds.width) * view.zoom <= width &&
      view.y + (bounds.y + bounds.height) * view.zoom <= height;
    element.hidden = fits || nodes.size < leastNodes || width < 320 || height < 240;
    if (element.hidden) return;

    scale = Math.min(widest / bounds.width, tallest / bounds.height);
    const ratio = devicePixelRatio || 1;
    const shown = { width: Math.max(24, bounds.width * scale), height: Math.max(24, bounds.height * scale) };
    canvas.width = Math.round(shown.width * ratio);
    canvas.height = Math.round(shown.height * ratio);
    canvas.style.width = `${shown.width}px`;
    canvas.style.height = `${shown.height}px`;
    const context = canvas.getContext('2d');
    if (!context) return;
    const colours = getComputedStyle(element);
    const colour = (name: string) => colours.getPropertyValue(name).trim() || colours.color;
    context.setTransform(
      scale * ratio,
      0,
      0,
      scale * ratio,
      -bounds.x * scale * ratio,
      -bounds.y * scale * ratio,
    );
    const least = 2 / scale;
    for (const { box, element: node } of nodes.values()) {
      const list = node.classList;
      context.fillStyle = colour(
        list.contains('current')
          ? '--map-current'
          : list.contains('match')
            ? '--map-match'
            : list.contains('visited')
              ? '--map-visited'
              : '--map-node',
      );
      const grow = list.contains('current') ? 3 / scale : 0;
      context.fillRect(
        box.x - grow,
        box.y - grow,
        Math.max(least, box.width) + grow * 2,
        Math.max(least, box.height) + grow * 2,
      );
    }
    context.lineWidth = 1 / scale;
    context.strokeStyle = colour('--map-frame');
    context.fillStyle = colour('--map-view');
    const frame = [-view.x / view.zoom, -view.y / view.zoom, width / view.zoom, height / view.zoom] as const;
    context.fillRect(...frame);
    context.strokeRect(...frame);
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
    refresh() {
      if (pending === 0) pending = requestAnimationFrame(draw);
    },
  };
}
