import type { Path } from '../../runtime/language/json.ts';
import type { StepDetails, ValueHistory } from '../../runtime/model/history.ts';
import type { ValuePlace } from '../../runtime/model/recorded.ts';
import type { StreamBody } from '../../runtime/model/stream.ts';
import { transitionName } from '../caption.ts';
import { html, setText } from '../element.ts';
import { button } from '../header.ts';
import { t } from '../text.ts';
import { callView } from './callView.ts';
import { createLiveCalls } from './liveCalls.ts';
import { logView } from './logView.ts';
import { createSash } from './sash.ts';
import { stateView } from './stateView.ts';
import { createTabs } from './tabs.ts';

/** All of the step that the session stands behind: its calls, what it changed, what it logged. */
export interface Details {
  readonly element: HTMLElement;
  /** Whether they are seen while a session stands somewhere. */
  readonly open: boolean;
  /** Height, in percent of the page. */
  readonly share: number | null;
  resize(direction: 'grow' | 'shrink'): void;
  toggle(): void;
  /** Whether there is a session: without one they would only take room from the picture. */
  standing(on: boolean): void;
  /** Null while there is none, or while it is on its way. */
  step(details: StepDetails | null, editable: boolean): void;
  values(values: ValueHistory | null): void;
  /** A call of the step in flight has answered more; null when nothing runs any more. */
  stream(stream: StreamBody | null): void;
}

export interface DetailsEvents {
  toggled(open: boolean): void;
  resized(): void;
  copyCall(k: number, index: number): void;
  editAnswer(k: number, index: number): void;
  /** Of the line that took the step. */
  openState(step: StepDetails, against: number | null): void;
  editSession(): void;
  askValues(step: StepDetails, path: Path): void;
  travel(k: number): void;
  openValue(place: ValuePlace, length: number): void;
}

export function createDetails(events: DetailsEvents, share: number | null): Details {
  const panel = html('div', { class: 'details-panel', tabindex: 0 });
  const title = html('h2', {});
  const tabs = createTabs(
    t('Step'),
    panel,
    { calls: t('Calls'), state: t('State'), log: t('Data and log') },
    () => {
      chosen = true;
      show();
    },
  );
  const bar = html(
    'div',
    { class: 'details-bar' },
    title,
    tabs.element,
    html('span', { class: 'space' }),
    button('cross', t('Hide the details (D)'), () => toggle()),
  );
  const element = html('section', { class: 'details', 'aria-label': t('Details of the step') }, bar, panel);
  const sash = createSash(element, share, events.resized);
  element.prepend(sash.element);
  element.hidden = true;
  const live = createLiveCalls();
  let open = false;
  let standing = false;
  let step: StepDetails | null = null;
  let editable = false;
  let values: ValueHistory | null = null;
  /** Somebody has chosen a tab: until then it is the first one with something in it. */
  let chosen = false;

  const show = () => {
    const failed = step?.failedBranch ? ` · ${t('failed')}` : '';
    setText(title, step ? `#${step.k} ${transitionName(step.state, step.next)}${failed}` : '');
    tabs.count('calls', step ? step.calls.length : null);
    tabs.count('state', step ? step.changes.length : null);
    if (element.hidden) return;
    panel.replaceChildren(...(live.some && tabs.chosen === 'calls' ? [live.element] : []), ...content());
    panel.scrollTop = 0;
  };
  const content = (): readonly Node[] => {
    if (!step) return [html('p', { class: 'quiet' }, t('No step has been taken here.'))];
    const shown = step;
    const { k, calls, changes } = step;
    switch (tabs.chosen) {
      case 'calls':
        if (calls.length === 0) return [html('p', { class: 'quiet' }, t('The step called no service.'))];
        return calls.map((call, index) =>
          callView(call, index + 1, editable, {
            copy: () => events.copyCall(k, index),
            editAnswer: () => events.editAnswer(k, index),
            open: (path, length) => events.openValue({ k, path: ['calls', index, ...path] }, length),
          }),
        );
      case 'state':
        // What is edited is the session of the run, where the session stands.
        return stateView(changes, values && { ...values, here: k }, editable && step.branch === '', {
          openState: () => events.openState(shown, null),
          compare: () => events.openState(shown, k - 1),
          edit: events.editSession,
          history: (path) => events.askValues(shown, path),
          travel: events.travel,
        });
      case 'log':
        return logView(step, (part, length) => events.openValue({ k, path: [part] }, length));
      default:
        return tabs.chosen satisfies never;
    }
  };
  const toggle = () => {
    open = !open;
    element.hidden = !open || !standing;
    show();
    events.toggled(open);
  };
  return {
    element,
    get open() {
      return open;
    },
    get share() {
      return sash.share;
    },
    resize: sash.change,
    toggle,
    standing(on) {
      if (on === standing) return;
      standing = on;
      element.hidden = !open || !standing;
      show();
    },
    step(next, canEdit) {
      if (next?.k !== step?.k || next?.run !== step?.run) values = null;
      step = next;
      editable = canEdit;
      if (next && !chosen)
        tabs.turnTo(next.calls.length > 0 ? 'calls' : next.changes.length > 0 ? 'state' : 'log');
      show();
    },
    values(next) {
      values = next;
      show();
    },
    stream(next) {
      const before = live.some;
      if (next && !chosen) tabs.turnTo('calls');
      if (next) live.add(next);
      else live.clear();
      if (live.some !== before) show();
    },
  };
}
