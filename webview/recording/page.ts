import { moment } from '../../runtime/model/moment.ts';
import type { FromRecordingPage, ToRecordingPage } from '../../runtime/model/pageProtocol.ts';
import type { RecordedRun } from '../../runtime/model/recorded.ts';
import { html, setText } from '../element.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { counted, grouped, money } from '../words.ts';
import { duration, legible } from './legible.ts';
import { createPager } from './pager.ts';
import type { Source } from './source.ts';
import { createStepTable } from './stepTable.ts';
import { valueView } from './valueView.ts';

/** Builds the page of a recording and keeps it in step with what its source says. */
export function createPage(root: HTMLElement, source: Source): void {
  const header = html('header', {});
  const ends = html('div', { class: 'ends' });
  const table = createStepTable(source);
  const pager = createPager(source);
  const status = html('div', { class: 'for-screen-readers', role: 'status', 'aria-live': 'polite' });
  root.append(header, ends, pager.element, table.element, status);

  source.listen((message) => receive(message));
  source.post({ type: 'ready' });

  function receive(message: ToRecordingPage): void {
    switch (message.type) {
      case 'recorded': {
        const { run, from, rows } = message;
        header.replaceChildren(...headerOf(run, source));
        ends.replaceChildren(...endsOf(run, source));
        pager.show(from, rows.length, run.summary.steps);
        table.show(rows, run.inherited);
        setText(status, t('{0}: steps {1} to {2}', run.summary.workflow, from, from + rows.length - 1));
        return;
      }
      case 'step':
        table.step(message.step);
        return;
      case 'unreadable':
        header.replaceChildren(
          html('h1', {}, t('This recording cannot be read')),
          html('p', { class: 'facts', role: 'alert' }, legible(message.message)),
        );
        for (const part of [ends, pager.element, table.element]) part.hidden = true;
        return;
      default:
        message satisfies never;
    }
  }
}

function headerOf(run: RecordedRun, source: Source): readonly HTMLElement[] {
  const { summary, usage, damage } = run;
  const title = html(
    'h1',
    {},
    visible(summary.workflow, 200),
    ' ',
    html('span', { class: `status ${summary.status}` }, statusWords[summary.status]),
  );
  const began = moment(summary.startedAt);
  const facts = [
    counted(run.summary.steps, 'step'),
    // What was waited for, and the time in which a debugger was paused, are none of it: as in the list of runs.
    ...(summary.endedAt === null ? [] : [duration(run.ms)]),
    ...(usage === null
      ? []
      : [t('{0} in, {1} out', counted(usage.inputTokens, 'token'), grouped(usage.outputTokens))]),
    ...(usage?.cost == null ? [] : [money(usage.cost)]),
    ...(began === null ? [] : [t('started {0}', began)]),
    ...(summary.parent === null
      ? []
      : [t('fork of {0} after {1}', visible(summary.parent, 80), counted(summary.parentSeq ?? 0, 'step'))]),
  ];
  const line = [
    t('run {0}', visible(summary.id, 80)),
    t('version {0}', visible(run.version, 80)),
    visible(summary.file, 300),
  ];
  const parts: HTMLElement[] = [
    title,
    html('p', { class: 'facts' }, facts.join(' · ')),
    html('p', { class: 'facts quiet' }, line.join(' · ')),
  ];
  if (damage !== null) parts.push(html('p', { class: 'facts damage' }, t('Damaged: {0}', legible(damage))));
  if (source.editor) parts.push(toolbar(source));
  return parts;
}

function toolbar(source: Source): HTMLElement {
  const button = (text: string, message: FromRecordingPage, kind: string): HTMLElement => {
    const made = html('button', { type: 'button', class: kind }, text);
    made.addEventListener('click', () => source.post(message));
    return made;
  };
  return html(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': t('Recording') },
    button(t('Replay'), { type: 'replay' }, 'primary'),
    button(t('Show Source'), { type: 'source' }, 'secondary'),
    button(t('Export…'), { type: 'export' }, 'secondary'),
  );
}

function endsOf(run: RecordedRun, source: Source): readonly HTMLElement[] {
  const start = html(
    'details',
    {},
    html('summary', {}, t('Input, session at the start, configuration')),
    valueView(t('input'), run.input, source),
    valueView(t('session'), run.session, source),
    valueView(t('config'), run.config, source),
  );
  if (run.error !== null) {
    const text = run.error.stack ?? `${run.error.name}: ${run.error.message}`;
    return [
      html('pre', { class: 'value error', tabindex: 0, 'aria-label': t('error') }, legible(text)),
      start,
    ];
  }
  return run.output === null ? [start] : [valueView(t('output'), run.output, source), start];
}

const statusWords: Readonly<Record<RecordedRun['summary']['status'], string>> = {
  running: t('running'),
  unfinished: t('unfinished'),
  done: t('done'),
  failed: t('failed'),
  waiting: t('waiting'),
  stopped: t('stopped'),
};
