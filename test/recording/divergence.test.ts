import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Frame, RunHeader } from '../../runtime/model/run.ts';
import { type Divergence, firstDivergence } from '../../runtime/recording/divergence.ts';
import { Timeline } from '../../runtime/recording/timeline.ts';
import { run } from './arbitraries.ts';
import { frame, frames, header, set } from './samples.ts';

type Run = readonly [Partial<RunHeader>, readonly Frame[]];

function check(name: string, a: Run, b: Run, expected: Divergence | null): void {
  test(name, () => {
    const [left, right] = [a, b].map(([given, all]) => new Timeline(header(given), all)) as [
      Timeline,
      Timeline,
    ];
    assert.deepEqual(firstDivergence(left, right), expected);
    const swapped = expected && { ...expected, a: expected.b, b: expected.a };
    assert.deepEqual(firstDivergence(right, left), swapped);
  });
}

const call = (text: string): Partial<Frame> => ({
  calls: [
    {
      service: 'llm',
      method: 'ask',
      args: [{ prompt: 'shorten' }],
      result: { type: 'value', value: { text } },
      startedMs: text.length,
      durationMs: text.length,
      attempt: 1,
      promised: true,
      reused: text.length > 3,
    },
  ],
});
const error = (message: string, stack: string): Partial<Frame> => ({
  error: { name: 'Error', message, stack, code: null, retryable: true },
});
const same = frames(3);

check('the same run', [{}, same], [{}, same], null);
check(
  'times, logs and lines do not count',
  [{}, same],
  [{ startedAt: 1, id: 'other' }, same.map(later)],
  null,
);
check('another input', [{ input: 1 }, same], [{ input: 2 }, same], { k: 0, path: ['input'], a: 1, b: 2 });
check(
  'another session at the start',
  [{ session: { rounds: 0 } }, same],
  [{ session: { rounds: 1 } }, same],
  {
    k: 0,
    path: ['session', 'rounds'],
    a: 0,
    b: 1,
  },
);
check('another state', [{}, same], [{}, [frame(1), frame(2, { state: 'END' })]], {
  k: 2,
  path: ['state'],
  a: 'CHECKED',
  b: 'END',
});
check('another answer of a service', [{}, [frame(1, call('no'))]], [{}, [frame(1, call('yes!'))]], {
  k: 1,
  path: ['calls', 0, 'result', 'value', 'text'],
  a: 'no',
  b: 'yes!',
});
check(
  'the same change in other words',
  [{}, [frame(1)]],
  [{}, [frame(1, { patches: [set([], { rounds: 1, messages: [] })] })]],
  null,
);
check('another change', [{}, [frame(1)]], [{}, [frame(1, { patches: [set(['rounds'], 7)] })]], {
  k: 1,
  path: ['session', 'rounds'],
  a: 1,
  b: 7,
});
check(
  'another directive',
  [{}, [frame(1)]],
  [{}, [frame(1, { directive: { directive: 'done', output: 1 }, next: '#done' })]],
  {
    k: 1,
    path: ['directive', 'directive'],
    a: 'goto',
    b: 'done',
  },
);
check('another error', [{}, [frame(1, error('a', 'x'))]], [{}, [frame(1, error('b', 'x'))]], {
  k: 1,
  path: ['error', 'message'],
  a: 'a',
  b: 'b',
});
check(
  'another stack of the same error',
  [{}, [frame(1, error('a', 'x'))]],
  [{}, [frame(1, error('a', 'y'))]],
  null,
);

test('a run that goes on after the other', () => {
  const found = firstDivergence(new Timeline(header(), frames(2)), new Timeline(header(), frames(3)));
  assert.equal(found?.k, 3);
  assert.deepEqual(found?.path, []);
  assert.equal(found?.a, undefined);
  assert.notEqual(found?.b, undefined);
});

test('any run is the same as itself', () =>
  fc.assert(
    fc.property(run, ({ session, frames: all }) => {
      const again = JSON.parse(JSON.stringify(all)) as readonly Frame[];
      const [a, b] = [new Timeline(header({ session }), all), new Timeline(header({ session }), again)];
      assert.equal(firstDivergence(a, b), null);
    }),
    { numRuns: 30 },
  ));

function later(item: Frame): Frame {
  return {
    ...item,
    startedAt: item.startedAt + 1000,
    durationMs: 77,
    at: null,
    logs: [{ level: 'info', message: 'later', atMs: 1 }],
    metrics: [{ name: 'n', value: 1 }],
  };
}
