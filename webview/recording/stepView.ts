import type { Json } from '../../runtime/language/json.ts';
import type { RecordedCall, RecordedStep, Shown } from '../../runtime/model/recorded.ts';
import { answerView, requestView } from '../details/conversationView.ts';
import { html } from '../element.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { counted, grouped, money } from '../words.ts';
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
    part(t('Thrown'), html('pre', { class: 'value error', tabindex: 0 }, legible(stack)));
  }
  part(t('Edited by hand before it'), ...step.edits.map((change) => changeView(change, source)));
  part(t('Session changes'), ...step.changes.map((change) => changeView(change, source)));
  part(t('Calls'), ...step.callList.map((call, index) => callView(call, index + 1, source)));
  part(t('Data'), valueView(t('what the step got'), step.data, source));
  // Nothing returns from a step that threw or where a wait ends, and what an undo returns is not asked.
  if (failure === null && step.wake === null && !step.undoes)
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
          t('{0} in, {1} out', counted(call.usage.inputTokens, 'token'), grouped(call.usage.outputTokens)),
          ...(call.usage.cost === null ? [] : [money(call.usage.cost)]),
        ]),
    ...(call.streamed ? [t('streamed')] : []),
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
  box.append(...saidIn(call, source));
  if (call.text !== '')
    box.append(
      html('pre', { class: call.failed ? 'value error' : 'value', tabindex: 0 }, legible(call.text)),
    );
  return box;
}

/** What was asked and answered: as a conversation where it is one, with the values that it was read from behind it. */
function saidIn(call: RecordedCall, source: Source): HTMLElement[] {
  const values = call.args.map((argument, index) =>
    valueView(call.args.length === 1 ? t('asked') : t('argument {0}', index + 1), argument, source),
  );
  const answer = call.answer === null ? [] : [valueView(t('answered'), call.answer, source)];
  const args = call.args.map(wholeOf);
  const asked = args.includes(undefined) ? null : requestView(args as Json[]);
  const whole = call.answer === null ? undefined : wholeOf(call.answer);
  const answered = whole === undefined ? null : answerView(whole, call.streamed);
  if (asked === null && answered === null) return [...values, ...answer];
  const read = [...(asked === null ? [] : values), ...(answered === null ? [] : answer)];
  return [
    ...(asked ?? values),
    ...(answered ?? answer),
    html('details', { class: 'as-json' }, html('summary', {}, t('As JSON')), ...read),
  ];
}

/** The value that is shown; nothing for one that is shortened. */
function wholeOf({ text, length, language }: Shown): Json | undefined {
  if (text.length < length) return undefined;
  return language === 'text' ? text : (JSON.parse(text) as Json);
}
