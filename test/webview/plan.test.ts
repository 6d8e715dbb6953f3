import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOf } from '../../webview/caption.ts';
import { planOf } from '../../webview/plan.ts';
import { agent, innerKey, openFamily, rankingKey, searchKey } from './families.ts';
import { everything, graphOf, hostile, type Row, refinement } from './graphs.ts';
import { nodesAndEdges } from './planText.ts';

function check(name: string, given: Parameters<typeof planOf>, expected: string): void {
  test(`plan: ${name}`, () =>
    assert.equal(nodesAndEdges(planOf(...given)), expected.trim().replaceAll(/^ +/gm, '')));
}

check(
  'the refinement loop',
  [refinement, []],
  `
  start #start
  state START
  state GENERATED
  state CHECKED
  state REFINED
  state END
  done #done
  #start -start-> START
  START -goto-> GENERATED
  GENERATED -goto-> CHECKED
  CHECKED -goto-> END
  CHECKED -goto-> REFINED
  REFINED -goto-> CHECKED
  END -done-> #done
`,
);

check(
  'no start, a state that is not there, a transition that was only observed',
  [
    graphOf('Odd', null, [{ id: 'A' }], [['A', 'GONE']]),
    [
      { from: 'A', to: 'A', line: 3 },
      { from: 'OLD', to: '#failed', line: null },
    ],
  ],
  `
  state A
  missing GONE
  missing OLD
  failed #failed
  A -goto-> GONE
  A -observed-> A
  OLD -observed-> #failed
`,
);

test('plan: many ways to an end get ends of their own', () => {
  const states = ['A', 'B', 'C', 'D', 'E', 'F'].map((id) => ({ id }));
  const ends = (count: number) => {
    const rows = states.slice(0, count).map(({ id }): Row => [id, '#failed', 'fail']);
    return planOf(graphOf('Ends', 'A', states, rows), [])
      .nodes.filter(({ kind }) => kind === 'failed')
      .map(({ key }) => key);
  };
  assert.deepEqual(ends(5), ['#failed']);
  assert.deepEqual(ends(6), ['#failed@A', '#failed@B', '#failed@C', '#failed@D', '#failed@E', '#failed@F']);
});

test('plan: keys are unique, and stay when lines move', () => {
  for (const graph of [refinement, everything, hostile]) {
    const keys = (lines: number) => {
      const transitions = graph.transitions.map((edge) => ({ ...edge, line: edge.line + lines }));
      const plan = planOf({ ...graph, transitions }, []);
      return [...plan.nodes.map(({ key }) => key), ...plan.edges.map(({ key }) => key)];
    };
    assert.equal(new Set(keys(0)).size, keys(0).length);
    assert.deepEqual(keys(0), keys(7));
  }
});

test('plan: a problem belongs to the state that holds its line, else to the workflow', () => {
  const problem = {
    code: 'x',
    severity: 'error' as const,
    message: 'x',
    file: everything.file,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 1,
  };
  const plan = planOf({ ...everything, problems: [...everything.problems, problem] }, []);
  assert.deepEqual(
    plan.nodes
      .filter(({ problems }) => problems.length > 0)
      .map(({ id, problems }) => [id, problems[0]?.code]),
    [
      ['TRANSLATED', 'unknown-target'],
      ['ARCHIVED', 'missing-step'],
    ],
  );
  assert.deepEqual(plan.loose, [problem]);
});

test('plan: a state may have the name of what every object has', () => {
  const graph = graphOf(
    'Odd',
    '__proto__',
    [{ id: '__proto__' }, { id: 'constructor' }],
    [
      ['__proto__', 'constructor'],
      ['constructor', 'toString'],
    ],
  );
  const kinds = planOf(graph, []).nodes.map(({ id, kind }) => `${kind} ${id}`);
  assert.deepEqual(kinds, ['start #start', 'state __proto__', 'state constructor', 'missing toString']);
  assert.equal(nameOf('__proto__'), '__proto__');
});

test('plan: an open child stands between the state that runs it and the state after it', () => {
  const { edges, frames } = planOf(agent, [], openFamily(searchKey, rankingKey, innerKey));
  assert.deepEqual(
    edges.map(({ from, to, kind, part }) => `${from} -${kind}-> ${to} ${part}`),
    [
      '#start -start-> THINK whole',
      `THINK -child-> ${searchKey} into`,
      `${searchKey} -child-> SPLIT outOf`,
      `SPLIT -fan-out-> ${rankingKey} into`,
      `${rankingKey} -join-> DONE outOf`,
      'DONE -done-> #done whole',
    ],
  );
  const [found] = frames;
  assert.deepEqual(
    found?.plan.nodes.map(({ key, kind }) => `${kind} ${key.slice(searchKey.length + 1)}`).slice(0, 4),
    ['start #start', 'state THINK', 'state LOOK', `frame ${innerKey.slice(searchKey.length + 1)}`],
  );
  assert.deepEqual(
    found?.plan.frames.map(({ key }) => key),
    [innerKey],
  );
});

test('plan: a child whose graph has not come yet is drawn closed', () => {
  const { edges, frames } = planOf(agent, [], { isOpen: () => true, graphOf: () => null });
  assert.deepEqual(frames, []);
  assert.ok(edges.every(({ part }) => part === 'whole'));
});
