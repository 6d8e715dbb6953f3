import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PositionBody } from '../../runtime/model/position.ts';
import { type BreakpointMark, type Breakpoints, marksOf, undrawn } from '../../webview/marks.ts';
import { planOf } from '../../webview/plan.ts';
import { everything, graphOf, refinement } from './graphs.ts';
import { heatSums } from './heats.ts';
import { afterRounds, positionAfter } from './positions.ts';

const none: Breakpoints = { states: [], lines: [] };

/** Marks as words: nodes with visits, then edges with counts; `>` the current state, `*` the last edge, `!` a breakpoint. */
function check(
  name: string,
  graph: typeof refinement,
  position: PositionBody | null,
  breakpoints: Breakpoints,
  expected: string,
): void {
  test(`marks: ${name}`, () => {
    const plan = planOf(graph, undrawn(graph, position));
    const marks = marksOf(plan, position, breakpoints);
    const nodes = plan.nodes.flatMap(({ key }) => {
      const found = marks.nodes.get(key);
      if (!found?.visited && !found?.breakpoint) return [];
      const current = found.current ? `>${found.current === 'past' ? '(past)' : ''}` : '';
      return [`${current}${key}${found.visits || ''}${stopOf(found.breakpoint)}`];
    });
    const edges = plan.edges.flatMap((edge) => {
      const found = marks.edges.get(edge.key);
      if (!found?.count && !found?.last && !found?.breakpoint) return [];
      const name = `${edge.from}-${edge.transition?.label ? `${edge.transition.label}-` : ''}${edge.to}`;
      return [`${found.last ? '*' : ''}${name}×${found.count}${stopOf(found.breakpoint)}`];
    });
    assert.equal([...nodes, ...edges].join(' '), expected);
  });
}

function stopOf(breakpoint: BreakpointMark | null): string {
  if (breakpoint === null) return '';
  const { enabled, name, when } = breakpoint;
  return `!${enabled ? 'on' : 'off'}${name && `(${name})`}${when && '?'}`;
}

check('no session', refinement, null, none, '');
check(
  'after two rounds',
  refinement,
  positionAfter(refinement, afterRounds(2)),
  none,
  '#start START1 GENERATED1 >CHECKED3 REFINED2 #start-START×1 START-GENERATED×1 GENERATED-CHECKED×1 CHECKED-REFINED×2 *REFINED-CHECKED×2',
);
check(
  'in the past',
  refinement,
  positionAfter(refinement, ['START'], { mode: 'following', head: 9 }),
  none,
  '#start >(past)START1 #start-START×1',
);
check(
  'at the end',
  refinement,
  positionAfter(refinement, ['START', 'GENERATED', 'CHECKED', 'END', '#done']),
  none,
  '#start START1 GENERATED1 CHECKED1 END1 >#done #start-START×1 START-GENERATED×1 GENERATED-CHECKED×1 CHECKED-await llm.isConcise(answer)-END×1 *END-#done×1',
);
check(
  'breakpoints',
  refinement,
  null,
  {
    states: [
      { state: 'CHECKED', enabled: true },
      { state: 'NOWHERE', enabled: true },
    ],
    lines: [
      { file: refinement.file, line: 21 + 2, enabled: false },
      { file: '/elsewhere.ts', line: 13, enabled: true },
    ],
  },
  'CHECKED!on GENERATED-CHECKED×0!off',
);
check(
  'breakpoints by name: one that stops is shown before one that does not',
  refinement,
  positionAfter(graphOf('P', null, [], []), []),
  {
    states: [],
    lines: [],
    names: [
      { from: 'CHECKED', to: 'REFINED', enabled: true, log: 'again', name: 'CHECKED->REFINED' },
      { from: 'CHECKED', to: '*', enabled: false, name: 'CHECKED->*' },
      { from: '*', to: 'REFINED', enabled: true, when: 'visits > 2', name: '*->REFINED' },
      { from: 'END', to: 'START', enabled: true, name: 'END->START' },
    ],
  },
  'CHECKED-await llm.isConcise(answer)-END×0!off(CHECKED->*) CHECKED-REFINED×0!on(*->REFINED)?',
);
const decorated = graphOf(
  'Decorated',
  null,
  [{ id: 'A' }, { id: 'B' }],
  [
    ['A', 'B', 'goto'],
    ['A', 'B', 'error'],
    ['A', '#failed', 'compensate'],
  ],
);
check(
  'a line marks what it returns, and nothing that is drawn at a decorator',
  decorated,
  null,
  { states: [], lines: decorated.transitions.map(({ file, line }) => ({ file, line, enabled: true })) },
  'A-B×0!on',
);
check('another workflow', refinement, positionAfter(everything, ['RECEIVED']), none, '');
check(
  'the same name in another file',
  refinement,
  positionAfter(refinement, ['START'], { file: '/workspace/src/endless.ts' }),
  none,
  '',
);
check(
  'the same file by another path',
  refinement,
  positionAfter(refinement, ['START'], { file: 'C:\\link\\Refinement.ts' }),
  none,
  '#start >START1 #start-START×1',
);
check(
  'what was observed but not drawn',
  refinement,
  positionAfter(refinement, ['START', 'END', 'GONE', 'END']),
  none,
  '#start START1 >END2 GONE1 #start-START×1 START-END×1 END-GONE×1 *GONE-END×1',
);
check(
  'names that are members of every object',
  graphOf('P', '__proto__', [{ id: '__proto__' }, { id: 'constructor' }], [['__proto__', 'constructor']]),
  {
    ...positionAfter(graphOf('P', null, [], []), ['constructor']),
    visits: JSON.parse('{"__proto__":2,"constructor":1}'),
  },
  none,
  '#start __proto__2 >constructor1 #start-__proto__×1',
);

const parallel = graphOf(
  'Parallel',
  'A',
  [{ id: 'A' }, { id: 'B' }],
  [
    ['A', 'B', 'goto', 'one'],
    ['A', 'B', 'goto', 'two'],
  ],
);
const visit = (line: number | null) => ({ from: 'A', to: 'B', line });
check(
  'of parallel edges the one of the line',
  parallel,
  positionAfter(parallel, ['A', 'B'], { last: visit(14), edges: [{ ...visit(14), count: 3 }] }),
  none,
  '#start A1 >B1 #start-A×1 *A-two-B×3',
);
check(
  'of parallel edges the first where the line says nothing',
  parallel,
  positionAfter(parallel, ['A', 'B'], {
    last: visit(null),
    edges: [
      { ...visit(99), count: 1 },
      { ...visit(null), count: 2 },
    ],
  }),
  none,
  '#start A1 >B1 #start-A×1 *A-one-B×3',
);

test('a heat map shows all runs in the place of the one that is debugged', () => {
  const plan = planOf(refinement, []);
  const edge = (from: string, to: string, count: number, ms: number) => {
    const line = refinement.transitions.find((known) => known.from === from && known.to === to)?.line ?? null;
    return { from, to, line, count, ms };
  };
  const { states, edges } = heatSums([
    edge('START', 'GENERATED', 4, 10),
    edge('CHECKED', 'REFINED', 10, 200),
    edge('CHECKED', 'END', 5, 200),
    edge('REFINED', 'CHECKED', 10, 100),
  ]);
  const heat = {
    workflow: refinement.name,
    runs: 4,
    omitted: 0,
    // A wait of days warms nothing.
    states: states.map((known) => ({ ...known, spending: { ...known.spending, waitedMs: 3e8 } })),
    edges,
    children: [],
  };
  const marks = marksOf(plan, positionAfter(refinement, afterRounds(1)), none, heat);
  const of = (key: string) => marks.nodes.get(key);
  assert.deepEqual([of('CHECKED')?.heat, of('REFINED')?.heat, of('GENERATED')?.heat], [1, 0.25, 0]);
  assert.deepEqual(
    [of('CHECKED')?.visits, of('GENERATED')?.visited, of('#done')?.visited],
    [15, true, false],
  );
  assert.equal(of('CHECKED')?.current, 'live');
  const counts = plan.edges.map(({ key }) => marks.edges.get(key)?.count);
  assert.deepEqual(counts, [1, 4, 0, 5, 10, 10, 0]);
  assert.ok([...marks.edges.values()].every(({ last }) => !last));
});

test('a run that waits adds nothing to the picture', () => {
  const waiting = {
    ...positionAfter(refinement, ['START']),
    last: { from: 'START', to: '#waiting', line: 3 },
  };
  assert.deepEqual(undrawn(refinement, waiting), []);
});
