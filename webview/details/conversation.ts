import type { Json, JsonObject } from '../../runtime/language/json.ts';
import { t } from '../text.ts';

/** What was said to a model and what it said, whatever client said it. */
export interface Message {
  /** `system`, `user`, `assistant`, `tool`, or what the client calls it. */
  readonly role: string;
  readonly parts: readonly Part[];
}

export type Part =
  | { readonly type: 'text'; readonly text: string }
  /** A tool that is called or that answers, a picture, a file: its kind in words, and all of it as JSON. */
  | { readonly type: 'data'; readonly title: string; readonly value: Json };

export interface Request {
  readonly messages: readonly Message[];
  /** What else was asked for: model, temperature, tools. Null for nothing. */
  readonly settings: Json | null;
}

/** The request of a call to a model in the words of OpenAI, Anthropic or the AI SDK; null when it is none of these. */
export function readRequest(args: readonly Json[]): Request | null {
  const [first] = args;
  if (!isObject(first)) return null;
  const { messages, input, prompt, system, instructions, ...settings } = first;
  const said = [
    ...messagesOf('system', system ?? instructions),
    ...messagesOf('user', messages ?? input ?? prompt),
  ];
  if (said.length === 0) return null;
  return { messages: said, settings: Object.keys(settings).length > 0 ? settings : null };
}

/** The answer of a model in the same words; null when it is none of these. */
export function readAnswer(answer: Json): readonly Message[] | null {
  if (!isObject(answer)) return null;
  const { choices, content, output, text, toolCalls, role } = answer;
  if (Array.isArray(choices)) {
    const found = choices.flatMap((choice) =>
      isObject(choice) ? messageOf('assistant', choice['message'] ?? choice['text']) : [],
    );
    return found.length > 0 ? found : null;
  }
  if (Array.isArray(content) || (typeof content === 'string' && typeof role === 'string'))
    return messageOf('assistant', answer);
  if (Array.isArray(output)) {
    const found = messagesOf('assistant', output);
    return found.length > 0 ? found : null;
  }
  if (typeof text === 'string') {
    const parts: Part[] = text === '' ? [] : [{ type: 'text', text }];
    for (const call of Array.isArray(toolCalls) ? toolCalls : []) parts.push(...partOf(call));
    return [{ role: 'assistant', parts }];
  }
  return null;
}

/** What a model said piece by piece, put together; null when the pieces are none of a model's. */
export function readStream(chunks: readonly Json[]): readonly Message[] | null {
  let text = '';
  let thoughts = '';
  const others: Part[] = [];
  for (const chunk of chunks) {
    const piece = pieceOf(chunk);
    if (piece === null) return null;
    if (piece.type === 'text') text += piece.text;
    else if (piece.type === 'thought') thoughts += piece.text;
    else if (piece.type === 'other') others.push({ type: 'data', title: piece.title, value: chunk });
  }
  const parts: Part[] = [
    ...(thoughts === '' ? [] : [{ type: 'data' as const, title: 'thinking', value: thoughts }]),
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...others,
  ];
  return parts.length > 0 ? [{ role: 'assistant', parts }] : null;
}

type Piece =
  | { readonly type: 'text' | 'thought'; readonly text: string }
  | { readonly type: 'other'; readonly title: string }
  | { readonly type: 'silent' };

/** A chunk as OpenAI, Anthropic or the AI SDK sends it; null for one of somebody else. */
function pieceOf(chunk: Json): Piece | null {
  if (typeof chunk === 'string') return { type: 'text', text: chunk };
  if (!isObject(chunk)) return null;
  const { choices, delta, type: kind } = chunk;
  if (Array.isArray(choices)) {
    const [choice] = choices;
    const said = isObject(choice) && isObject(choice['delta']) ? choice['delta'] : {};
    if (typeof said['content'] === 'string') return { type: 'text', text: said['content'] };
    return said['tool_calls'] ? { type: 'other', title: t('tool call') } : { type: 'silent' };
  }
  if (typeof kind !== 'string') return null;
  if (isObject(delta)) {
    if (typeof delta['text'] === 'string') return { type: 'text', text: delta['text'] };
    if (typeof delta['thinking'] === 'string') return { type: 'thought', text: delta['thinking'] };
    return { type: 'silent' };
  }
  const text = typeof delta === 'string' ? delta : (chunk['textDelta'] ?? chunk['text']);
  if (typeof text === 'string' && kind.includes('text')) return { type: 'text', text };
  if (typeof text === 'string' && kind.includes('reason')) return { type: 'thought', text };
  return kind === 'tool-call' ? { type: 'other', title: t('tool call') } : { type: 'silent' };
}

function messagesOf(role: string, value: Json | undefined): Message[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return messageOf(role, value);
  // Several parts of one message, as Anthropic writes a system prompt.
  if (value.length > 0 && value.every((item) => isObject(item) && item['type'] === 'text'))
    return messageOf(role, { content: value });
  return value.flatMap((item) => messageOf(role, item));
}

function messageOf(fallback: string, value: Json | undefined): Message[] {
  if (typeof value === 'string') return [{ role: fallback, parts: [{ type: 'text', text: value }] }];
  if (!isObject(value)) return [];
  const { role, content, parts, tool_calls: calls, refusal } = value;
  const found: Part[] = partsOf(content ?? parts);
  for (const call of Array.isArray(calls) ? calls : []) found.push(...partOf(call));
  if (typeof refusal === 'string' && refusal !== '') found.push({ type: 'text', text: refusal });
  if (found.length === 0 && content === undefined && parts === undefined) found.push(...partOf(value));
  return [{ role: typeof role === 'string' ? role : fallback, parts: found }];
}

function partsOf(content: Json | undefined): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (Array.isArray(content)) return content.flatMap(partOf);
  return isObject(content) ? partOf(content) : [];
}

function partOf(part: Json): Part[] {
  if (typeof part === 'string') return [{ type: 'text', text: part }];
  if (!isObject(part)) return [];
  const kind = typeof part['type'] === 'string' ? part['type'] : 'data';
  const text = part['text'] ?? part['thinking'];
  if (typeof text === 'string') {
    return kind.includes('think') || kind.includes('reason')
      ? [{ type: 'data', title: 'thinking', value: text }]
      : [{ type: 'text', text }];
  }
  const called = isObject(part['function']) ? part['function'] : part;
  const name = called['name'] ?? called['toolName'];
  return [
    { type: 'data', title: typeof name === 'string' ? `${words(kind)} ${name}` : words(kind), value: part },
  ];
}

/** `tool_use` and `tool-call` as people say it. */
function words(kind: string): string {
  return kind === 'function' ? t('tool call') : kind.replace(/[_-]/g, ' ');
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
