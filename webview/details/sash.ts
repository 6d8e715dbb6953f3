import { html, setAttribute } from '../element.ts';
import { t } from '../text.ts';

/** The line above a pane that is dragged to make it larger or smaller, in percent of the page's height. */
export interface Sash {
  readonly element: HTMLElement;
  readonly share: number;
  set(share: number): void;
  /** By one stride, as a key does. */
  change(direction: 'grow' | 'shrink'): void;
}

const [least, usual, most] = [15, 42, 80];
const stride = 5;

export function createSash(pane: HTMLElement, shared: number | null, changed: () => void): Sash {
  const element = html('div', {
    class: 'sash',
    role: 'separator',
    tabindex: 0,
    'aria-orientation': 'horizontal',
    'aria-label': t('Height of the details'),
    'aria-valuemin': least,
    'aria-valuemax': most,
  });
  let share = usual;
  const put = (wanted: number) => {
    share = Math.round(Math.min(most, Math.max(least, wanted)) * 10) / 10;
    pane.style.height = `${share}%`;
    setAttribute(element, 'aria-valuenow', Math.round(share));
  };
  const set = (wanted: number) => {
    put(wanted);
    changed();
  };
  put(shared ?? usual);

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    // No event is for the picture until the button is let go.
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
    element.focus();
  });
  element.addEventListener('pointermove', (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    set((1 - event.clientY / innerHeight) * 100);
  });
  element.addEventListener('dblclick', () => set(usual));
  element.addEventListener('keydown', (event) => {
    const wanted: Readonly<Record<string, number>> = {
      ArrowUp: share + stride,
      ArrowDown: share - stride,
      Home: most,
      End: least,
      Enter: usual,
    };
    const next = wanted[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  });
  return {
    element,
    get share() {
      return share;
    },
    set,
    change: (direction) => set(share + (direction === 'grow' ? stride : -stride)),
  };
}
