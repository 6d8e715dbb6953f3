import type { Path } from '../../runtime/language/json.ts';
import type { Change, ValueHistory } from '../../runtime/model/history.ts';
import { html } from '../element.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { counted } from '../words.ts';
import { link } from './callView.ts';
import { sparkline } from './sparkline.ts';
import { brief, valueBox } from './valueBox.ts';

export interface StateEvents {
  openState(): void;
  compare(): void;
  edit(): void;
  history(path: Path): void;
  travel(k: number): void;
}

/** Values of one path that are listed, and how many of them are later than the step; the rest is in the line. */
const listed = 12;
const listedLater = 5;

/** What a value held, and the position from which one looks at it. */
type Values = ValueHistory & { readonly here: number };

/** What a step changed in the session, and the ways to all of it. */
export function stateView(
  changes: readonly Change[],
  values: Values | null,
  editable: boolean,
  events: StateEvents,
): HTMLElement[] {
  const actions = html(
    'div',
    { class: 'state-actions' },
    link(t('Open session'), t('Open session after this step as JSON'), events.openState),
    link(
      t('Compare with the step before'),
      t('Compare with the step before: the session in the diff editor'),
      events.compare,
    ),
  );
  if (editable)
    actions.append(link(t('Edit session'), t('Edit session as JSON; saving applies it'), events.edit));
  const list = changes.map((change) => changeView(change, values, events));
  if (list.length === 0)
    list.push(html('p', { class: 'quiet' }, t('The step changed nothing in the session.')));
  return [actions, ...list];
}

function changeView(
  { name, path, before, after }: Change,
  values: Values | null,
  events: StateEvents,
): HTMLElement {
  const shown = visible(name, 300);
  const head = html(
    'div',
    { class: 'change-head' },
    html('h3', {}, shown),
    link(t('History'), t('History of {0}', shown), () => events.history(path)),
  );
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
  const sides = html('div', { class: 'sides' });
  if (before !== null) sides.append(side('before', t('Before'), shown, before));
  if (after !== null) sides.append(side('after', kind === 'added' ? t('Added') : t('After'), shown, after));
  else sides.append(html('div', { class: 'quiet' }, t('removed')));
  const box = html('article', { class: `change change-${kind}`, 'aria-label': shown }, head, sides);
  if (values?.name === name) box.append(historyView(values, events));
  return box;
}

function side(kind: string, title: string, name: string, value: Change['before']): HTMLElement {
  return html(
    'div',
    { class: `side ${kind}` },
    html('div', { class: 'said-by' }, title),
    valueBox(`${name} ${title.toLowerCase()}`, value),
  );
}

function historyView({ name, points, omitted, later, here }: Values, { travel }: StateEvents): HTMLElement {
  const box = html('div', { class: 'value-history' });
  const numbers = points.flatMap(({ k, value }) =>
    value?.type === 'whole' && typeof value.value === 'number' ? [{ k, value: value.value }] : [],
  );
  if (numbers.length > 1) box.append(sparkline(visible(name, 120), numbers, here));
  const reached = points.filter(({ k }) => k <= here).length;
  const end = Math.min(points.length, Math.max(listed, reached + listedLater));
  const begin = Math.max(0, end - listed);
  const rows = points.slice(begin, end).map(({ k, value }, index) => {
    const go = link(
      k === 0 ? t('start') : t('step {0}', k),
      k === 0 ? t('Go to the start') : t('Go to step {0}', k),
      () => travel(k),
    );
    const current = begin + index === reached - 1;
    return html(
      'li',
      current ? { 'aria-current': 'step' } : {},
      go,
      ' ',
      html('code', {}, visible(brief(value), 80)),
    );
  });
  const [earlier, after] = [omitted + begin, later + points.length - end];
  const notListed = (values: string) => html('p', { class: 'quiet' }, t('{0} not listed', values));
  if (earlier > 0) box.append(notListed(counted(earlier, 'earlier value')));
  box.append(html('ul', {}, ...rows));
  if (after > 0) box.append(notListed(counted(after, 'later value')));
  return box;
}
