import type { StepOutline } from '../../runtime/model/history.ts';
import { visible } from '../label.ts';
import type { PartKind } from './parts.ts';
import type { Placed, Track } from './track.ts';

/** What part of the track is shown, and how large: a place of the track shows at `place * scale - offset`. */
export interface Window {
  readonly scale: number;
  readonly offset: number;
  readonly width: number;
}

export interface Brushes {
  readonly font: string;
  readonly text: string;
  readonly quiet: string;
  readonly block: string;
  readonly border: string;
  readonly current: string;
  readonly failure: string;
  readonly call: string;
  readonly own: string;
  readonly wait: string;
  readonly retry: string;
}

/** Rows from the top: marks, then for each lane its block and below it what its time went to. */
export const marksHeight = 15;
export const laneHeight = 34;
const blockHeight = 19;
const partsTop = 22;
const partsHeight = 8;
/** From this width on a step is drawn by itself; below, neighbours run together. */
const leastBlock = 3;

export interface Scene {
  readonly track: Track;
  readonly window: Window;
  /** The position that is shown. */
  readonly k: number;
  /** Where the run was forked from its parent; null when it was not. */
  readonly forkedAt: number | null;
}

export function paint(
  context: CanvasRenderingContext2D,
  { track, window, k, forkedAt }: Scene,
  brushes: Brushes,
): void {
  const { scale, offset, width } = window;
  const height = marksHeight + track.lanes.length * laneHeight;
  context.clearRect(0, 0, width, height);
  context.font = brushes.font;
  context.textBaseline = 'middle';
  paintLanes(context, track, width, brushes);

  const first = Math.max(0, track.positionAt(offset / scale) - 2);
  let painted = Number.NEGATIVE_INFINITY;
  for (let index = first; index < track.placed.length; index++) {
    const placed = track.placed[index] as Placed;
    const left = placed.from * scale - offset;
    // Those of branches may begin before others that end before them.
    if (left > width) continue;
    const wide = (placed.to - placed.from) * scale;
    // Steps narrower than a pixel would only be painted over each other.
    const special = placed.step.error !== null || placed.step.edits > 0 || placed.row > 0;
    if (wide < 1 && left - painted < 1 && !special) continue;
    painted = left;
    paintStep(context, placed, left, wide, k, brushes);
  }
  if (forkedAt !== null) paintFork(context, track.at(forkedAt) * scale - offset, height, brushes);
  paintHead(context, track.at(k) * scale - offset, height, brushes);
}

/** A strip for each branch, so that an empty stretch still shows which row it is in. */
function paintLanes(
  context: CanvasRenderingContext2D,
  track: Track,
  width: number,
  { border }: Brushes,
): void {
  context.fillStyle = border;
  context.globalAlpha = 0.35;
  for (let row = 0; row < track.lanes.length; row++)
    context.fillRect(0, marksHeight + row * laneHeight + blockHeight / 2, width, 1);
  context.globalAlpha = 1;
}

function paintStep(
  context: CanvasRenderingContext2D,
  { step, row, parts }: Placed,
  left: number,
  wide: number,
  k: number,
  brushes: Brushes,
): void {
  const top = marksHeight + row * laneHeight;
  const future = step.k > k;
  const gap = wide >= leastBlock ? 1 : 0;
  context.globalAlpha = future ? 0.5 : 1;
  context.fillStyle = step.error !== null ? brushes.failure : brushes.block;
  if (wide < leastBlock) context.fillRect(left, top, Math.max(1, wide), blockHeight);
  else {
    context.beginPath();
    context.roundRect(left + gap / 2, top, wide - gap, blockHeight, Math.min(4, wide / 3));
    if (step.error === null) context.fill();
    context.lineWidth = step.k === k ? 2 : 1;
    context.strokeStyle =
      step.k === k ? brushes.current : step.error !== null ? brushes.failure : brushes.border;
    context.setLineDash(future ? [3, 2] : []);
    context.stroke();
    context.setLineDash([]);
  }
  // A step that begins beyond the left edge is named where it comes into sight.
  const from = Math.max(left, 0);
  const marks = row > 0 ? marksOf(step) : '';
  const name = marks === '' ? step.state : `${marks} ${step.state}`;
  paintName(context, name, from, top, left + wide - from, brushes);
  paintParts(context, parts, left + gap / 2, top + partsTop, wide - gap, brushes);
  context.globalAlpha = 1;
  if (wide >= 8 && row === 0) paintMarks(context, step, left + wide / 2, brushes);
}

function paintName(
  context: CanvasRenderingContext2D,
  words: string,
  left: number,
  top: number,
  wide: number,
  { text }: Brushes,
): void {
  const room = wide - 10;
  if (room < 14) return;
  const name = visible(words, 40);
  const whole = context.measureText(name).width;
  let shown = name;
  if (whole > room) {
    const letters = Array.from(name);
    const fits = Math.max(1, Math.floor((letters.length * room) / whole) - 1);
    shown = `${letters.slice(0, fits).join('')}${fits > 2 ? '…' : ''}`;
  }
  context.fillStyle = text;
  context.fillText(shown, left + 5, top + blockHeight / 2 + 0.5);
}

/** Each kind has a height or a pattern of its own, so that none rests on colour. */
function paintParts(
  context: CanvasRenderingContext2D,
  parts: readonly { readonly kind: PartKind; readonly ms: number }[],
  left: number,
  top: number,
  wide: number,
  brushes: Brushes,
): void {
  // Shares of the logarithm, like the length of the step itself: a short part next to a long wait is still seen.
  const weights = parts.map(({ ms }) => Math.log2(1 + ms / 5) + 0.2);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let at = left;
  parts.forEach(({ kind }, index) => {
    const length = (wide * (weights[index] ?? 0)) / sum;
    paintPart(context, kind, at, top, length, brushes);
    at += length;
  });
}

export function paintPart(
  context: CanvasRenderingContext2D,
  kind: PartKind,
  left: number,
  top: number,
  length: number,
  brushes: Brushes,
): void {
  context.fillStyle = brushes[kind];
  switch (kind) {
    case 'call':
      context.fillRect(left, top, length, partsHeight);
      return;
    case 'own':
      context.fillRect(left, top + partsHeight / 2, length, partsHeight / 2);
      return;
    case 'wait':
      for (let x = left; x < left + length; x += 4)
        context.fillRect(x, top, Math.min(1.5, left + length - x), partsHeight);
      return;
    case 'retry':
      for (let x = left; x < left + length; x += 4)
        context.fillRect(x, top + partsHeight / 2 - 1, Math.min(2, left + length - x), 2);
      return;
    default:
      kind satisfies never;
  }
}

/** What was special about a step: above it on the main line, before its name in the rows of branches. */
function marksOf(step: StepOutline): string {
  const marks = [
    ...(step.error !== null ? ['✕'] : []),
    ...(step.attempts.length > 1 ? ['↻'] : []),
    ...(step.edits > 0 ? ['✎'] : []),
    ...(step.signals.length > 0 ? ['✉'] : []),
    ...(step.undoes ? ['↶'] : []),
  ];
  return marks.join('');
}

function paintMarks(
  context: CanvasRenderingContext2D,
  step: StepOutline,
  middle: number,
  brushes: Brushes,
): void {
  context.fillStyle = step.error !== null ? brushes.failure : brushes.quiet;
  context.textAlign = 'center';
  context.fillText(marksOf(step), middle, marksHeight / 2);
  context.textAlign = 'start';
}

function paintFork(context: CanvasRenderingContext2D, x: number, height: number, { quiet }: Brushes): void {
  context.strokeStyle = quiet;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.stroke();
  context.setLineDash([]);
}

/** Where the session stands: a line with a handle to drag. */
function paintHead(context: CanvasRenderingContext2D, x: number, height: number, { current }: Brushes): void {
  context.fillStyle = current;
  context.fillRect(x - 1, 0, 2, height);
  context.beginPath();
  context.moveTo(x - 6, 0);
  context.lineTo(x + 6, 0);
  context.lineTo(x + 6, 5);
  context.lineTo(x, 11);
  context.lineTo(x - 6, 5);
  context.fill();
}
