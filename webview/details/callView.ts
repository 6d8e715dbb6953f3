import type { Json, Path } from '../../runtime/language/json.ts';
import type { CallDetails, Shown } from '../../runtime/model/history.ts';
import { html } from '../element.ts';
import { visible } from '../label.ts';
import { legible } from '../recording/legible.ts';
import { t } from '../text.ts';
import { amount, duration, money } from '../words.ts';
import { answerView, bubble, requestView } from './conversationView.ts';
import { valueBox } from './valueBox.ts';

export interface CallEvents {
  copy(): void;
  editAnswer(): void;
  /** Shows all of a part of the call, which has so many characters. */
  open(path: Path, length: number): void;
}

/** One call: what it was, what it cost, and what was said, as a conversation where it is one. */
export function callView(
  call: CallDetails,
  number: number,
  editable: boolean,
  events: CallEvents,
): HTMLElement {
  const name = visible(call.name, 200);
  const head = html(
    'div',
    { class: 'call-head' },
    html('h3', {}, `${number}. ${name}`),
    html('span', { class: 'quiet' }, factsOf(call).join(' · ')),
    html('span', { class: 'space' }),
    link(t('Copy as JSON'), t('Copy as JSON: call {0}, {1}', number, name), events.copy),
  );
  if (editable && call.error === null && call.stream === null)
    head.append(
      link(
        t('Edit answer'),
        t('Edit answer of call {0}, {1}, and run on with it', number, name),
        events.editAnswer,
      ),
    );
  return html(
    'article',
    { class: call.failed ? 'call failed' : 'call', 'aria-label': t('Call {0}, {1}', number, name) },
    head,
    ...asked(call, events),
    ...answered(call, events),
  );
}

function asked({ args }: CallDetails, events: CallEvents): HTMLElement[] {
  const whole = valuesOf(args);
  const request = whole && requestView(whole);
  if (request) return request;
  return args.map((argument, index) =>
    said('asked', args.length === 1 ? t('Asked') : t('Argument {0}', index + 1), argument, (length) =>
      events.open(['args', index], length),
    ),
  );
}

function answered({ answer, stream, error, failed }: CallDetails, events: CallEvents): HTMLElement[] {
  if (failed && error) {
    const text = error.stack ?? `${error.name}: ${error.message}`;
    return [
      bubble(
        'failed',
        t('Failed'),
        html('pre', { class: 'value', tabindex: 0, 'aria-label': t('Error') }, legible(text)),
      ),
    ];
  }
  const messages = answer.type === 'whole' ? answerView(answer.value, stream !== null) : null;
  if (messages) return messages;
  const path = ['result', stream === null ? 'value' : 'streams'];
  return [said('answer', t('Answered'), answer, (length) => events.open(path, length))];
}

function said(kind: string, title: string, value: Shown, open: (length: number) => void): HTMLElement {
  return bubble(kind, title, valueBox(title, value, open));
}

function valuesOf(args: readonly Shown[]): Json[] | null {
  const values: Json[] = [];
  for (const argument of args) {
    if (argument.type === 'cut') return null;
    values.push(argument.value);
  }
  return values;
}

function factsOf(call: CallDetails): string[] {
  const { model, durationMs, inputTokens, outputTokens, cost, stream, attempt, reused } = call;
  return [
    ...(model === null ? [] : [visible(model, 80)]),
    duration(durationMs),
    ...(inputTokens === null
      ? []
      : [t('{0} tokens in, {1} out', amount(inputTokens), amount(outputTokens ?? 0))]),
    ...(cost === null ? [] : [money(cost)]),
    ...(stream === null ? [] : [stream.left ? t('streamed, and left by the step') : t('streamed')]),
    ...(attempt > 1 ? [t('attempt {0}', attempt)] : []),
    ...(reused ? [t('answered from the recording')] : []),
  ];
}

export function link(text: string, label: string, press: () => void): HTMLButtonElement {
  const element = html('button', { class: 'link', type: 'button', title: label, 'aria-label': label }, text);
  element.addEventListener('click', press);
  return element;
}
