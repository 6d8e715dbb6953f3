import { html, setText } from './element.ts';
import { icon } from './icon.ts';
import type { IconName } from './iconShape.ts';

/** A strip above the picture that says one thing. */
export interface Banner {
  readonly element: HTMLElement;
  /** Null hides it. */
  show(text: string | null, picture: IconName): void;
}

export function createBanner(kind: 'place' | 'reason' | 'heat'): Banner {
  const words = html('span', { class: 'banner-text' });
  const element = html('div', { class: `banner banner-${kind}` }, words);
  element.hidden = true;
  let shown: IconName | null = null;
  return {
    element,
    show(text, picture) {
      element.hidden = text === null;
      if (shown !== picture) {
        element.replaceChildren(icon(picture, 14), words);
        shown = picture;
      }
      setText(words, text ?? '');
      words.title = text ?? '';
    },
  };
}
