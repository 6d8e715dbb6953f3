import type { Brushes } from './paint.ts';

/** The colours of the strip, as the theme has them now: a canvas does not know of variables. */
export function brushesOf(element: HTMLElement): Brushes {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim() || style.color;
  return {
    font: `11px ${style.fontFamily}`,
    text: colour('--strip-text'),
    quiet: colour('--strip-quiet'),
    block: colour('--strip-block'),
    border: colour('--strip-border'),
    current: colour('--strip-current'),
    failure: colour('--strip-failure'),
    call: colour('--strip-call'),
    own: colour('--strip-own'),
    wait: colour('--strip-wait'),
    retry: colour('--strip-retry'),
  };
}
