import { html, setAttribute } from '../element.ts';
import type { Box } from '../geometry.ts';
import { brushesOf } from './brushes.ts';
import { type Brushes, laneHeight, marksHeight, paint, type Window } from './paint.ts';
import { type Placed, Track } from './track.ts';

/** The painted strip: every step of the run, the newest at the right. */
export interface Strip {
  readonly element: HTMLElement;
  readonly track: Track;
  readonly window: Window;
  /** Paints at the next frame; cheap to call. */
  repaint(): void;
  /** The colours have changed. */
  recolour(): void;
  show(k: number, forkedAt: number | null): void;
  /** Scrolls as little as needed to have a position in sight. */
  reveal(k: number): void;
  zoomBy(factor: number, around?: number): void;
  panBy(pixels: number): void;
  fit(): void;
  /** The step under a point of the page, in its row or else the one that ends next; null beside all. */
  stepAt(clientX: number, clientY: number): Placed | null;
  /** The position that a point of the page stands for, whatever its height; null beside all. */
  positionAt(clientX: number): number | null;
  /** Where a step is, in the coordinates of the strip. */
  boxOf(placed: Placed): Box;
}

export interface StripEvents {
  /** After each painting. */
  painted(brushes: Brushes): void;
}

/** Pixels for each unit of the track at first: enough for the name of a state. */
const usual = 58;
const most = 160;
const edge = 24;

export function createStrip(events: StripEvents): Strip {
  const canvas = html('canvas', {});
  const element = html('div', { class: 'strip' }, canvas);
  const track = new Track();
  let window: Window = { scale: usual, offset: 0, width: 0 };
  let k = 0;
  let forkedAt: number | null = null;
  let pending = 0;
  /** What is to be in sight at the next painting, when it is known how much room there is. */
  let sought: number | null = null;
  let brushes: Brushes | null = null;
  /** Goes on to show all of the run. */
  let fitted = true;

  const least = () =>
    track.length === 0 ? usual : Math.min(usual, (window.width - edge * 2) / track.length);
  const clamped = (scale: number, offset: number): Window => {
    const whole = track.length * scale;
    const end = Math.max(-edge, whole + edge - window.width);
    return { ...window, scale, offset: Math.min(Math.max(offset, -edge), end) };
  };
  const repaint = () => {
    if (pending === 0) pending = requestAnimationFrame(draw);
  };
  const draw = () => {
    pending = 0;
    const { clientWidth: width } = element;
    if (width === 0) return;
    // Where the strip has become narrower, as by names of lanes, the session still stands in sight.
    if (width !== window.width) sought ??= k;
    window = { ...window, width };
    window = fitted ? clamped(least(), -edge) : clamped(window.scale, window.offset);
    if (sought !== null) bringIntoSight(sought);
    sought = null;
    const height = marksHeight + track.lanes.length * laneHeight;
    const ratio = devicePixelRatio || 1;
    const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    if (canvas.width !== pixels.width || canvas.height !== pixels.height) {
      canvas.width = pixels.width;
      canvas.height = pixels.height;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext('2d');
    if (!context) return;
    brushes ??= brushesOf(element);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, { track, window, k, forkedAt }, brushes);
    setAttribute(element, 'data-painted', track.placed.length);
    events.painted(brushes);
  };
  const bringIntoSight = (position: number) => {
    if (fitted && least() >= usual / 3) return;
    if (fitted) {
      fitted = false;
      window = clamped(usual, window.offset);
    }
    const at = track.at(position) * window.scale;
    const from = track.at(position - 1) * window.scale;
    // Of what is longer than the strip, such as a wait, the end is in sight.
    const offset = Math.max(Math.min(window.offset, from - edge), at - window.width + edge);
    window = clamped(window.scale, offset);
  };
  const placeAt = (clientX: number): number | null => {
    const place = (clientX - canvas.getBoundingClientRect().left + window.offset) / window.scale;
    return place < 0 || place > track.length ? null : place;
  };
  new ResizeObserver(repaint).observe(element);

  return {
    element,
    track,
    get window() {
      return window;
    },
    repaint,
    recolour() {
      brushes = null;
      repaint();
    },
    show(next, fork) {
      k = next;
      forkedAt = fork;
      repaint();
    },
    reveal(position) {
      sought = position;
      repaint();
    },
    zoomBy(factor, around = window.width / 2) {
      const scale = Math.min(most, Math.max(least(), window.scale * factor));
      fitted = scale === least();
      window = clamped(scale, ((window.offset + around) * scale) / window.scale - around);
      repaint();
    },
    panBy(pixels) {
      fitted = false;
      window = clamped(window.scale, window.offset + pixels);
      repaint();
    },
    fit() {
      fitted = true;
      repaint();
    },
    stepAt(clientX, clientY) {
      const place = placeAt(clientX);
      const row = Math.floor((clientY - canvas.getBoundingClientRect().top - marksHeight) / laneHeight);
      return place === null ? null : track.stepAt(place, Math.max(0, row));
    },
    positionAt(clientX) {
      const place = placeAt(clientX);
      return place === null ? null : track.positionAt(place);
    },
    boxOf({ from, to, row }) {
      return {
        x: from * window.scale - window.offset,
        y: marksHeight + row * laneHeight,
        width: (to - from) * window.scale,
        height: laneHeight,
      };
    },
  };
}
