import { html, setText } from './element.ts';
import { icon } from './icon.ts';
import type { IconName } from './iconShape.ts';

/** A strip above the picture that says one thing, and may offer to do something about it. */
export interface Banner {
  readonly element: HTMLElement;
  /** Null hides it. */
  show(text: string | null, picture: IconName): void;
  /** Whether what it offers can be done. */
  offer(possible: boolean): void;
}

export function createBanner(
  kind: 'place' | 'wait' | 'reason' | 'heat',
  offered: { readonly text: string; readonly title: string; act(): void } | null = null,
): Banner {
  const words = html('span', { class: 'banner-text' });
  const press =
    offered && html('button', { class: 'link', type: 'button', title: offered.title }, offered.text);
  press?.addEventListener('click', () => offered?.act());
  const content = press ? [words, press] : [words];
  const element = html('div', { class: `banner banner-${kind}` }, ...content);
  element.hidden = true;
  let shown: IconName | null = null;
  return {
    element,
    show(text, picture) {
      element.hidden = text === null;
      if (shown !== picture) {
        element.replaceChildren(icon(picture, 14), ...content);
        shown = picture;
      }
      setText(words, text ?? '');
      words.title = text ?? '';
    },
    offer(possible) {
      if (press) press.hidden = !possible;
    },
  };
}
