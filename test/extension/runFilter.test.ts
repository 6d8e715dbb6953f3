import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFilter, filterNodes, noFilter, type RunFilter, runsIn } from '../../extension/runFilter.ts';
import { runTree } from '../../extension/runTree.ts';
import type { RunSummary } from '../../runtime/model/run.ts';

function run(id: string, change: Partial<RunSummary> = {}): RunSummary {
  return {
    id,
    workflow: 'Flow',
    file: '/w/flow.ts',
    status: 'done',
    startedAt: 0,
    endedAt: 1,
    steps: 4,
    parent: null,
    parentSeq: null,
    path: `/w/.backstep/runs/${id}.sqlite`,
    ...change,
  };
}

const tree = runTree(
  [
    run('d', { workflow: 'Other', status: 'failed' }),
    run('c', { parent: 'b', parentSeq: 2, status: 'stopped' }),
    run('b', { status: 'unfinished', endedAt: null }),
    run('a'),
  ],
  [{ path: '/w/x.sqlite', message: 'no' }],
);

function check(name: string, filter: Partial<RunFilter>, expected: readonly string[]): void {
  test(name, () => {
    const shown = filterNodes(tree, { ...noFilter, ...filter });
    assert.deepEqual(
      runsIn(shown).map(({ id }) => id),
      expected,
    );
  });
}

check('no filter leaves nothing out', {}, ['d', 'b', 'c', 'a']);
check('by workflow', { workflows: new Set(['Other']) }, ['d']);
check('by status', { statuses: new Set(['done', 'failed']) }, ['d', 'a']);
check('by the word that is shown', { statuses: new Set(['unfinished']) }, ['b']);
check('a fork keeps the run that it stands under', { statuses: new Set(['stopped']) }, ['b', 'c']);
check('by words, in any case and order', { text: 'FLOW.ts  done' }, ['a']);
check('both at once', { workflows: new Set(['Flow']), text: 'failed' }, []);

test('a filter leaves out what cannot be read', () => {
  assert.equal(filterNodes(tree, noFilter).at(-1)?.type, 'unreadable');
  assert.deepEqual(filterNodes(tree, { ...noFilter, text: 'x.sqlite' }), []);
});

test('a filter in words', () => {
  assert.equal(describeFilter(noFilter), '');
  const filter = { workflows: new Set(['Flow']), statuses: new Set(['done']), text: ' short ' };
  assert.equal(describeFilter(filter), 'Flow, done, “short”');
});
