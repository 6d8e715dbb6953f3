import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../runtime/language/json.ts';
import type { Call, Metric } from '../../runtime/model/run.ts';
import { addUsages, type Usage, usageOfFrame } from '../../runtime/model/usage.ts';

function call(value: Json, change: Partial<Call> = {}): Call {
  return {
    service: 'llm',
    method: 'ask',
    args: [],
    result: { type: 'value', value },
    startedMs: 0,
    durationMs: 1,
    attempt: 1,
    promised: true,
    reused: false,
    ...change,
  };
}

function check(
  name: string,
  calls: readonly Call[],
  metrics: readonly Metric[],
  expected: readonly [number, number, number | null] | null,
): void {
  test(name, () => {
    assert.deepEqual(told(usageOfFrame({ calls, metrics })), expected);
  });
}

function told(usage: Usage | null): readonly [number, number, number | null] | null {
  return usage && [usage.inputTokens, usage.outputTokens, usage.cost];
}

check('a step without calls', [], [], null);
check('an answer that tells nothing', [call('short')], [], null);
check(
  'tokens that were noted of the call, and the cost that its answer tells',
  [
    call(
      { usage: { input_tokens: 3, output_tokens: 4, cost: 0.5 } },
      { usage: { inputTokens: 5, outputTokens: 6 } as NonNullable<Call['usage']> },
    ),
  ],
  [],
  [5, 6, 0.5],
);
check('snake case', [call({ usage: { input_tokens: 3, output_tokens: 4 } })], [], [3, 4, null]);
check(
  'prompts and completions',
  [call({ usage: { prompt_tokens: 3, completion_tokens: 4, cost: 0.5 } })],
  [],
  [3, 4, 0.5],
);
check(
  'camel case, in a response',
  [call({ response: { usage: { inputTokens: 3, outputTokens: 4 } } })],
  [],
  [3, 4, null],
);
check(
  'metadata of usage',
  [call({ usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4 } })],
  [],
  [3, 4, null],
);
check(
  'usage that is something else',
  [call({ usage: 'heavy' }), call({ usage: { input_tokens: 'many' } })],
  [],
  null,
);
check(
  'a call that was answered from a recording',
  [call({ usage: { input_tokens: 3 } }, { reused: true })],
  [],
  null,
);
check(
  'several calls',
  [call({ usage: { input_tokens: 3, cost: 1 } }), call({ usage: { output_tokens: 4 } })],
  [],
  [3, 4, 1],
);
check(
  'metrics know better',
  [call({ usage: { input_tokens: 3, output_tokens: 4 } })],
  [
    { name: 'inputTokens', value: 10 },
    { name: 'cost', value: 0.25 },
    { name: 'rounds', value: 2 },
  ],
  [10, 4, 0.25],
);

test('sums know nothing of nothing', () => {
  assert.equal(addUsages([null, null]), null);
  assert.deepEqual(told(addUsages([null, { inputTokens: 1, outputTokens: 2, cost: null }])), [1, 2, null]);
});
