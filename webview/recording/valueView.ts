import type { RecordedChange, Shown } from '../../runtime/model/recorded.ts';
import { html } from '../element.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { legible, size } from './legible.ts';
import { askForValue, type Source } from './source.ts';

/** A value with its name above it, and `full` for those who hear it alone; a shortened one says how much there is, and leads to all of it. */
export function valueView(name: string, value: Shown, source: Source, full = name): HTMLElement {
  const text = html('pre', { class: 'value', tabindex: 0, 'aria-label': full }, legible(value.text));
  const missing = value.length - value.text.length;
  if (value.length === 0) text.append(html('span', { class: 'quiet' }, t('empty')));
  if (missing > 0) text.append(html('span', { class: 'quiet' }, t('… {0} more', size(missing))));
  const head = html('div', { class: 'value-name' }, name);
  if (source.editor) {
    const whole = html(
      'button',
      { class: 'link', type: 'button', 'aria-label': t('Open {0} in an editor', full) },
      missing > 0 ? t('Open all {0}', size(value.length)) : t('Open'),
    );
    whole.addEventListener('click', () => askForValue(source, value.place, value.length));
    head.append(whole);
  }
  return html('div', { class: 'value-box' }, head, text);
}

/** A change of the session: what was, and what is. */
export function changeView({ path, before, after, note }: RecordedChange, source: Source): HTMLElement {
  const name = visible(path, 300);
  const box = html('div', { class: 'change' }, html('div', { class: 'change-path' }, name));
  if (note !== null) box.append(html('div', { class: 'quiet' }, note));
  const sides = html('div', { class: 'sides' });
  if (before !== null) sides.append(sideOf('before', t('{0} before', name), before, source));
  if (after !== null)
    sides.append(sideOf(note === null ? 'after' : 'added', t('{0} after', name), after, source));
  else if (note === null) sides.append(html('div', { class: 'quiet' }, t('removed')));
  box.append(sides);
  return box;
}

function sideOf(name: 'before' | 'after' | 'added', full: string, value: Shown, source: Source): HTMLElement {
  const titles = { before: t('before'), after: t('after'), added: t('added') };
  const view = valueView(titles[name], value, source, full);
  view.classList.add(name);
  return view;
}
