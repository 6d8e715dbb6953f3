import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, describeRun, lasted, type RunNode, runTree } from '../../extension/runTree.ts';
import type { RunSummary } from '../../runtime/model/run.ts';

const now = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;

function run(id: string, change: Partial<RunSummary> = {}): RunSummary {
  return {
    id,
    workflow: 'Flow',
    file: '/w/flow.ts',
    status: 'done',
    startedAt: now - 3 * minute,
    endedAt: now,
    steps: 4,
    parent: null,
    parentSeq: null,
    path: `/w/.backstep/runs/${id}.sqlite`,
    ...change,
  };
}

function check(
  name: string,
  runs: readonly RunSummary[],
  unreadable: readonly string[],
  expected: string,
): void {
  test(name, () => {
    const tree = runTree(
      runs,
      unreadable.map((path) => ({ path, message: 'not a database' })),
    );
    assert.equal(print(tree), expected);
  });
}

function print(nodes: readonly RunNode[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'run')
        return node.forks.length === 0 ? node.run.id : `${node.run.id}(${print(node.forks)})`;
      return node.type === 'folder' ? `${node.name}/` : `!${node.path}`;
    })
    .join(' ');
}

check('nothing', [], [], '');
check('newest first, as listed', [run('c'), run('b'), run('a')], [], 'c b a');
check(
  'forks stand under their parent',
  [run('c', { parent: 'b' }), run('b', { parent: 'a' }), run('a')],
  [],
  'a(b(c))',
);
check('a fork whose parent is gone stands alone', [run('c', { parent: 'gone' })], [], 'c');
check('what cannot be read comes last', [run('a')], ['/w/x.sqlite'], 'a !/w/x.sqlite');
check('a run that claims to be its own parent', [run('a', { parent: 'a' })], [], 'a');
check(
  'runs that claim to be each other’s parent, and one below them',
  [run('a', { parent: 'b' }), run('b', { parent: 'a' }), run('c', { parent: 'a' })],
  [],
  'a(c) b',
);

test('what stands beside a run', () => {
  // How long it is from start to end says nothing: a debugger may have been paused.
  assert.equal(describeRun(run('a'), now), '4 steps · 3 min. ago');
  const fork = run('a', { steps: 1, endedAt: null, parent: 'run-1234-abcdef', parentSeq: 5 });
  assert.equal(describeRun(fork, now), 'fork at step 5 · 1 step · 3 min. ago');
  assert.equal(describeRun(run('a', { steps: 1_150_000 }), now), '1,150,000 steps · 3 min. ago');
  const usage = { inputTokens: 1200, outputTokens: 50, cost: 0.0123 };
  assert.equal(
    describeRun(run('a'), now, { ms: 85, usage }),
    '4 steps · 85 ms · 1.3K tokens · $0.012 · 3 min. ago',
  );
  assert.equal(describeRun(run('a'), now, { ms: 2_100, usage: null }), '4 steps · 2.1 s · 3 min. ago');
});

test('how long a run took', () => {
  const rows: readonly (readonly [number, string])[] = [
    [-4, '0 ms'],
    [12.4, '12 ms'],
    [1_240, '1.2 s'],
    [3 * minute, '3 min'],
    [5 * 60 * minute, '5 h'],
    [3 * 24 * 60 * minute, '3 days'],
  ];
  assert.deepEqual(
    rows.map(([ms]) => lasted(ms)),
    rows.map(([, words]) => words),
  );
});

test('times in words', () => {
  const rows: readonly (readonly [number, string])[] = [
    [0, 'just now'],
    [50_000, '1 min. ago'],
    [40 * minute, '40 min. ago'],
    [58 * minute, '1 hr. ago'],
    [26 * 60 * minute, 'yesterday'],
    [40 * 24 * 60 * minute, 'last mo.'],
    [-5 * minute, 'just now'],
  ];
  assert.deepEqual(
    rows.map(([before]) => ago(now - before, now)),
    rows.map(([, words]) => words),
  );
});
