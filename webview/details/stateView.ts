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

/** Values of one path that are listed; the rest is in the line. */
const listed = 12;

/** What a step changed in the session, and the ways to all of it. */
export function stateView(
  changes: readonly Change[],
  values: ValueHistory | null,
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
  values: ValueHistory | null,
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

function historyView({ name, points, omitted }: ValueHistory, { travel }: StateEvents): HTMLElement {
  const box = html('div', { class: 'value-history' });
  const numbers = points.flatMap(({ k, value }) =>
    value?.type === 'whole' && typeof value.value === 'number' ? [{ k, value: value.value }] : [],
  );
  if (numbers.length > 1) box.append(sparkline(visible(name, 120), numbers));
  const rows = points.slice(-listed).map(({ k, value }) => {
    const go = link(
      k === 0 ? t('start') : t('step {0}', k),
      k === 0 ? t('Go to the start') : t('Go to step {0}', k),
      () => travel(k),
    );
    return html('li', {}, go, ' ', html('code', {}, visible(brief(value), 80)));
  });
  const earlier = omitted + points.length - rows.length;
  if (earlier > 0)
    box.append(html('p', { class: 'quiet' }, t('{0} not listed', counted(earlier, 'earlier value'))));
  box.append(html('ul', {}, ...rows));
  return box;
}
