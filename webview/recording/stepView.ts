import type { RecordedCall, RecordedStep } from '../../runtime/model/recorded.ts';
import { html } from '../element.ts';
import { visible } from '../label.ts';
import { counted, duration, legible } from './legible.ts';
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
    part('Error', html('pre', { class: 'value error', tabindex: 0 }, legible(stack)));
  }
  part('Edited by hand before it', ...step.edits.map((change) => changeView(change, source)));
  part('Session changes', ...step.changes.map((change) => changeView(change, source)));
  part('Calls', ...step.callList.map((call, index) => callView(call, index + 1, source)));
  part('Data', valueView('what the step got', step.data, source));
  part('Returned', valueView('directive', step.directive, source));
  if (step.logs.length > 0) {
    const lines = step.logs.map(({ level, message }) =>
      html('li', { class: `log ${level}` }, `${level}: ${legible(message)}`),
    );
    part('Log', html('ul', { class: 'logs' }, ...lines));
  }
  if (step.metrics.length > 0) {
    const lines = step.metrics.map(({ name, value }) => html('li', {}, `${visible(name, 200)} = ${value}`));
    part('Metrics', html('ul', { class: 'logs' }, ...lines));
  }
  return view;
}

function callView(call: RecordedCall, number: number, source: Source): HTMLElement {
  const facts = [
    duration(call.durationMs),
    ...(call.usage === null
      ? []
      : [`${counted(call.usage.inputTokens, 'token')} in, ${call.usage.outputTokens.toLocaleString()} out`]),
    ...(call.attempt > 1 ? [`attempt ${call.attempt}`] : []),
    ...(call.reused ? ['answered from the recording'] : []),
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
    box.append(valueView(call.args.length === 1 ? 'asked' : `argument ${index + 1}`, argument, source));
  }
  if (call.answer !== null) box.append(valueView('answered', call.answer, source));
  if (call.text !== '')
    box.append(
      html('pre', { class: call.failed ? 'value error' : 'value', tabindex: 0 }, legible(call.text)),
    );
  return box;
}
