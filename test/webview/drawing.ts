import type { Locator, Page } from 'playwright-core';

/** Where things are on the screen. */
export interface Rect {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function nodeRects(page: Page): Promise<Rect[]> {
  return rects(page, '.node', '.shape');
}

/** The labels that show something. */
export function labelRects(page: Page): Promise<Rect[]> {
  return rects(page, '.edge', '.tag:not(.tag-empty) .tag-back');
}

function rects(page: Page, owner: string, part: string): Promise<Rect[]> {
  return page.locator(`${owner} ${part}`).evaluateAll((parts) =>
    parts.map((part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      const key = part.closest<SVGElement>('[data-key]')?.dataset['key'] ?? '';
      return { key, x, y, width, height };
    }),
  );
}

/** A property of one element, as the browser computes it. */
export function styleOf(part: Locator, property: string): Promise<string> {
  return part.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
}

/** First and last point of each edge's line as it is drawn, arrow heads not counted, on the screen. */
export function lineEnds(page: Page): Promise<{ key: string; from: Point; to: Point }[]> {
  return page.locator('.edge .line').evaluateAll((lines: SVGPathElement[]) =>
    lines.map((line) => {
      const matrix = line.getScreenCTM();
      if (!matrix) throw new Error('A line that is not drawn has no place on the screen.');
      const at = (length: number) => {
        const { x, y } = line.getPointAtLength(length).matrixTransform(matrix);
        return { x, y };
      };
      const key = line.closest<SVGElement>('[data-key]')?.dataset['key'] ?? '';
      return { key, from: at(0), to: at(line.getTotalLength()) };
    }),
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Pairs that lie on each other by more than a hair. */
export function overlaps(some: readonly Rect[], others: readonly Rect[]): string[] {
  const hair = 0.5;
  return some.flatMap((one) =>
    others
      .filter((other) => one !== other && `${one.key}` !== `${other.key}`)
      .filter(
        (other) =>
          one.x + hair < other.x + other.width &&
          other.x + hair < one.x + one.width &&
          one.y + hair < other.y + other.height &&
          other.y + hair < one.y + one.height,
      )
      .map((other) => `${one.key} lies on ${other.key}`),
  );
}

/** The distance of a point from a rectangle's border or inside; 0 on it or in it. */
export function distanceTo({ x, y }: Point, rect: Rect): number {
  const aside = Math.max(rect.x - x, 0, x - rect.x - rect.width);
  const above = Math.max(rect.y - y, 0, y - rect.y - rect.height);
  return Math.hypot(aside, above);
}

/** The contrast ratio of two colours as browsers compute them, `rgb(1, 2, 3)` or `color(srgb 0 0.5 1)`. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const numbers = (colour.match(/[\d.]+(e-?\d+)?/g) ?? []).slice(0, 3).map(Number);
  const scale = colour.startsWith('color(') ? 1 : 255;
  const [red = 0, green = 0, blue = 0] = numbers
    .map((number) => number / scale)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
