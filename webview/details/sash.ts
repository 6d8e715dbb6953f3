import { html, setAttribute } from '../element.ts';
import { t } from '../text.ts';

/** The line above a pane that is dragged to make it larger or smaller, in percent of the page's height. */
export interface Sash {
  readonly element: HTMLElement;
  /** Null until somebody asks for one. */
  readonly share: number | null;
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
  let share: number | null = null;
  const put = (wanted: number | null) => {
    share = wanted === null ? null : Math.round(Math.min(most, Math.max(least, wanted)) * 10) / 10;
    pane.style.height = `${share ?? usual}%`;
    // What nobody has asked for leaves the picture its room, however low the page is.
    pane.classList.toggle('by-hand', share !== null);
    setAttribute(element, 'aria-valuenow', Math.round(share ?? usual));
  };
  const set = (wanted: number | null) => {
    put(wanted);
    changed();
  };
  put(shared);
  /** The share that the pane has, where the page is too low for what it should have. */
  const seen = () => (pane.offsetHeight > 0 ? (pane.offsetHeight / innerHeight) * 100 : most);
  const stepped = (by: number) => set(Math.min(share ?? usual, Math.round(seen())) + by);

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
  element.addEventListener('dblclick', () => set(null));
  element.addEventListener('keydown', (event) => {
    const wanted: Readonly<Record<string, () => void>> = {
      ArrowUp: () => stepped(stride),
      ArrowDown: () => stepped(-stride),
      Home: () => set(most),
      End: () => set(least),
      Enter: () => set(null),
    };
    const act = wanted[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  return {
    element,
    get share() {
      return share;
    },
    set,
    change: (direction) => stepped(direction === 'grow' ? stride : -stride),
  };
}
