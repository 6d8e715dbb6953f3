import { setAttribute, svg } from './element.ts';
import type { Box } from './geometry.ts';
import type { BreakpointMark } from './marks.ts';

/** A breakpoint in the picture, in the shapes that the editor's gutter has: a dot, one with `=` in it, a diamond for a log point; hollow while it is off. */
export interface Dot {
  /** Null while there is none. */
  readonly element: SVGGElement | null;
  /** The element that it was part of is gone. */
  forget(): void;
  /** `hint` offers one where there is none yet. */
  show(parent: SVGElement, mark: BreakpointMark | 'hint' | null, place: DotPlace): void;
}

/** Its middle and size, and what can be clicked, as seen from its middle. */
export interface DotPlace {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly target: Box;
}

export function createDot(): Dot {
  let element: SVGGElement | null = null;
  return {
    get element() {
      return element;
    },
    forget() {
      element = null;
    },
    show(parent, mark, { x, y, radius, target }) {
      if (mark === null) {
        element?.remove();
        element = null;
        return;
      }
      if (!element) {
        element = svg(
          'g',
          { class: 'dot' },
          svg('rect', { class: 'dot-target', ...target }),
          svg('circle', { r: radius }),
          svg('path', { class: 'dot-sign', transform: `scale(${radius / 5})` }),
        );
        parent.append(element);
      }
      setAttribute(element, 'transform', `translate(${x} ${y})`);
      const kind = mark === 'hint' ? 'plain' : kindOf(mark);
      const state = mark === 'hint' ? 'hint' : mark.enabled ? 'on' : 'off';
      setAttribute(element, 'class', ['dot', `dot-${kind}`, `dot-${state}`].join(' '));
      const sign = element.lastElementChild;
      if (sign) setAttribute(sign, 'd', signs[kind]);
    },
  };
}

/** The bar in the diamond shows while it is hollow, and tells it from the icon of a state that decides. */
const signs = {
  plain: '',
  conditional: 'M-2.3-1.4h4.6M-2.3 1.4h4.6',
  log: 'M0-6 6 0 0 6-6 0zM-2.2 0h4.4',
} as const;

function kindOf({ when, log }: BreakpointMark): keyof typeof signs {
  if (log !== '') return 'log';
  return when === '' ? 'plain' : 'conditional';
}
