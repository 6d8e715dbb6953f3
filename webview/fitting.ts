import type { Box, Size, View } from './geometry.ts';

export const leastZoom = 0.002;
/** Words stand here almost as large as in the editor beside. */
export const legibleZoom = 0.9;
/** A little smaller is better than a picture that is cut off; below this, conditions on edges are hard to read. */
const barelyLegibleZoom = 0.75;
const margin = 16;
/** Above a picture there is room for a banner, whether one is shown or not. */
export const topMargin = 44;

/** The view of all of the box, as large as there is room for and no larger than it is. */
export function fitWhole(box: Box, size: Size): View {
  const zoom = Math.min(1, Math.max(leastZoom, wholeZoom(box, size)));
  return placed(box, box, size, zoom);
}

/**
 * The view of all of the box where that can be read; else of the part around `focus`, without room wasted beyond the
 * border of the box.
 */
export function fitLegibly(box: Box, focus: Box, size: Size): View {
  if (wholeZoom(box, size) >= barelyLegibleZoom) return fitWhole(box, size);
  return placed(box, focus, size, legibleZoom);
}

function wholeZoom(box: Box, { width, height }: Size): number {
  return Math.min(
    (width - margin * 2) / Math.max(1, box.width),
    (height - topMargin - margin) / Math.max(1, box.height),
  );
}

function placed(box: Box, focus: Box, { width, height }: Size, zoom: number): View {
  const along = (from: number, length: number, before: number, room: number, middle: number): number => {
    const [first, last] = [before - from * zoom, room - margin - (from + length) * zoom];
    // What has room is in the middle of all of the stage, as far as the margins allow.
    if (last >= first) return Math.max(first, (room - length * zoom) / 2 - from * zoom);
    return Math.min(first, Math.max(last, (before + room - margin) / 2 - middle * zoom));
  };
  return {
    x: along(box.x, box.width, margin, width, focus.x + focus.width / 2),
    y: along(box.y, box.height, topMargin, height, focus.y + focus.height / 2),
    zoom,
  };
}
