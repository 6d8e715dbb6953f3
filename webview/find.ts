import { html, setText } from './element.ts';
import { button } from './header.ts';
import { t } from './text.ts';

/** The box that finds states by name, as the editor's own does. */
export interface Find {
  readonly element: HTMLElement;
  open(): void;
  close(): void;
}

export interface FindEvents {
  /** Keys of the nodes that match, in reading order. */
  search(words: string): readonly string[];
  /** What matches now, and which one of it is meant; null for none. */
  show(matches: readonly string[], current: string | null): void;
  closed(current: string | null): void;
}

export function createFind(events: FindEvents): Find {
  const input = html('input', {
    type: 'text',
    placeholder: t('Find a state'),
    'aria-label': t('Find a state'),
    spellcheck: 'false',
  });
  const count = html('span', { class: 'find-count', role: 'status' });
  const element = html(
    'div',
    { class: 'find overlay', role: 'search' },
    input,
    count,
    button('up', t('Previous match (Shift+Enter)'), () => move(-1)),
    button('down', t('Next match (Enter)'), () => move(1)),
    button('cross', t('Close (Escape)'), () => close()),
  );
  element.hidden = true;
  let matches: readonly string[] = [];
  let position = 0;

  const current = () => matches[position] ?? null;
  const show = () => {
    setText(
      count,
      input.value === ''
        ? ''
        : matches.length === 0
          ? t('No results')
          : t('{0} of {1}', position + 1, matches.length),
    );
    element.classList.toggle('nothing', input.value !== '' && matches.length === 0);
    events.show(matches, current());
  };
  const search = () => {
    matches = input.value.trim() === '' ? [] : events.search(input.value.trim());
    position = 0;
    show();
  };
  const move = (by: number) => {
    if (matches.length === 0) return;
    position = (position + by + matches.length) % matches.length;
    show();
  };
  const close = () => {
    if (element.hidden) return;
    const found = current();
    element.hidden = true;
    matches = [];
    events.show([], null);
    events.closed(found);
  };
  input.addEventListener('input', search);
  element.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target === input) move(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  });
  return {
    element,
    open() {
      element.hidden = false;
      input.focus();
      input.select();
      search();
    },
    close,
  };
}
