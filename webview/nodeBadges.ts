import { nameOf } from './caption.ts';
import { setAttribute, setText, svg } from './element.ts';
import type { Box } from './geometry.ts';
import { drawnIcon } from './icon.ts';
import type { IconName } from './iconShape.ts';
import { shorten } from './label.ts';
import type { Inside } from './marks.ts';

/** Small things at the border of a node, which come and go while a run is followed. */

/** The count at a node's upper right corner; it grows to the right, so that nothing else has to move. */
export function createBadge() {
  let element: SVGGElement | null = null;
  let text: SVGTextElement | null = null;
  return {
    forget() {
      element = null;
      text = null;
    },
    show(parent: SVGGElement, count: number, width: number) {
      if (count === 0) {
        element?.remove();
        this.forget();
        return;
      }
      const words = count > 99_999 ? `${Math.floor(count / 1000)}k` : String(count);
      const room = Math.max(18, words.length * 7 + 9);
      if (!element || !text) {
        text = svg('text', { class: 'badge-text', y: 0 });
        element = svg('g', { class: 'badge' }, svg('rect', { y: -8, height: 16, rx: 8 }), text);
        parent.append(element);
      }
      setAttribute(element, 'transform', `translate(${width - 8} 0)`);
      const pill = element.firstElementChild;
      if (pill) {
        setAttribute(pill, 'x', -9);
        setAttribute(pill, 'width', room);
      }
      setAttribute(text, 'x', room / 2 - 9);
      setText(text, words);
    },
  };
}

/** How hot a node is, as a length: colour alone would not tell. */
export function createHeatBar() {
  let element: SVGRectElement | null = null;
  return {
    forget() {
      element = null;
    },
    show(parent: SVGGElement, heat: number | null, { width, height }: Box) {
      if (heat === null || heat === 0) {
        element?.remove();
        element = null;
        return;
      }
      if (!element) {
        element = svg('rect', { class: 'heat-bar', x: 4, height: 3, rx: 1.5 });
        parent.append(element);
      }
      setAttribute(element, 'y', height - 6);
      setAttribute(element, 'width', Math.max(2, Math.round((width - 8) * heat)));
    },
  };
}

/** How many branches stand at a node, at its upper left corner, or what runs inside of it, at its lower left one. */
export function createChip(kind: 'branches' | 'inside') {
  let element: SVGGElement | null = null;
  const icon: IconName = kind === 'branches' ? 'fanOut' : 'child';
  return {
    forget() {
      element = null;
    },
    show(parent: SVGGElement, words: string, height: number) {
      if (words === '') {
        element?.remove();
        element = null;
        return;
      }
      if (!element) {
        element = svg(
          'g',
          { class: `chip chip-${kind}` },
          svg('rect', { height: 16, rx: 8 }),
          drawnIcon(icon, 5, 2.5, 11),
          svg('text', { class: 'chip-text', x: 20, y: 8 }),
        );
        parent.append(element);
      }
      setAttribute(element, 'transform', `translate(-6 ${kind === 'branches' ? -8 : height - 5})`);
      const [pill, , text] = element.children;
      if (pill) setAttribute(pill, 'width', 27 + Array.from(words).length * 7);
      if (text) setText(text, words);
    },
  };
}

/** The state at which the one child stands, or how many there are. */
export function insideWords(inside: readonly Inside[]): string {
  const [only] = inside;
  if (!only) return '';
  return inside.length > 1
    ? `×${inside.length}`
    : shorten(nameOf(only.state), 14, (text) => Array.from(text).length);
}
