import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createArrange } from '../../runtime/cli/svg/arrange.ts';
import { paperFonts } from '../../runtime/cli/svg/paperFonts.ts';
import type { WorkflowGraph } from '../../runtime/model/graph.ts';
import { figuresOf, layoutEdges, layoutNodes } from '../../webview/figure.ts';
import type { Box } from '../../webview/geometry.ts';
import { arrangeInRows } from '../../webview/layering.ts';
import { arrangeNested } from '../../webview/nesting.ts';
import { type OpenChildren, type Plan, planOf, plansOf } from '../../webview/plan.ts';
import { ranking, search } from './families.ts';
import { graphOf, type Row, type State } from './graphs.ts';

const graphs = 100;
const kinds = ['goto', 'goto', 'goto', 'wait', 'timeout', 'sleep', 'error', 'child', 'join'] as const;
const guards = [
  '',
  '',
  'score < 0.8',
  'await llm.isConcise(session.answer) && session.rounds < config.maxRounds',
  'a_guard_of_one_word_that_is_longer_than_any_line_of_a_label_may_be'.repeat(3),
  'נכון && صحيح',
];

/** All children are open. */
const family: OpenChildren = {
  isOpen: (key) => key.length < 400,
  graphOf: ({ workflow }) => (workflow === 'Search' ? search : ranking),
};

const arrange = createArrange();

test(`no label lies on a state or on another label, in ${graphs} generated graphs with open children`, () => {
  let labels = 0;
  let frames = 0;
  for (let seed = 1; seed <= graphs; seed++) {
    const plan = planOf(generated(seed), [], family);
    const found = placesOf(plan, 'layout');
    labels += found.labels;
    frames += plansOf(plan).length - 1;
    assert.deepEqual(found.problems, [], `graph ${seed}`);
  }
  assert.ok(labels > graphs * 5, `only ${labels} labels`);
  assert.ok(frames > graphs / 2, `only ${frames} open children`);
});

test('a state that chooses among many stands in the middle of them', () => {
  const many = Array.from({ length: 7 }, (_, index) => `ROUTE_${index}`);
  const graph = graphOf(
    'Router',
    'CHOSEN',
    ['CHOSEN', ...many].map((id) => ({ id, handler: id.toLowerCase() })),
    many.flatMap((id): Row[] => [
      ['CHOSEN', id, 'goto', `kind === '${id}'`],
      [id, '#done', 'done'],
    ]),
  );
  const plan = planOf(graph, []);
  const figures = figuresOf(plan, paperFonts);
  const { nodes } = arrange({ id: 1, nodes: layoutNodes(plan, figures), edges: layoutEdges(plan, figures) });
  const middleOf = (id: string) => {
    const key = plan.nodes.find((node) => node.id === id)?.key;
    const { x = 0, width = 0 } = nodes.find((node) => node.key === key)?.box ?? {};
    return x + width / 2;
  };
  assert.ok(Math.abs(middleOf('CHOSEN') - middleOf('ROUTE_3')) < 2);
});

test('in rows, which stand in for a layout that failed, no state lies on another', () => {
  for (let seed = 1; seed <= graphs; seed++) {
    const { problems } = placesOf(planOf(generated(seed), [], family), 'rows');
    assert.deepEqual(
      problems.filter((problem) => !problem.startsWith('label of')),
      [],
      `graph ${seed}`,
    );
  }
});

/** What lies on what, among things that are drawn on the same ground. */
function placesOf(plan: Plan, how: 'layout' | 'rows'): { labels: number; problems: string[] } {
  const figures = figuresOf(plan, paperFonts);
  const job = { id: 1, nodes: layoutNodes(plan, figures), edges: layoutEdges(plan, figures) };
  const { nodes, edges } = how === 'layout' ? arrange(job) : arrangeNested(job, arrangeInRows);
  const boxes = new Map(nodes.map(({ key, box }) => [key, box]));
  const routes = new Map(edges.map((route) => [route.key, route]));
  const problems: string[] = [];
  let labels = 0;
  for (const one of plansOf(plan)) {
    const states = one.nodes.map(({ key }) => ({ key, box: boxes.get(key) as Box }));
    const words = one.edges.flatMap(({ key }) => {
      const box = routes.get(key)?.label;
      return box ? [{ key, box }] : [];
    });
    labels += words.length;
    const [first] = one.nodes;
    const frame = first?.within ? boxes.get(first.within) : undefined;
    states.forEach((state, index) => {
      for (const other of states.slice(index + 1))
        if (overlap(state.box, other.box)) problems.push(`${state.key} on ${other.key}`);
      if (frame && !inside(state.box, frame)) problems.push(`${state.key} out of its frame`);
    });
    words.forEach((label, index) => {
      for (const state of states)
        if (overlap(label.box, state.box)) problems.push(`label of ${label.key} on ${state.key}`);
      for (const other of words.slice(index + 1))
        if (overlap(label.box, other.box)) problems.push(`label of ${label.key} on label of ${other.key}`);
      if (frame && !inside(label.box, frame)) problems.push(`label of ${label.key} out of its frame`);
    });
  }
  return { labels, problems };
}

/** A graph of up to forty states with loops, parallel edges, self loops and children: the same for the same seed. */
function generated(seed: number): WorkflowGraph {
  let state = seed * 2654435761;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
  const size = 2 + random(seed % 10 === 0 ? 40 : 12);
  const states = Array.from(
    { length: size },
    (_, index): State => ({
      id: `${'STATE_'.repeat(1 + random(4))}${index}`,
      handler: `handle${index}`,
      ...(random(3) === 0 ? { calls: ['llm.ask'], writes: ['answer'] } : {}),
    }),
  );
  const id = (index: number) => states[index]?.id ?? '';
  const rows = states.flatMap(({ id: from }, index): Row[] => {
    const onward: Row = index + 1 < size ? [from, id(index + 1)] : [from, '#done', 'done'];
    const more = Array.from({ length: random(4) }, (): Row => {
      const guard = guards[random(guards.length)] ?? '';
      if (random(8) === 0) return [from, random(2) === 0 ? '#failed' : '#done', 'fail', guard];
      return [from, id(random(size)), kinds[random(kinds.length)] ?? 'goto', guard, random(6) > 0];
    });
    return [onward, ...more];
  });
  const graph = graphOf(`Generated${seed}`, id(0), states, rows);
  const transitions = graph.transitions.map((one) => {
    const runsChild = one.kind === 'child' || one.kind === 'join';
    const [workflow, file] = random(2) === 0 ? ['Search', search.file] : ['Ranking', ranking.file];
    return runsChild && random(3) > 0 ? { ...one, child: { workflow, file } } : one;
  });
  return { ...graph, transitions };
}

function overlap(one: Box, other: Box): boolean {
  const hair = 0.01;
  return (
    one.x + hair < other.x + other.width &&
    other.x + hair < one.x + one.width &&
    one.y + hair < other.y + other.height &&
    other.y + hair < one.y + one.height
  );
}

function inside(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
