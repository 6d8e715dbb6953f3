import type { StepOutline } from '../../runtime/model/history.ts';
import type { PositionBody } from '../../runtime/model/position.ts';
import { transitionName } from '../caption.ts';
import { html, setAttribute, setText } from '../element.ts';
import { button } from '../header.ts';
import { createHover, factTable } from '../hover.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { grouped } from '../words.ts';
import { describeStep, factsOf } from './describeStep.ts';
import { createLegend } from './legend.ts';
import { createStrip } from './strip.ts';
import type { Placed } from './track.ts';

/** The strip under the picture: where the run has been, and a way to any point of it. */
export interface Timeline {
  readonly element: HTMLElement;
  /** Null hides it. */
  position(position: PositionBody | null): void;
  /** Steps have come, or gone. */
  steps(steps: readonly StepOutline[]): void;
  focus(): void;
  zoom(how: 'fit' | 'in' | 'out'): void;
  /** Goes by so many steps. */
  move(by: number): void;
  recolour(): void;
}

export interface TimelineEvents {
  travel(k: number): void;
  toggleDetails(): void;
}

/** While it is dragged, the session is asked to move at most so often, in milliseconds. */
const dragPace = 60;

/** @param above what stands between the bar and the strip */
export function createTimeline(above: HTMLElement, events: TimelineEvents): Timeline {
  const legend = createLegend();
  const strip = createStrip({ painted: legend.paint });
  const title = html('span', { class: 'title' }, t('Timeline'));
  const place = html('span', { class: 'timeline-place' });
  const bar = html(
    'div',
    { class: 'timeline-bar', role: 'toolbar', 'aria-label': t('Timeline') },
    title,
    place,
    html('span', { class: 'space' }),
    legend.element,
    button('first', t('Go to the start of the run (Home)'), () => go(0)),
    button('previous', t('Go one step back (Left)'), () => move(-1)),
    button('next', t('Go one step forward along the recording (Right)'), () => move(1)),
    button('last', t('Go to the newest step (End)'), () => go(head())),
    button('fit', t('Show the whole run'), () => zoom('fit')),
    button('details', t('Show or hide the details of the step (D)'), () => events.toggleDetails()),
  );
  const lanes = html('div', { class: 'lane-names', 'aria-hidden': 'true' });
  const scroller = html('div', { class: 'timeline-body' }, lanes, strip.element);
  const element = html('section', { class: 'timeline', 'aria-label': t('Timeline') }, bar, above, scroller);
  const hover = createHover(document.body);
  element.hidden = true;
  document.body.append(hover.element);
  setAttribute(strip.element, 'role', 'slider');
  setAttribute(strip.element, 'tabindex', '0');
  setAttribute(strip.element, 'aria-label', t('Position in the run'));

  let position: PositionBody | null = null;
  /** Where the session was asked to go and has not arrived yet. */
  let wanted: number | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;
  let late = 0;
  let pressed: { readonly x: number; dragging: boolean } | null = null;

  const head = () => position?.head ?? 0;
  const here = () => wanted ?? position?.seq ?? 0;
  const send = () => {
    clearTimeout(late);
    late = 0;
    sentAt = performance.now();
    if (wanted !== null) events.travel(wanted);
  };
  const go = (k: number) => {
    if (!position || position.running) return;
    const to = Math.min(Math.max(k, 0), head());
    if (to === here()) return;
    wanted = to;
    show();
    const rest = sentAt + dragPace - performance.now();
    if (rest <= 0) send();
    else if (late === 0) late = setTimeout(send, rest);
  };
  const move = (by: number) => go(here() + by);
  const zoom = (how: 'fit' | 'in' | 'out') => {
    if (how === 'fit') strip.fit();
    else strip.zoomBy(how === 'in' ? 1.4 : 1 / 1.4);
  };

  const show = () => {
    const k = here();
    const placed = strip.track.placed[k - 1];
    const forkedAt = position?.parent ? position.parent.seq : null;
    strip.show(k, forkedAt);
    if (!pressed) strip.reveal(k);
    const where = t('Step {0} of {1}', grouped(k), grouped(head()));
    // While a run is on its way, its last steps are known by their number alone.
    const atStart = k === 0 ? t('start') : '';
    const what = placed ? transitionName(placed.step.state, placed.step.next) : atStart;
    setText(place, [where, what].filter((part) => part !== '').join(' · '));
    setAttribute(strip.element, 'aria-valuemin', 0);
    setAttribute(strip.element, 'aria-valuemax', head());
    setAttribute(strip.element, 'aria-valuenow', k);
    const words = placed ? describeStep(placed.step, placed.parts) : k === 0 ? t('the start of the run') : '';
    setAttribute(strip.element, 'aria-valuetext', words === '' ? where : `${where}: ${words}`);
    setAttribute(strip.element, 'aria-disabled', String(position?.running === true));
    const context = { webviewSection: 'step', k, preventDefaultContextMenuItems: true };
    setAttribute(strip.element, 'data-vscode-context', JSON.stringify(context));
  };

  strip.element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    strip.element.setPointerCapture(event.pointerId);
    pressed = { x: event.clientX, dragging: false };
    hover.hide();
  });
  strip.element.addEventListener('pointermove', (event) => {
    if (pressed) {
      if (Math.abs(event.clientX - pressed.x) > 3) pressed.dragging = true;
      if (pressed.dragging) go(strip.positionAt(event.clientX) ?? (event.clientX < 40 ? 0 : head()));
      return;
    }
    const placed = strip.stepAt(event.clientX, event.clientY);
    if (placed && placed !== pointed) planHover(placed);
    pointed = placed;
    if (!placed) hover.hide();
  });
  strip.element.addEventListener('pointerup', (event) => {
    const clicked = pressed && !pressed.dragging;
    pressed = null;
    if (!clicked) return;
    const placed = strip.stepAt(event.clientX, event.clientY);
    go(placed?.step.k ?? (event.clientX < 40 ? 0 : head()));
  });
  strip.element.addEventListener('pointercancel', () => {
    pressed = null;
  });
  strip.element.addEventListener('pointerleave', () => {
    pointed = null;
    hover.hide();
  });
  // A menu speaks of the step under the pointer, one from the keyboard of the current one.
  strip.element.addEventListener('pointerdown', (event) => {
    if (event.button !== 2) return;
    const placed = strip.stepAt(event.clientX, event.clientY);
    if (placed) {
      const context = { webviewSection: 'step', k: placed.step.k, preventDefaultContextMenuItems: true };
      setAttribute(strip.element, 'data-vscode-context', JSON.stringify(context));
    }
  });
  strip.element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      hover.hide();
      const { left } = strip.element.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) strip.zoomBy(2 ** (-event.deltaY * 0.01), event.clientX - left);
      else strip.panBy(event.deltaX + event.deltaY);
    },
    { passive: false },
  );
  strip.element.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !onKey(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  let pointed: Placed | null = null;

  return {
    element,
    position(next) {
      position = next;
      element.hidden = next === null;
      if (!next || next.running || next.seq === wanted) wanted = null;
      if (next) show();
    },
    steps(steps) {
      strip.track.update(steps);
      lanes.replaceChildren(
        ...strip.track.lanes.map(({ branch }, row) => {
          const rest = row === strip.track.lanes.length - 1 ? strip.track.hiddenLanes : 0;
          const name = visible(branch, 80);
          return html('div', { class: 'lane-name', title: name }, rest > 0 ? `+${rest}` : name);
        }),
      );
      lanes.hidden = strip.track.lanes.length < 2;
      show();
    },
    focus: () => strip.element.focus(),
    zoom,
    move,
    recolour: () => strip.recolour(),
  };

  function onKey(key: string): boolean {
    switch (key) {
      case 'ArrowLeft':
        move(-1);
        return true;
      case 'ArrowRight':
        move(1);
        return true;
      case 'ArrowUp':
        go(sameState(-1) ?? here());
        return true;
      case 'ArrowDown':
        go(sameState(1) ?? here());
        return true;
      case 'PageUp':
        move(-10);
        return true;
      case 'PageDown':
        move(10);
        return true;
      case 'Home':
        go(0);
        return true;
      case 'End':
        go(head());
        return true;
      case '+':
      case '=':
        zoom('in');
        return true;
      case '-':
        zoom('out');
        return true;
      case '0':
        zoom('fit');
        return true;
      default:
        return false;
    }
  }

  /** The next position in a direction whose step is of the same state. */
  function sameState(by: 1 | -1): number | null {
    const { placed } = strip.track;
    const state = placed[here() - 1]?.step.state;
    for (let index = here() - 1 + by; index >= 0 && index < placed.length; index += by)
      if (placed[index]?.step.state === state) return index + 1;
    return null;
  }

  function planHover(placed: Placed): void {
    hover.plan(
      () => [
        html(
          'div',
          { class: 'hover-title' },
          `#${placed.step.k} ${transitionName(placed.step.state, placed.step.next)}`,
        ),
        factTable(factsOf(placed.step, placed.parts)),
      ],
      () => {
        const { left, top } = strip.element.getBoundingClientRect();
        const box = strip.boxOf(placed);
        return { ...box, x: box.x + left, y: box.y + top };
      },
    );
  }
}
