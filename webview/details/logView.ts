import type { StepDetails } from '../../runtime/model/history.ts';
import { html } from '../element.ts';
import { visible } from '../label.ts';
import { legible } from '../recording/legible.ts';
import { t } from '../text.ts';
import { duration } from '../words.ts';
import { valueBox } from './valueBox.ts';

/** What the step got, said, measured, and why it failed. */
export function logView(
  { data, returned, logs, metrics, error }: StepDetails,
  open: (part: 'data' | 'directive', length: number) => void,
): HTMLElement[] {
  const parts: HTMLElement[] = [];
  const add = (title: string, ...content: readonly HTMLElement[]) => {
    if (content.length > 0) parts.push(html('section', {}, html('h3', {}, title), ...content));
  };
  if (error) {
    const text = error.stack ?? `${error.name}: ${error.message}`;
    add(
      t('Thrown'),
      html('pre', { class: 'value error', tabindex: 0, 'aria-label': t('Thrown') }, legible(text)),
    );
  }
  if (logs.length > 0) {
    const lines = logs.map(({ level, message, atMs }) =>
      html(
        'li',
        { class: `log log-${level}` },
        html('span', { class: 'quiet' }, `${duration(atMs)} ${level} `),
        legible(message),
      ),
    );
    add(t('Log'), html('ul', {}, ...lines));
  }
  if (metrics.length > 0)
    add(
      t('Metrics'),
      html('ul', {}, ...metrics.map(({ name, value }) => html('li', {}, `${visible(name, 120)} = ${value}`))),
    );
  add(
    t('Data that the step got'),
    valueBox(t('Data'), data, (length) => open('data', length)),
  );
  if (returned)
    add(
      t('Returned'),
      valueBox(t('directive'), returned, (length) => open('directive', length)),
    );
  return parts;
}
