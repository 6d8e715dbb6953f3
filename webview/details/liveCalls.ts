import type { Json } from '../../runtime/language/json.ts';
import type { StreamBody } from '../../runtime/model/stream.ts';
import { nameOf } from '../caption.ts';
import { html, setText } from '../element.ts';
import { visible } from '../label.ts';
import { legible } from '../recording/legible.ts';
import { t } from '../text.ts';
import { readStream } from './conversation.ts';
import { bubble } from './conversationView.ts';
import { printed } from './valueBox.ts';

/** Calls of the step in flight whose answers come piece by piece. */
export interface LiveCalls {
  readonly element: HTMLElement;
  /** True while there are any. */
  readonly some: boolean;
  add(stream: StreamBody): void;
  /** The step has ended: its record tells all. */
  clear(): void;
}

interface LiveCall {
  readonly body: StreamBody;
  readonly chunks: Json[];
  readonly element: HTMLElement;
  readonly text: HTMLElement;
  cut: boolean;
}

/** Of chunks that are no conversation, the last ones are shown. */
const shownChunks = 20;

export function createLiveCalls(): LiveCalls {
  const element = html('div', { class: 'live-calls', 'aria-busy': 'true' });
  const calls = new Map<string, LiveCall>();
  let pending = 0;

  const paint = () => {
    pending = 0;
    for (const { chunks, text, cut } of calls.values()) {
      // Whoever has scrolled back to read goes on reading.
      const atEnd = text.scrollTop + text.clientHeight >= text.scrollHeight - 8;
      setText(
        text,
        legible(`${wordsOf(chunks)}${cut ? `\n${t('(all of it when the step has ended)')}` : ''}`),
      );
      if (atEnd) text.scrollTop = text.scrollHeight;
    }
  };

  return {
    element,
    get some() {
      return calls.size > 0;
    },
    add(body) {
      // What ran on this line before has ended.
      for (const [key, call] of calls) {
        const old = call.body.step !== body.step || call.body.attempt !== body.attempt;
        if (call.body.branch !== body.branch || !old) continue;
        call.element.remove();
        calls.delete(key);
      }
      const key = JSON.stringify([body.branch, body.call]);
      let call = calls.get(key);
      if (!call) {
        call = callOf(body);
        calls.set(key, call);
        element.append(call.element);
      }
      call.chunks.push(...body.chunks);
      call.cut ||= body.cut;
      if (pending === 0) pending = requestAnimationFrame(paint);
    },
    clear() {
      calls.clear();
      element.replaceChildren();
    },
  };
}

function callOf(body: StreamBody): LiveCall {
  const name = visible(body.name, 200);
  const text = html('pre', {
    class: 'value',
    tabindex: 0,
    'aria-label': t('Answer of {0} so far', name),
  });
  const element = html(
    'article',
    { class: 'call', 'aria-label': t('Call {0}, answering', name) },
    html(
      'div',
      { class: 'call-head' },
      html('h3', {}, name),
      html('span', { class: 'quiet' }, t('{0} · answering…', nameOf(body.state))),
    ),
    bubble('answer', t('Answer'), text),
  );
  return { body, chunks: [], element, text, cut: false };
}

function wordsOf(chunks: readonly Json[]): string {
  const whole = chunks.filter((chunk) => chunk !== null);
  const messages = readStream(whole);
  if (messages)
    return messages
      .flatMap(({ parts }) => parts)
      .map((part) => (part.type === 'text' ? part.text : `[${part.title}]`))
      .join('\n');
  return whole.slice(-shownChunks).map(printed).join('\n');
}
