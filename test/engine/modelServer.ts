import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback that speaks as much of OpenAI's protocol as the clients need. */
export interface ModelServer {
  readonly url: string;
  stop(): Promise<void>;
}

const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };

export async function startModelServer(): Promise<ModelServer> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const asked = JSON.parse(body || '{}') as {
      stream?: boolean;
      tools?: unknown;
      messages?: { role: string }[];
    };
    const answered = asked.messages?.some(({ role }) => role === 'tool');
    const base = { id: 'c1', created: 1, model: 'gpt-x' };
    response.setHeader('x-request-id', 'r1');
    if (asked.stream) {
      response.setHeader('content-type', 'text/event-stream');
      const delta = (content: string) => ({
        ...base,
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
      });
      for (const text of ['Hel', 'lo', '!']) response.write(`data: ${JSON.stringify(delta(text))}\n\n`);
      const last = { ...delta(''), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage };
      response.end(`data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`);
      return;
    }
    const call = { id: 't1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bonn"}' } };
    const uses = asked.tools && !answered;
    const message = uses
      ? { role: 'assistant', content: null, tool_calls: [call] }
      : { role: 'assistant', content: 'Hello!' };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        ...base,
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: uses ? 'tool_calls' : 'stop' }],
        usage,
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
