import type { Json } from '../../runtime/language/json.ts';
import { html } from '../element.ts';
import { visible } from '../label.ts';
import { t } from '../text.ts';
import { type Message, readAnswer, readRequest, readStream } from './conversation.ts';
import { printed, textBox } from './valueBox.ts';

/** Of a long conversation only the end is shown at first: the beginning was said in the steps before. */
const shownAtFirst = 6;

/** What a model was asked, message by message; null for arguments that are no request to one. */
export function requestView(args: readonly Json[]): HTMLElement[] | null {
  const request = readRequest(args);
  if (request === null) return null;
  const { messages, settings } = request;
  return [...folded(messages.map(messageView)), ...(settings === null ? [] : [settingsView(settings)])];
}

/** What a model answered; null for what is no answer of one. A streamed answer comes in its pieces. */
export function answerView(answer: Json, streamed: boolean): HTMLElement[] | null {
  const messages = streamed && Array.isArray(answer) ? readStream(answer) : readAnswer(answer);
  if (messages === null) return null;
  return messages.map((message) =>
    messageView({ ...message, role: message.role === 'assistant' ? 'answer' : message.role }),
  );
}

export function bubble(kind: string, title: string, ...content: readonly Node[]): HTMLElement {
  return html('div', { class: `said said-${kind}` }, html('div', { class: 'said-by' }, title), ...content);
}

function messageView({ role, parts }: Message): HTMLElement {
  const title = titles.get(role) ?? visible(role, 40);
  const content = parts.map((part) => {
    if (part.type === 'text') return textBox(title, part.text);
    return html(
      'details',
      { class: 'data-part' },
      html('summary', {}, visible(part.title, 120)),
      textBox(part.title, printed(part.value)),
    );
  });
  const kind =
    role === 'answer' || role === 'assistant' || role === 'system' || role === 'user' ? role : 'other';
  return bubble(kind, title, ...content);
}

function settingsView(settings: Json): HTMLElement {
  return html(
    'details',
    { class: 'settings' },
    html('summary', {}, t('Settings of the request')),
    textBox(t('Settings of the request'), printed(settings)),
  );
}

function folded(messages: readonly HTMLElement[]): HTMLElement[] {
  const hidden = messages.length - shownAtFirst;
  if (hidden <= 1) return [...messages];
  const earlier = html('div', { class: 'earlier' }, ...messages.slice(0, hidden));
  earlier.hidden = true;
  const show = html(
    'button',
    { class: 'link', type: 'button', 'aria-expanded': 'false' },
    t('Show {0} earlier messages', hidden),
  );
  show.addEventListener('click', () => {
    earlier.hidden = !earlier.hidden;
    show.setAttribute('aria-expanded', String(!earlier.hidden));
    show.textContent = earlier.hidden
      ? t('Show {0} earlier messages', hidden)
      : t('Hide {0} earlier messages', hidden);
  });
  return [show, earlier, ...messages.slice(hidden)];
}

const titles: ReadonlyMap<string, string> = new Map([
  ['system', t('System')],
  ['developer', t('Developer')],
  ['user', t('User')],
  ['assistant', t('Assistant')],
  ['answer', t('Answer')],
  ['tool', t('Tool')],
]);
