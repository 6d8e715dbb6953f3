import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PositionBody } from '../../runtime/model/position.ts';
import { marksOf } from '../../webview/marks.ts';
import { planOf, plansOf } from '../../webview/plan.ts';
import { agent, innerKey, openFamily, rankingKey, search, searching, searchKey } from './families.ts';
import { heatSums } from './heats.ts';

const none = { states: [], lines: [] };

/** Marks as words, keys without what leads to them: `>` the current state, `+` what runs inside. */
function marksOfAgent(open: readonly string[], position: PositionBody | null): string[] {
  const plan = planOf(agent, [], openFamily(...open));
  const { nodes, edges, current } = marksOf(plan, position, none);
  const words = (key: string) => (nodes.get(key)?.current ? '>' : '');
  return [
    ...plansOf(plan).flatMap((one) =>
      one.nodes.flatMap(({ key, id, kind, within }) => {
        const found = nodes.get(key);
        if (!found || (kind !== 'state' && kind !== 'frame')) return [];
        const inside = found.inside.map(({ workflow, state }) => `+${workflow}:${state}`).join('');
        const branches = found.branches > 0 ? `×${found.branches}` : '';
        const name = `${within === null ? '' : '  '}${words(key)}${kind === 'frame' ? `[${id}]` : id}`;
        return [`${name} ${found.visits}${inside}${branches}`];
      }),
    ),
    ...plansOf(plan)
      .flatMap((one) => one.edges)
      .filter(({ key }) => (edges.get(key)?.count ?? 0) > 0 || (edges.get(key)?.inside ?? 0) > 0)
      .map(({ source, target, part, key }) => {
        const { count = 0, inside = 0 } = edges.get(key) ?? {};
        return `${source}-${target} ${part} ${count}${inside > 0 ? ` with ${inside}` : ''}`;
      }),
    `at ${current}`,
  ];
}

test('a closed child: its state says what runs inside, and nothing of it counts for the run', () =>
  assert.deepEqual(marksOfAgent([], searching()), [
    '>THINK 1+Search:LOOK',
    'SPLIT 0',
    'DONE 0',
    '#start-THINK whole 1',
    'THINK-SPLIT whole 0 with 1',
    'at THINK',
  ]));

test('an open child shows where it stands, by its own counts', () =>
  assert.deepEqual(marksOfAgent([searchKey], searching()), [
    '>THINK 1+Search:LOOK',
    'SPLIT 0',
    'DONE 0',
    '>[Search] 0',
    '  THINK 2',
    '  >LOOK 2',
    '#start-THINK whole 1',
    'THINK-SPLIT into 1 with 1',
    '#start-THINK whole 1',
    'LOOK-THINK whole 1',
    `at ${searchKey}/LOOK`,
  ]));

test('a child inside a child', () => {
  const position = searching({
    branches: [
      { branch: '1', state: 'THINK', workflow: 'Search' },
      { branch: '1/3', state: 'SCORE', workflow: 'Ranking' },
    ],
  });
  const closed = marksOfAgent([searchKey], position);
  assert.ok(closed.includes('  >THINK 2+Ranking:SCORE'));
  const open = marksOfAgent([searchKey, innerKey], position);
  assert.ok(open.includes('  >[Ranking] 0'));
  assert.equal(open.at(-1), `at ${innerKey}/SCORE`);
});

test('several children of one fan-out stand in the frame like branches', () => {
  const branches = [0, 1, 2].map((index) => ({
    branch: `2.${index}`,
    state: 'SCORE',
    workflow: 'Ranking',
  }));
  const marks = marksOfAgent([rankingKey], searching({ state: 'SPLIT', branches, children: [] }));
  assert.ok(marks.includes('  SCORE 0×3'));
  assert.ok(marks.includes('SPLIT-DONE into 3 with 3'));
});

test('a child that has just ended was visited, though the transition over it is still to come', () => {
  const plan = planOf(agent, [], openFamily(searchKey));
  const { nodes } = marksOf(plan, searching({ branches: [] }), none);
  assert.equal(nodes.get(searchKey)?.visited, true);
  assert.equal(nodes.get(searchKey)?.current, null);
});

test('a child that is over was taken into and out of', () => {
  const [line] = agent.transitions;
  const position = searching({
    state: 'SPLIT',
    branches: [],
    last: { from: 'THINK', to: 'SPLIT', line: line?.line ?? null },
    edges: [{ from: 'THINK', to: 'SPLIT', line: line?.line ?? null, count: 1 }],
  });
  const marks = marksOfAgent([searchKey], position);
  assert.ok(marks.includes('THINK-SPLIT into 1'));
  assert.ok(marks.includes('THINK-SPLIT outOf 1'));
  assert.equal(marks.at(-1), 'at SPLIT');
});

test('a heat map reaches into an open child', () => {
  const plan = planOf(agent, [], openFamily(searchKey));
  const heat = {
    workflow: 'Agent',
    runs: 2,
    omitted: 0,
    ...heatSums([{ from: 'THINK', to: 'SPLIT', count: 1, ms: 8 }]),
    children: [
      {
        workflow: 'Search',
        ...heatSums([
          { from: 'THINK', to: 'LOOK', count: 1, ms: 4 },
          { from: 'LOOK', to: 'THINK', count: 3, ms: 2 },
        ]),
      },
    ],
  };
  const { nodes, edges } = marksOf(plan, null, none, heat);
  const at = (key: string) => [nodes.get(key)?.heat, nodes.get(key)?.visits, nodes.get(key)?.visited];
  assert.deepEqual(at('THINK'), [1, 1, true]);
  assert.deepEqual(at(`${searchKey}/THINK`), [1, 1, true]);
  assert.deepEqual(at(`${searchKey}/LOOK`), [0.5, 3, true]);
  assert.deepEqual(at(searchKey), [null, 0, true]);
  const inside = plan.frames[0]?.plan.edges.find(
    ({ source, target }) => source === 'LOOK' && target === 'THINK',
  );
  assert.equal(inside && edges.get(inside.key)?.heat, 1);
});

test('breakpoints in a child are those of its own file', () => {
  const plan = planOf(agent, [], openFamily(searchKey));
  const stop = {
    file: search.file,
    workflow: search.name,
    states: [{ state: 'THINK', enabled: true }],
    lines: [],
  };
  const { nodes } = marksOf(plan, null, { ...none, children: [stop] });
  assert.equal(nodes.get(`${searchKey}/THINK`)?.breakpoint?.enabled, true);
  assert.equal(nodes.get('THINK')?.breakpoint, null);
});
