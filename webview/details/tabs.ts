import { html, setText } from '../element.ts';

export interface Tabs<Name extends string> {
  readonly element: HTMLElement;
  readonly chosen: Name;
  /** Shows a tab without telling of it. */
  turnTo(name: Name): void;
  /** A number behind the title; null for none. */
  count(name: Name, count: number | null): void;
}

/** A row of tabs that all lead to one panel; arrow keys move among them. */
export function createTabs<Name extends string>(
  label: string,
  panel: HTMLElement,
  titles: Readonly<Record<Name, string>>,
  chosen: (name: Name) => void,
): Tabs<Name> {
  const names = Object.keys(titles) as Name[];
  let current = names[0] as Name;
  const element = html('div', { class: 'tabs', role: 'tablist', 'aria-label': label });
  panel.setAttribute('role', 'tabpanel');
  const buttons = new Map(
    names.map((name) => {
      const button = html(
        'button',
        { class: 'tab', type: 'button', role: 'tab', id: `tab-${name}` },
        titles[name],
      );
      button.addEventListener('click', () => choose(name));
      return [name, button] as const;
    }),
  );
  element.append(...buttons.values());
  element.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const next = names[(names.indexOf(current) + by + names.length) % names.length] as Name;
    choose(next);
    buttons.get(next)?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  const show = () => {
    for (const [name, button] of buttons) {
      const selected = name === current;
      button.setAttribute('aria-selected', String(selected));
      button.setAttribute('tabindex', selected ? '0' : '-1');
    }
    panel.setAttribute('aria-labelledby', `tab-${current}`);
  };
  const turnTo = (name: Name) => {
    current = name;
    show();
  };
  const choose = (name: Name) => {
    if (name === current) return;
    turnTo(name);
    chosen(name);
  };
  show();
  return {
    element,
    get chosen() {
      return current;
    },
    turnTo,
    count(name, count) {
      const button = buttons.get(name);
      if (button) setText(button, count === null ? titles[name] : `${titles[name]} ${count}`);
    },
  };
}
