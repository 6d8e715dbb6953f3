import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyOf } from '../../extension/runFamily.ts';

type Listed = Parameters<typeof familyOf>[0][number];

function run(id: string, parent: string | null = null, parentSeq: number | null = null): Listed {
  return {
    id,
    workflow: 'Flow',
    file: '/w/flow.ts',
    status: 'done',
    startedAt: 1,
    endedAt: 2,
    steps: 9,
    parent,
    parentSeq,
  };
}

/** Runs in their order, each with what it hangs from. */
function check(name: string, listed: readonly Listed[], own: string, expected: string): void {
  test(`family: ${name}`, () => {
    const family = familyOf(listed, { run: own, parent: null, head: 4 });
    const words = family.runs.map(({ id, parent, parentSeq }) =>
      parent === null ? id : `${id}<${parent}@${parentSeq}`,
    );
    assert.equal([...words, ...(family.omitted > 0 ? [`${family.omitted} more`] : [])].join(' '), expected);
  });
}

check('a run alone', [run('a'), run('b')], 'a', 'a');
check(
  'parents, brothers and forks of forks, by where they were forked',
  [run('c', 'b', 7), run('d', 'a', 2), run('b', 'a', 5), run('other'), run('a')],
  'c',
  'a d<a@2 b<a@5 c<b@7',
);
check('a run that is not listed yet', [run('a')], 'new', 'new');
check('a parent that was deleted', [run('b', 'gone', 3), run('c', 'b', 4)], 'c', 'b c<b@4');
check('two that claim to be each other’s fork', [run('a', 'b', 1), run('b', 'a', 1)], 'a', 'b a<b@1');
check('a run that claims to be its own fork', [run('a', 'a', 1)], 'a', 'a');
check(
  'more than can be shown keep the line of the run',
  [
    run('root'),
    ...Array.from({ length: 99 }, (_, index) => run(`f${index}`, 'root', index)),
    run('last', 'f98', 99),
  ],
  'last',
  `root ${Array.from({ length: 57 }, (_, index) => `f${index}<root@${index}`).join(' ')} f98<root@98 last<f98@99 41 more`,
);

test('family: a live fork that is not listed yet hangs from its parent', () => {
  const family = familyOf([run('a')], { run: 'b', parent: { run: 'a', seq: 3 }, head: 5 });
  assert.deepEqual(
    family.runs.map(({ id, parent, parentSeq, steps, status }) => [id, parent, parentSeq, steps, status]),
    [
      ['a', null, 0, 9, 'done'],
      ['b', 'a', 3, 5, 'running'],
    ],
  );
});
