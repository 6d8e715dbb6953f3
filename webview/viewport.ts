import { fitLegibly, fitWhole, leastZoom, topMargin } from './fitting.ts';
import type { Box, Point, View } from './geometry.ts';
import { animate } from './motion.ts';

export interface Viewport {
  readonly view: View;
  readonly width: number;
  readonly height: number;
  /** True once a person has moved the view by hand: from then on it only follows gently. */
  readonly touched: boolean;
  /** What the view goes on to show however large the stage becomes; null once it was moved. */
  readonly fitted: 'whole' | 'legible' | null;
  /** Milliseconds since a person last moved the view by hand. */
  readonly restingFor: number;
  set(view: View, touched: boolean): void;
  glideTo(view: View): void;
  zoomBy(factor: number, around?: Point): void;
  panBy(x: number, y: number): void;
  /** All of the box. */
  fit(box: Box, how: 'glide' | 'jump'): void;
  /** All of the box where that can be read, else the part around what is asked for. */
  show(box: Box, focus: () => Box, how: 'glide' | 'jump'): void;
  /** The view that has the box in sight, moved as little as needed. */
  showing(box: Box, margin: number): View;
  dispose(): void;
}

const mostZoom = 3;

/**
 * Moves and scales `content` inside `stage`: by dragging, by the wheel (with ctrl or a pinch it zooms), by two fingers.
 * The transform is one of CSS, so that moving the picture does not draw it anew.
 */
export function createViewport(
  stage: HTMLElement,
  content: SVGSVGElement,
  onChange: () => void,
  onResize: () => void,
): Viewport {
  let view: View = { x: 0, y: 0, zoom: 1 };
  let touched = false;
  let touchedAt = Number.NEGATIVE_INFINITY;
  let stop = () => {};
  let settle = 0;
  let size = { width: stage.clientWidth, height: stage.clientHeight };
  const pointers = new Map<number, Point>();
  let dragging = false;
  let pressed: Point | null = null;
  /** What was last fitted, for as long as nobody moves the view. */
  let fitted: { readonly box: Box; readonly focus: (() => Box) | null } | null = null;

  const show = (next: View) => {
    view = next;
    content.style.transform = `translate(${next.x}px, ${next.y}px) scale(${next.zoom})`;
    // While it moves the picture is a layer of its own; at rest it is drawn sharp at its scale.
    content.classList.add('moving');
    clearTimeout(settle);
    settle = setTimeout(() => content.classList.remove('moving'), 160);
    onChange();
  };
  const byHand = () => {
    stop();
    touched = true;
    touchedAt = performance.now();
  };
  const zoomAround = (factor: number, { x, y }: Point) => {
    const zoom = clamp(view.zoom * factor, leastZoom, mostZoom);
    const ratio = zoom / view.zoom;
    show({ x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio, zoom });
  };
  const within = (event: MouseEvent): Point => {
    const { left, top } = stage.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    byHand();
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_PIXEL
        ? 1
        : event.deltaMode === WheelEvent.DOM_DELTA_LINE
          ? 18
          : 400;
    if (event.ctrlKey || event.metaKey) {
      zoomAround(2 ** clamp(-event.deltaY * unit * 0.012, -0.35, 0.35), within(event));
    } else {
      show({ ...view, x: view.x - event.deltaX * unit, y: view.y - event.deltaY * unit });
    }
  };
  const onDown = (event: PointerEvent) => {
    if (event.button > 1 || !(event.target instanceof Element) || event.target.closest('.overlay')) return;
    if (event.button === 1) event.preventDefault();
    pointers.set(event.pointerId, within(event));
    pressed = within(event);
    stop();
  };
  const onMove = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = within(event);
    if (!dragging && pressed && pointers.size === 1 && Math.hypot(now.x - pressed.x, now.y - pressed.y) < 4)
      return;
    if (!dragging) {
      dragging = true;
      stage.setPointerCapture(event.pointerId);
      stage.classList.add('dragging');
    }
    byHand();
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    if (other) zoomAround(apart(now, other) / Math.max(1, apart(before, other)), other);
    else show({ ...view, x: view.x + now.x - before.x, y: view.y + now.y - before.y });
  };
  const onUp = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    if (dragging) {
      // The click that ends a drag is not meant for what lies under it.
      stage.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => stage.removeEventListener('click', swallow, { capture: true }), 0);
    }
    dragging = false;
    pressed = null;
    stage.classList.remove('dragging');
  };

  stage.addEventListener('wheel', onWheel, { passive: false });
  stage.addEventListener('pointerdown', onDown);
  stage.addEventListener('pointermove', onMove);
  stage.addEventListener('pointerup', onUp);
  stage.addEventListener('pointercancel', onUp);
  const resizing = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = stage;
    const before = size;
    size = { width, height };
    if (fitted && !touched) show(fitting());
    else if (before.width > 0) show({ ...view, x: view.x + (width - before.width) / 2 });
    else onChange();
    onResize();
  });
  resizing.observe(stage);

  const fitting = (): View => {
    if (!fitted) return view;
    const { box, focus } = fitted;
    return focus ? fitLegibly(box, focus(), size) : fitWhole(box, size);
  };
  const fit = (box: Box, focus: (() => Box) | null, how: 'glide' | 'jump') => {
    touched = false;
    touchedAt = Number.NEGATIVE_INFINITY;
    fitted = { box, focus };
    if (how === 'glide') glideTo(fitting());
    else {
      stop();
      show(fitting());
    }
  };
  const glideTo = (to: View) => {
    stop();
    const from = view;
    stop = animate((share) =>
      show({
        x: from.x + (to.x - from.x) * share,
        y: from.y + (to.y - from.y) * share,
        zoom: from.zoom + (to.zoom - from.zoom) * share,
      }),
    );
  };

  return {
    get view() {
      return view;
    },
    get width() {
      return size.width;
    },
    get height() {
      return size.height;
    },
    get touched() {
      return touched;
    },
    get fitted() {
      if (!fitted || touched) return null;
      return fitted.focus ? 'legible' : 'whole';
    },
    get restingFor() {
      return performance.now() - touchedAt;
    },
    set(next, byPerson) {
      stop();
      touched = byPerson;
      fitted = null;
      show(next);
    },
    glideTo,
    zoomBy(factor, around = { x: size.width / 2, y: size.height / 2 }) {
      byHand();
      zoomAround(factor, around);
    },
    panBy(x, y) {
      byHand();
      show({ ...view, x: view.x + x, y: view.y + y });
    },
    fit: (box, how) => fit(box, null, how),
    show: (box, focus, how) => fit(box, focus, how),
    showing(box, space) {
      const inner = Math.min(space, size.width / 4, size.height / 4);
      const top = Math.max(inner, Math.min(topMargin, size.height / 3));
      const along = (from: number, length: number, before: number, room: number, offset: number) => {
        const start = from * view.zoom + offset;
        const end = start + length * view.zoom;
        if (start < before) return offset + before - start;
        if (end > room - inner) return offset - Math.min(end - (room - inner), start - before);
        return offset;
      };
      return {
        x: along(box.x, box.width, inner, size.width, view.x),
        y: along(box.y, box.height, top, size.height, view.y),
        zoom: view.zoom,
      };
    },
    dispose() {
      stop();
      clearTimeout(settle);
      resizing.disconnect();
    },
  };
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}

function apart(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
