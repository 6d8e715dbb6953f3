import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../runtime/language/json.ts';
import { type Message, readAnswer, readRequest, readStream } from '../../../webview/details/conversation.ts';

const words = (messages: readonly Message[] | null | undefined) =>
  messages?.map(({ role, parts }) => {
    const said = parts.map((part) => (part.type === 'text' ? part.text : `[${part.title}]`));
    return `${role}: ${said.join(' ')}`;
  }) ?? null;

function asked(name: string, args: readonly Json[], expected: readonly string[] | null): void {
  test(`request: ${name}`, () => assert.deepEqual(words(readRequest(args)?.messages), expected));
}

function answered(name: string, answer: Json, expected: readonly string[] | null): void {
  test(`answer: ${name}`, () => assert.deepEqual(words(readAnswer(answer)), expected));
}

asked(
  'OpenAI chat, with a tool',
  [
    {
      model: 'm',
      messages: [
        { role: 'system', content: 'Be terse.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'image_url', image_url: { url: 'data:' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ type: 'function', function: { name: 'search', arguments: '{}' } }],
        },
        { role: 'tool', content: 'found' },
      ],
    },
  ],
  ['system: Be terse.', 'user: Look [image url]', 'assistant: [tool call search]', 'tool: found'],
);
asked(
  'OpenAI responses',
  [{ instructions: 'Be terse.', input: 'Hello' }],
  ['system: Be terse.', 'user: Hello'],
);
asked(
  'OpenAI responses with items',
  [
    {
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
        { type: 'function_call', name: 'search', arguments: '{}' },
      ],
    },
  ],
  ['user: Hello', 'user: [function call search]'],
);
asked(
  'Anthropic',
  [
    {
      system: [{ type: 'text', text: 'Be terse.' }],
      max_tokens: 5,
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [{ type: 'tool_use', id: '1', name: 'search', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: '1', content: 'found' }] },
      ],
    },
  ],
  ['system: Be terse.', 'user: Hi', 'assistant: [tool use search]', 'user: [tool result]'],
);
asked('AI SDK', [{ system: 'Be terse.', prompt: 'Hello' }], ['system: Be terse.', 'user: Hello']);
asked(
  'AI SDK with a list as prompt',
  [{ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }],
  ['user: Hi'],
);
asked('something else', [{ table: 'users', id: 3 }], null);
asked('a text', ['Hello'], null);
asked('nothing', [], null);
asked('messages that are none', [{ messages: [1, null, true] }], null);

answered(
  'OpenAI chat',
  {
    choices: [
      { message: { role: 'assistant', content: 'Hello', tool_calls: [{ function: { name: 'search' } }] } },
    ],
  },
  ['assistant: Hello [data search]'],
);
answered(
  'OpenAI responses',
  {
    output: [
      { type: 'reasoning', summary: [] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] },
    ],
  },
  ['assistant: [reasoning]', 'assistant: Hi'],
);
answered(
  'Anthropic, with thoughts',
  {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: 'Hi' },
    ],
  },
  ['assistant: [thinking] Hi'],
);
answered('AI SDK', { text: 'Hi', toolCalls: [{ type: 'tool-call', toolName: 'search', input: {} }] }, [
  'assistant: Hi [tool call search]',
]);
answered('a text', 'Hello', null);
answered('a row of a table', { id: 3, content: 'x' }, null);
answered('nothing', null, null);

test('what else was asked for is kept', () => {
  assert.deepEqual(readRequest([{ prompt: 'Hi', model: 'm', temperature: 0 }])?.settings, {
    model: 'm',
    temperature: 0,
  });
  assert.equal(readRequest([{ prompt: 'Hi' }])?.settings, null);
});

function streamed(name: string, chunks: readonly Json[], expected: readonly string[] | null): void {
  test(`stream: ${name}`, () => assert.deepEqual(words(readStream(chunks)), expected));
}

streamed(
  'OpenAI chat',
  [
    { choices: [{ delta: { role: 'assistant', content: 'Hel' } }] },
    { choices: [{ delta: { content: 'lo' } }] },
    { choices: [], usage: { prompt_tokens: 1 } },
  ],
  ['assistant: Hello'],
);
streamed(
  'Anthropic',
  [
    { type: 'message_start', message: {} },
    { type: 'content_block_delta', delta: { type: 'thinking_delta', thinking: 'hm' } },
    { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hi' } },
    { type: 'message_stop' },
  ],
  ['assistant: [thinking] Hi'],
);
streamed(
  'OpenAI responses',
  [{ type: 'response.created' }, { type: 'response.output_text.delta', delta: 'Hi' }],
  ['assistant: Hi'],
);
streamed(
  'AI SDK',
  [
    { type: 'text-delta', text: 'H' },
    { type: 'text-delta', textDelta: 'i' },
    { type: 'tool-call', toolName: 'x' },
  ],
  ['assistant: Hi [tool call]'],
);
streamed('texts', ['Hel', 'lo'], ['assistant: Hello']);
streamed('rows of a table', [{ id: 1 }, { id: 2 }], null);
streamed('nothing', [], null);
