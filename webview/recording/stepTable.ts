import { inReadingOrder } from '../../runtime/model/legible.ts';
import type { RecordedStep, StepRow } from '../../runtime/model/recorded.ts';
import { html } from '../element.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { grouped } from '../words.ts';
import { duration } from './legible.ts';
import type { Source } from './source.ts';
import { stepView } from './stepView.ts';
import { transition } from './transition.ts';

/** The table of steps; a row opens to show all of its step. */
export interface StepTable {
  readonly element: HTMLElement;
  show(rows: readonly StepRow[], inherited: number): void;
  /** Fills the open row of a step. */
  step(step: RecordedStep): void;
}

/** Class and heading of each. */
const columns = [
  ['step', t('Step')],
  ['state', t('State')],
  ['session', t('Session changes')],
  ['calls', t('Calls')],
  ['tokens', t('Tokens')],
  ['time', t('Time')],
] as const;

export function createStepTable(source: Source): StepTable {
  const body = html('tbody', {});
  const heads = columns.map(([kind, name]) => html('th', { scope: 'col', class: kind }, name));
  const element = html('table', { class: 'steps' }, html('thead', {}, html('tr', {}, ...heads)), body);
  const open = new Map<number, HTMLTableCellElement>();

  function toggle(row: StepRow, line: HTMLTableRowElement, button: HTMLButtonElement): void {
    const known = open.get(row.k);
    button.setAttribute('aria-expanded', String(known === undefined));
    if (known !== undefined) {
      known.parentElement?.remove();
      open.delete(row.k);
      return;
    }
    const cell = html('td', { colspan: columns.length }, html('p', { class: 'quiet' }, t('Reading…')));
    line.after(html('tr', { class: 'detail', id: `step-${row.k}` }, cell));
    open.set(row.k, cell);
    source.post({ type: 'step', k: row.k });
  }

  return {
    element,
    show(rows, inherited) {
      open.clear();
      body.replaceChildren(...rows.map((row) => rowView(row, row.k <= inherited, toggle)));
    },
    step(step) {
      open.get(step.k)?.replaceChildren(stepView(step, source));
    },
  };
}

function rowView(
  row: StepRow,
  isParents: boolean,
  toggle: (row: StepRow, line: HTMLTableRowElement, button: HTMLButtonElement) => void,
): HTMLTableRowElement {
  const path = inReadingOrder(transition(row));
  const button = html(
    'button',
    {
      class: 'opens',
      type: 'button',
      'aria-expanded': 'false',
      'aria-label': t('Step {0}, {1}', row.k, path),
    },
    String(row.k),
  );
  const marks = [
    ...lineMarks(row),
    ...(row.attempts > 1 ? [t('{0} attempts', row.attempts)] : []),
    ...(row.edited ? [t('edited')] : []),
    ...(isParents ? [t('of the parent')] : []),
  ];
  const state = html('td', { class: 'state' }, path);
  for (const mark of marks) state.append(' ', html('span', { class: 'mark' }, mark));
  if (row.error !== null) state.append(html('div', { class: 'error-line' }, visible(row.error, 300)));
  const tokens = row.usage === null ? '' : grouped(row.usage.inputTokens + row.usage.outputTokens);
  const line = html(
    'tr',
    { class: row.error === null ? '' : 'failed' },
    html('td', { class: 'number' }, button),
    state,
    html('td', { class: 'changes' }, row.changed.map((path) => visible(path, 80)).join(', ')),
    html('td', { class: 'calls' }, row.calls === 0 ? '' : grouped(row.calls)),
    html('td', { class: 'tokens' }, tokens),
    html('td', { class: 'time' }, duration(row.durationMs)),
  );
  line.addEventListener('click', (event) => {
    // Text that is being selected is no click on the row.
    if (event.target instanceof Element && event.target.closest('button') !== button && hasSelection())
      return;
    toggle(row, line, button);
  });
  return line;
}

/** The workflow of a child says more than the number of its line, which tells several of one fan-out apart. */
function lineMarks({ branch, workflow }: StepRow): readonly string[] {
  if (branch === '') return [];
  if (workflow === null) return [t('branch {0}', visible(branch, 60))];
  const name = visible(workflow, 60);
  return [/\.\d+$/.test(branch) ? `${name} ${visible(branch, 60)}` : name];
}

function hasSelection(): boolean {
  return window.getSelection()?.isCollapsed === false;
}
