import { svg } from './element.ts';
import { type IconName, iconShapes } from './iconShape.ts';

/** An icon of 16 by 16, or scaled to `size`, in the colour of the text around it. */
export function icon(name: IconName, size = 16): SVGSVGElement {
  return svg(
    'svg',
    { class: 'icon', viewBox: '0 0 16 16', width: size, height: size, 'aria-hidden': 'true' },
    svg('path', { d: iconShapes[name] }),
  );
}

/** The same icon as a part of the picture, with its upper left corner at x/y. */
export function drawnIcon(name: IconName, x: number, y: number, size: number): SVGPathElement {
  return svg('path', {
    class: `icon icon-${name}`,
    d: iconShapes[name],
    transform: `translate(${x} ${y}) scale(${size / 16})`,
  });
}
