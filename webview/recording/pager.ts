import { html, setText } from '../element.ts';
import { t } from '../text.ts';
import { grouped } from '../words.ts';
import type { Source } from './source.ts';

/** Leads through the steps of a long run; hidden where all of them are in sight. */
export interface Pager {
  readonly element: HTMLElement;
  show(from: number, count: number, steps: number): void;
}

export function createPager(source: Source): Pager {
  let first = 1;
  let all = 0;
  const go = (from: number): void => source.post({ type: 'rows', from: Math.min(Math.max(1, from), all) });
  const button = (text: string, act: () => void): HTMLButtonElement => {
    const made = html('button', { type: 'button', class: 'secondary' }, text);
    made.addEventListener('click', act);
    return made;
  };
  const back = button(t('Previous'), () => go(first - source.pageSize));
  const on = button(t('Next'), () => go(first + source.pageSize));
  const where = html('span', { class: 'quiet' });
  const wanted = html('input', {
    type: 'number',
    min: 1,
    'aria-label': t('Go to step'),
    placeholder: t('Go to step'),
  });
  wanted.addEventListener('change', () => {
    const step = wanted.valueAsNumber;
    if (Number.isInteger(step)) go(step);
  });
  const element = html('nav', { class: 'pager', 'aria-label': t('Steps') }, back, where, on, wanted);
  return {
    element,
    show(from, count, steps) {
      first = from;
      all = steps;
      element.hidden = count >= steps;
      back.disabled = from <= 1;
      on.disabled = from + count > steps;
      setText(where, t('Steps {0} to {1} of {2}', grouped(from), grouped(from + count - 1), grouped(steps)));
    },
  };
}
