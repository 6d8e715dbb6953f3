import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isConnected, readingOrder } from '../../webview/order.ts';

function check(
  name: string,
  count: number,
  edges: readonly (readonly [number, number])[],
  expected: number[],
): void {
  test(`reading order: ${name}`, () => {
    assert.deepEqual(
      readingOrder(
        count,
        edges.map(([from, to]) => ({ from, to })),
      ),
      expected,
    );
  });
}

check(
  'a chain',
  3,
  [
    [0, 1],
    [1, 2],
  ],
  [0, 1, 2],
);
check(
  'declared backwards',
  3,
  [
    [0, 2],
    [2, 1],
  ],
  [0, 2, 1],
);
check(
  'the first way on comes first',
  4,
  [
    [0, 2],
    [0, 1],
    [1, 3],
    [2, 3],
  ],
  [0, 2, 1, 3],
);
check(
  'a ring begins where a run enters it',
  4,
  [
    [0, 1],
    [1, 2],
    [2, 1],
    [1, 3],
  ],
  [0, 1, 2, 3],
);
check(
  'skipping ahead turns no loop around',
  4,
  [
    [0, 3],
    [0, 1],
    [1, 2],
    [2, 3],
    [2, 1],
  ],
  [0, 1, 2, 3],
);
check(
  'self loops',
  2,
  [
    [0, 0],
    [0, 1],
  ],
  [0, 1],
);
check(
  'what nothing leads to',
  3,
  [
    [0, 1],
    [2, 1],
  ],
  [0, 2, 1],
);
check('nothing', 0, [], []);

test('every node comes once, and without loops every edge leads forward', () => {
  const graphs = fc
    .integer({ min: 1, max: 12 })
    .chain((count) =>
      fc.tuple(
        fc.constant(count),
        fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 30 }),
        fc.boolean(),
      ),
    );
  fc.assert(
    fc.property(graphs, ([count, pairs, acyclic]) => {
      const edges = pairs
        .map(([one, other]) =>
          acyclic ? ([Math.min(one, other), Math.max(one, other)] as const) : ([one, other] as const),
        )
        .map(([from, to]) => ({ from, to }));
      const order = readingOrder(count, edges);
      assert.deepEqual(
        [...order].sort((one, other) => one - other),
        Array.from({ length: count }, (_, index) => index),
      );
      if (!acyclic) return;
      for (const { from, to } of edges) assert.ok(from === to || order.indexOf(from) < order.indexOf(to));
    }),
  );
});

test('a graph is connected when its edges, followed both ways, lead from the first node to all', () => {
  const edges = [
    { from: 1, to: 0 },
    { from: 1, to: 2 },
  ];
  assert.equal(isConnected(3, edges), true);
  assert.equal(isConnected(4, edges), false);
  assert.equal(isConnected(4, [...edges, { from: 3, to: 3 }]), false);
  assert.equal(isConnected(1, []), true);
  assert.equal(isConnected(2, []), false);
});

test('a chain of 20,000 overflows no stack', () => {
  const edges = Array.from({ length: 19_999 }, (_, index) => ({ from: index, to: index + 1 }));
  assert.equal(readingOrder(20_000, edges)[19_999], 19_999);
});
