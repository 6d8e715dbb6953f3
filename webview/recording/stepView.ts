import type { RecordedCall, RecordedStep } from '../../runtime/model/recorded.ts';
import { html } from '../element.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { counted } from '../words.ts';
import { duration, legible } from './legible.ts';
import type { Source } from './source.ts';
import { changeView, valueView } from './valueView.ts';

/** All of a step, below its row. */
export function stepView(step: RecordedStep, source: Source): HTMLElement {
  const view = html('div', { class: 'step' });
  const part = (title: string, ...content: readonly HTMLElement[]): void => {
    if (content.length > 0) view.append(html('section', {}, html('h3', {}, title), ...content));
  };
  const { failure } = step;
  if (failure !== null) {
    const stack = failure.stack ?? `${failure.name}: ${failure.message}`;
    part(t('Error'), html('pre', { class: 'value error', tabindex: 0 }, legible(stack)));
  }
  part(t('Edited by hand before it'), ...step.edits.map((change) => changeView(change, source)));
  part(t('Session changes'), ...step.changes.map((change) => changeView(change, source)));
  part(t('Calls'), ...step.callList.map((call, index) => callView(call, index + 1, source)));
  part(t('Data'), valueView(t('what the step got'), step.data, source));
  // Nothing returns where a wait ends, and what an undo returns is not asked.
  if (step.wake === null && !step.undoes)
    part(t('Returned'), valueView(t('directive'), step.directive, source));
  if (step.logs.length > 0) {
    const lines = step.logs.map(({ level, message }) =>
      html('li', { class: `log ${level}` }, `${level}: ${legible(message)}`),
    );
    part(t('Log'), html('ul', { class: 'logs' }, ...lines));
  }
  if (step.metrics.length > 0) {
    const lines = step.metrics.map(({ name, value }) => html('li', {}, `${visible(name, 200)} = ${value}`));
    part(t('Metrics'), html('ul', { class: 'logs' }, ...lines));
  }
  return view;
}

function callView(call: RecordedCall, number: number, source: Source): HTMLElement {
  const facts = [
    duration(call.durationMs),
    ...(call.usage === null
      ? []
      : [
          t(
            '{0} in, {1} out',
            counted(call.usage.inputTokens, 'token'),
            call.usage.outputTokens.toLocaleString(),
          ),
        ]),
    ...(call.attempt > 1 ? [t('attempt {0}', call.attempt)] : []),
    ...(call.reused ? [t('answered from the recording')] : []),
  ];
  const name = visible(call.name, 200);
  const box = html(
    'div',
    { class: call.failed ? 'call failed' : 'call' },
    html(
      'div',
      { class: 'call-name' },
      `${number} ${name} `,
      html('span', { class: 'quiet' }, facts.join(' · ')),
    ),
  );
  for (const [index, argument] of call.args.entries()) {
    box.append(
      valueView(call.args.length === 1 ? t('asked') : t('argument {0}', index + 1), argument, source),
    );
  }
  if (call.answer !== null) box.append(valueView(t('answered'), call.answer, source));
  if (call.text !== '')
    box.append(
      html('pre', { class: call.failed ? 'value error' : 'value', tabindex: 0 }, legible(call.text)),
    );
  return box;
}
