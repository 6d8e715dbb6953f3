import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ask, noAnswers, recordedAnswers } from '../../runtime/engine/answers.ts';
import { recordCalls } from '../../runtime/engine/callRecorder.ts';
import { tokenUsage } from '../../runtime/engine/tokenUsage.ts';
import { effect } from '../../runtime/language/effect.ts';
import type { Json } from '../../runtime/language/json.ts';
import type { CallPolicy } from '../../runtime/model/callPolicy.ts';
import type { Call } from '../../runtime/model/run.ts';

/** Through JSON and back, as a recording is. */
function stored(calls: readonly Call[]): readonly Call[] {
  return JSON.parse(JSON.stringify(calls)) as readonly Call[];
}

/** Uses a service, then again with the recorded answers and a service that is never reached: the outcomes are equal. */
function checkStream<S extends object>(
  name: string,
  make: () => S,
  use: (service: S) => Promise<unknown>,
  expected: (call: Call) => unknown,
  wanted: unknown,
): void {
  test(name, async () => {
    const recorder = recordCalls(1, noAnswers);
    const outcome = await use(recorder.standIn('s', make()) as S);
    const calls = stored(recorder.calls());
    assert.deepEqual(expected(calls[0] as Call), wanted);
    const off = new Proxy(make(), { get: () => () => assert.fail('a live call') });
    const again = recordCalls(1, recordedAnswers(calls));
    assert.deepEqual(await use(again.standIn('s', off) as S), outcome);
    const [call] = again.calls();
    assert.equal(call?.reused, true);
    assert.deepEqual(expected(call as Call), wanted, 'what is reused is recorded as it was');
  });
}

async function collect(
  stream: AsyncIterable<unknown>,
  atMost = Number.POSITIVE_INFINITY,
): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const chunk of stream) {
    seen.push(chunk);
    if (seen.length >= atMost) break;
  }
  return seen;
}

test('a recorded stream stands nowhere but in its answer', async () => {
  const recorder = recordCalls(1, noAnswers);
  const { doStream } = recorder.standIn('s', streaming()) as ReturnType<typeof streaming>;
  await collect((await doStream()).stream);
  const [call] = stored(recorder.calls()) as [Call];
  if (call.result.type !== 'stream') assert.fail('no stream was recorded');
  for (const path of [
    ['__proto__', 'polluted'],
    ['constructor', 'prototype', 'polluted'],
    ['gone', 'stream'],
  ]) {
    const streams = call.result.streams.map((stream) => ({ ...stream, path }));
    const again = recordCalls(1, recordedAnswers([{ ...call, result: { ...call.result, streams } }]));
    const answer = await (again.standIn('s', streaming()) as ReturnType<typeof streaming>).doStream();
    assert.deepEqual(answer, { stream: null, response: { headers: { 'x-id': '1' } } });
    assert.equal('polluted' in {}, false);
  }
});

const when = new Date(1_700_000_000_000);
let closed = 0;
const streaming = () => ({
  async *count() {
    try {
      yield 1;
      yield { at: when };
      yield 3;
    } finally {
      closed++;
    }
  },
  async doStream() {
    const stream = new ReadableStream({
      start(controller) {
        for (const chunk of ['a', 'b', 'c']) controller.enqueue({ type: 'text-delta', delta: chunk });
        controller.enqueue({ type: 'finish', usage: { inputTokens: 3, outputTokens: 5 } });
        controller.close();
      },
      cancel() {
        closed++;
      },
    });
    return { stream, response: { headers: { 'x-id': '1' } } };
  },
});

const streams = ({ result }: Call) =>
  result.type === 'stream'
    ? result.streams.map(({ path, kind, chunks, times, end }) => [path, kind, chunks, times.length, end])
    : result;

checkStream('an async generator', streaming, (s) => collect(s.count()), streams, [
  [[], 'iterable', [1, { at: when.toISOString() }, 3], 3, 'done'],
]);
checkStream('an async generator that is left', streaming, (s) => collect(s.count(), 2), streams, [
  [[], 'iterable', [1, { at: when.toISOString() }], 2, 'left'],
]);
checkStream(
  'a stream inside a result',
  streaming,
  async (s) => {
    const { stream, response } = await s.doStream();
    return [await collect(stream), response];
  },
  (call) => [streams(call), call.result.type === 'stream' && call.result.value, call.usage?.outputTokens],
  [
    [
      [
        ['stream'],
        'readable',
        [
          ...['a', 'b', 'c'].map((delta) => ({ type: 'text-delta', delta })),
          { type: 'finish', usage: { inputTokens: 3, outputTokens: 5 } },
        ],
        4,
        'done',
      ],
    ],
    { stream: null, response: { headers: { 'x-id': '1' } } },
    5,
  ],
);

test('leaving a stream reaches its source', async () => {
  closed = 0;
  const service = recordCalls(1, noAnswers).standIn('s', streaming()) as ReturnType<typeof streaming>;
  await collect(service.count(), 1);
  await (await service.doStream()).stream.cancel();
  assert.equal(closed, 2);
});

test('a stream that fails is recorded with what it gave, and not reused', async () => {
  const service = {
    async *ask() {
      yield 1;
      throw new Error('cut');
    },
  };
  const recorder = recordCalls(1, noAnswers);
  await assert.rejects(collect((recorder.standIn('s', service) as typeof service).ask()), /cut/);
  const [call] = recorder.calls() as [Call];
  assert.equal(call.result.type === 'stream' && call.result.streams[0]?.error?.message, 'cut');
  const again = recordCalls(1, recordedAnswers(stored([call])));
  (again.standIn('s', service) as typeof service).ask();
  assert.equal(again.calls()[0]?.reused, false);
});

test('reading more of a stream than was recorded says so', async () => {
  const recorder = recordCalls(1, noAnswers);
  await collect((recorder.standIn('s', streaming()) as ReturnType<typeof streaming>).count(), 2);
  const again = recordCalls(1, recordedAnswers(stored(recorder.calls())));
  const service = again.standIn('s', streaming()) as ReturnType<typeof streaming>;
  await assert.rejects(collect(service.count()), { code: 'answer-incomplete' });
});

test('what happens after a step has ended changes nothing that was recorded', async () => {
  const recorder = recordCalls(1, noAnswers);
  const stream = (recorder.standIn('s', streaming()) as ReturnType<typeof streaming>).count();
  await stream.next();
  const calls = recorder.calls();
  const before = JSON.stringify(calls);
  await collect(stream);
  assert.equal(JSON.stringify(calls), before);
});

/** Values that JSON has no form for, given by a service and given again. */
for (const value of [
  when,
  new Map([['a', { when }]]),
  new Set([1, 'b']),
  new Uint8Array([1, 2, 255]),
  Buffer.from('ab'),
  12n,
  new URL('https://example.com/a?b=1'),
  Number.NaN,
  [1, undefined, Number.NEGATIVE_INFINITY],
  { rows: [{ id: 1n, when }] },
]) {
  test(`given again: ${Object.prototype.toString.call(value)} ${JSON.stringify(value, (_, child) => (typeof child === 'bigint' ? String(child) : child))}`, async () => {
    const service = { ask: async (): Promise<unknown> => value };
    const recorder = recordCalls(1, noAnswers);
    await (recorder.standIn('s', service) as typeof service).ask();
    const again = recordCalls(1, recordedAnswers(stored(recorder.calls())));
    const off = { ask: async () => assert.fail('a live call') };
    assert.deepEqual(await (again.standIn('s', off) as typeof service).ask(), value);
  });
}

/** What becomes of calls of an effect in a re-run. */
async function rerun(policy: CallPolicy, ask: Ask | null, text: string): Promise<string> {
  const sent: string[] = [];
  const make = () => ({ mailer: effect('email', { send: async (to: string) => sent.push(to) }) });
  const first = recordCalls(1, noAnswers);
  await (first.standIn('mailer', make().mailer) as { send(to: string): Promise<number> }).send('a');
  assert.equal(first.calls()[0]?.effect, 'email');
  const again = recordCalls(1, recordedAnswers(stored(first.calls()), policy, ask));
  sent.length = 0;
  try {
    await (again.standIn('mailer', make().mailer) as { send(to: string): Promise<number> }).send(text);
  } catch (error) {
    return `${(error as { code: string }).code}, sent ${sent.length}`;
  }
  return `${again.calls()[0]?.reused ? 'reused' : 'live'}, sent ${sent.length}`;
}

function saying(decision: 'reuse' | 'live'): Ask {
  return () => Promise.resolve(decision);
}

const rows: readonly [string, CallPolicy, Ask | null, string, string][] = [
  ['an equal effect without anyone to ask', {}, null, 'a', 'reused, sent 0'],
  ['another effect without anyone to ask', {}, null, 'b', 'call-refused, sent 0'],
  ['asked: live', {}, saying('live'), 'a', 'live, sent 1'],
  ['asked: reuse', {}, saying('reuse'), 'a', 'reused, sent 0'],
  ['asked: reuse what is not recorded', {}, saying('reuse'), 'b', 'call-refused, sent 0'],
  ['effects live', { effects: 'live' }, null, 'a', 'live, sent 1'],
  ['effects reuse', { effects: 'reuse' }, null, 'b', 'live, sent 1'],
  ['this service live, effects ask', { services: { mailer: 'live' } }, null, 'b', 'live, sent 1'],
  ['others live does not mean effects', { others: 'live' }, null, 'a', 'reused, sent 0'],
];
for (const [name, policy, ask, text, expected] of rows) {
  test(`policy: ${name}`, async () => assert.equal(await rerun(policy, ask, text), expected));
}

test('a call that gives its answer at once cannot wait for a decision', () => {
  const log = effect('disk', { write: (_text: string) => 1 });
  const first = recordCalls(1, noAnswers);
  (first.standIn('log', log) as typeof log).write('a');
  const again = recordCalls(
    1,
    recordedAnswers(first.calls(), {}, async ({ canWait }) => (canWait ? 'live' : 'reuse')),
  );
  assert.throws(() => (again.standIn('log', log) as typeof log).write('a'), { code: 'call-undecided' });
  const sync = recordCalls(
    1,
    recordedAnswers(first.calls(), {}, () => 'live'),
  );
  assert.equal((sync.standIn('log', log) as typeof log).write('a'), 1);
});

test('a marked member marks its calls alone, and a marked service those of its members', () => {
  const mail = { inbox: { list: () => [] }, send: effect('email', () => 1) };
  const shop = effect('orders', { cart: { add: () => 1 } });
  const recorder = recordCalls(1, noAnswers);
  const seen = recorder.standIn('mail', mail) as typeof mail;
  seen.inbox.list();
  seen.send();
  (recorder.standIn('shop', shop) as typeof shop).cart.add();
  assert.deepEqual(
    recorder.calls().map((call) => call.effect ?? null),
    [null, 'email', 'orders'],
  );
});

test('effect refuses what cannot be marked', () => {
  assert.throws(() => effect('', {}), { code: 'bad-effect' });
  assert.throws(() => effect('email', 1 as unknown as object), { code: 'bad-effect' });
});

test('a call knows its line, its size and its duration', () => {
  const service = { ask: () => ({ text: 'ä' }) };
  const recorder = recordCalls(1, noAnswers);
  (recorder.standIn('s', service) as typeof service).ask();
  const [call] = recorder.calls() as [Call];
  assert.match(call.at?.file ?? '', /services\.test\.ts$/);
  assert.equal(call.bytes, Buffer.byteLength('{"text":"ä"}'));
  assert.ok(call.durationMs >= 0);
});

const usages: readonly [string, readonly Json[], readonly (number | string | null)[]][] = [
  [
    'OpenAI chat',
    [
      {
        model: 'gpt-x',
        usage: {
          prompt_tokens: 3,
          completion_tokens: 5,
          total_tokens: 8,
          prompt_tokens_details: { cached_tokens: 2 },
        },
      },
    ],
    [3, 5, 8, 2, null, 'gpt-x'],
  ],
  [
    'OpenAI responses, streamed',
    [
      { type: 'response.created', response: { model: 'gpt-x', usage: null } },
      {
        type: 'response.completed',
        response: {
          model: 'gpt-x',
          usage: {
            input_tokens: 3,
            output_tokens: 5,
            total_tokens: 8,
            output_tokens_details: { reasoning_tokens: 4 },
          },
        },
      },
    ],
    [3, 5, 8, null, 4, 'gpt-x'],
  ],
  [
    'Anthropic, streamed',
    [
      { type: 'message_start', message: { model: 'claude-x', usage: { input_tokens: 3, output_tokens: 1 } } },
      { type: 'message_delta', usage: { output_tokens: 5 } },
    ],
    [3, 5, 8, null, null, 'claude-x'],
  ],
  [
    'Vercel AI SDK 5',
    [
      {
        usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8, cachedInputTokens: 1 },
        response: { modelId: 'm' },
      },
    ],
    [3, 5, 8, 1, null, 'm'],
  ],
  [
    'Vercel AI SDK 6',
    [{ usage: { inputTokens: { total: 3, cacheRead: 1 }, outputTokens: { total: 5, reasoning: 2 } } }],
    [3, 5, 8, 1, 2, null],
  ],
];
for (const [name, parts, expected] of usages) {
  test(`usage: ${name}`, () => {
    const usage = tokenUsage(parts);
    assert.ok(usage);
    const { inputTokens, outputTokens, totalTokens, cachedInputTokens, reasoningTokens, model } = usage;
    assert.deepEqual(
      [inputTokens, outputTokens, totalTokens, cachedInputTokens, reasoningTokens, model],
      expected,
    );
  });
}
test('usage: none', () => assert.equal(tokenUsage([{ usage: 'much' }, 'text', { usage: {} }]), null));
