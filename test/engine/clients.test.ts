import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { noAnswers, recordedAnswers } from '../../runtime/engine/answers.ts';
import { recordCalls } from '../../runtime/engine/callRecorder.ts';
import { watchRequests } from '../../runtime/engine/requests.ts';
import type { Call } from '../../runtime/model/run.ts';
import { startModelServer } from './modelServer.ts';

const requests = watchRequests();
after(() => requests.stop());

/** Uses a client with its server there, then again with the server off and the recorded answers: the outcomes are equal. */
function check<C>(name: string, make: (url: string) => C, use: (client: C) => Promise<unknown>): void {
  test(name, async () => {
    const server = await startModelServer();
    let first: unknown;
    let calls: readonly Call[];
    try {
      const plain = await use(make(server.url));
      const recorder = recordCalls(1, noAnswers, requests);
      const client = recorder.standIn('client', make(server.url)) as C;
      first = await requests.inStep(recorder.onRequest, () => use(client));
      assert.deepEqual(first, plain, 'recording changes nothing');
      calls = JSON.parse(JSON.stringify(recorder.calls())) as readonly Call[];
    } finally {
      await server.stop();
    }
    assert.equal(
      calls.some(({ observed }) => observed),
      false,
    );
    assert.ok(calls.length > 0);
    const again = recordCalls(1, recordedAnswers(calls), requests);
    const client = again.standIn('client', make(server.url)) as C;
    assert.deepEqual(await requests.inStep(again.onRequest, () => use(client)), first);
    assert.ok(again.calls().every(({ reused }) => reused));
    assert.ok(
      calls.some(({ usage }) => usage?.outputTokens === 5),
      'tokens are kept',
    );
  });
}

const openai = (url: string): OpenAI => new OpenAI({ apiKey: 'k', baseURL: url, maxRetries: 0 });
const body = { model: 'gpt-x', messages: [{ role: 'user' as const, content: 'Hi' }] };
const tool = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: {} } },
};

check(
  'openai: plain',
  openai,
  async (c) => (await c.chat.completions.create(body)).choices[0]?.message.content,
);
check(
  'openai: tools',
  openai,
  async (c) => (await c.chat.completions.create({ ...body, tools: [tool] })).choices[0]?.message.tool_calls,
);
check('openai: streaming', openai, async (c) => {
  const seen: unknown[] = [];
  for await (const chunk of await c.chat.completions.create({ ...body, stream: true }))
    seen.push(chunk.choices[0]?.delta.content);
  return seen;
});
check('openai: withResponse', openai, async (c) => {
  const { data, response, request_id } = await c.chat.completions.create(body).withResponse();
  return [data.id, response.status, response.headers.get('x-request-id'), request_id];
});
check('openai: the helper of streams and its events', openai, async (c) => {
  const seen: string[] = [];
  const stream = c.chat.completions.stream(body).on('content', (delta) => seen.push(delta));
  return [await stream.finalContent(), seen];
});
check('openai: tools that run', openai, (c) => {
  const runner = c.chat.completions.runTools({
    ...body,
    tools: [
      {
        type: 'function',
        function: {
          name: 'weather',
          description: '',
          parameters: { type: 'object', properties: {} },
          parse: JSON.parse,
          function: () => 'sunny',
        },
      },
    ],
  });
  return runner.finalContent();
});

const vercel = (url: string) => createOpenAI({ apiKey: 'k', baseURL: url }).chat('gpt-x');
check('ai: generateText', vercel, async (model) => {
  const { text, usage, response } = await generateText({ model, prompt: 'Hi' });
  return [text, usage.outputTokens, response.timestamp];
});
check('ai: streamText', vercel, async (model) => {
  const seen: string[] = [];
  const result = streamText({ model, prompt: 'Hi' });
  for await (const text of result.textStream) seen.push(text);
  return [seen, await result.finishReason];
});

test('a signal is passed on, and a request past the services is seen and left as it is', async () => {
  const server = await startModelServer();
  try {
    const recorder = recordCalls(1, noAnswers, requests);
    const client = recorder.standIn('client', openai(server.url)) as OpenAI;
    await assert.rejects(client.chat.completions.create(body, { signal: AbortSignal.abort() }), /abort/i);
    const status = await requests.inStep(
      recorder.onRequest,
      async () => (await fetch(`${server.url}/a?key=secret`)).status,
    );
    assert.equal(status, 200);
    const [asked, seen] = recorder.calls();
    assert.equal(asked?.result.type, 'error');
    assert.deepEqual(
      [seen?.observed, seen?.service, seen?.method, seen?.args, seen?.result],
      [true, 'fetch', 'GET', [`${server.url}/a?key=…`], { type: 'value', value: { status: 200 } }],
    );
  } finally {
    await server.stop();
  }
});
