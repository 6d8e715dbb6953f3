import type { Json } from '../../runtime/language/json.ts';
import type { Shown } from '../../runtime/model/history.ts';
import { html } from '../element.ts';
import { legible } from '../recording/legible.ts';
import { t } from '../text.ts';
import { grouped } from '../words.ts';

/** More characters than this are behind a button. */
const longest = 6_000;

/**
 * A value as text: texts as they are, all else as JSON. Of one that is too large for the page only the beginning is here;
 * `open` leads to all of it.
 */
export function valueBox(
  name: string,
  value: Shown | null,
  open: ((length: number) => void) | null = null,
): HTMLElement {
  if (value === null) return html('div', { class: 'value nothing' }, t('nothing'));
  if (value.type === 'cut') {
    const { beginning, length } = value;
    const more = t('… {0} more characters', grouped(length - beginning.length));
    const box = html(
      'pre',
      { class: 'value', tabindex: 0, 'aria-label': name },
      legible(beginning),
      html('span', { class: 'quiet' }, more),
    );
    if (open === null) return box;
    const whole = html(
      'button',
      { class: 'link', type: 'button', 'aria-label': t('Open {0} in an editor', name) },
      t('Open all of it'),
    );
    whole.addEventListener('click', () => open(length));
    return html('div', { class: 'cut-value' }, box, whole);
  }
  return textBox(name, printed(value.value));
}

/** A long text, the rest of it behind a button. */
export function textBox(name: string, text: string): HTMLElement {
  const box = html(
    'pre',
    { class: 'value', tabindex: 0, 'aria-label': name },
    legible(text.slice(0, longest)),
  );
  if (text === '') box.append(html('span', { class: 'quiet' }, t('empty')));
  if (text.length > longest) {
    const rest = html(
      'button',
      { class: 'link', type: 'button' },
      t('Show {0} more characters', grouped(text.length - longest)),
    );
    rest.addEventListener('click', () => {
      box.replaceChildren(legible(text));
      box.focus();
    });
    box.append('\n', rest);
  }
  return box;
}

export function printed(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** A value on one line. */
export function brief(value: Shown | null, length = 60): string {
  if (value === null) return t('nothing');
  const text = value.type === 'cut' ? value.beginning : JSON.stringify(value.value);
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
