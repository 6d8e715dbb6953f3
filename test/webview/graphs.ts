import type {
  Problem,
  StateNode,
  Transition,
  TransitionKind,
  WorkflowGraph,
} from '../../runtime/model/graph.ts';

/** Graphs to draw, in the shape that extraction gives them. */

export const file = '/workspace/src/refinement.ts';

/** The loop that refines an answer: CHECKED and REFINED form a ring. */
export const refinement = graphOf(
  'AnswerRefinement',
  'START',
  [
    { id: 'START', handler: 'start', writes: ['question'] },
    { id: 'GENERATED', handler: 'generate', reads: ['question'], writes: ['answer'], calls: ['llm.ask'] },
    { id: 'CHECKED', handler: 'check', reads: ['answer', 'rounds'], calls: ['llm.isConcise'] },
    { id: 'REFINED', handler: 'refine', reads: ['answer'], writes: ['answer', 'rounds'], calls: ['llm.ask'] },
    { id: 'END', handler: 'end', reads: ['answer'] },
  ],
  [
    ['START', 'GENERATED'],
    ['GENERATED', 'CHECKED'],
    ['CHECKED', 'END', 'goto', 'await llm.isConcise(answer)'],
    ['CHECKED', 'REFINED'],
    ['REFINED', 'CHECKED'],
    ['END', '#done', 'done'],
  ],
);

/** Twelve states with one of every kind of transition, problems, a self loop, parallel edges, an unknown target. */
export const everything: WorkflowGraph = withProblems(
  graphOf(
    'ReportPipeline',
    'RECEIVED',
    [
      { id: 'RECEIVED', handler: 'receive', writes: ['request'] },
      {
        id: 'PLANNED',
        handler: 'plan',
        reads: ['request'],
        writes: ['outline'],
        calls: ['llm.outline'],
        retry: '3 × 1s',
        timeout: '30s',
      },
      { id: 'SECTION', handler: 'writeSection', calls: ['llm.write', 'search.query'] },
      { id: 'MERGED', handler: 'merge', writes: ['draft'] },
      {
        id: 'REVIEWED',
        handler: 'review',
        reads: ['draft', 'score'],
        writes: ['score'],
        calls: ['llm.grade'],
      },
      { id: 'APPROVAL', handler: 'askForApproval' },
      { id: 'REMINDED', handler: 'remind', calls: ['mail.send'] },
      { id: 'PAUSED', handler: 'pause' },
      { id: 'TRANSLATED', handler: 'translate' },
      { id: 'PUBLISHED', handler: 'publish', calls: ['store.put'], compensation: 'unpublish' },
      { id: 'WITHDRAWN', handler: 'withdraw' },
      { id: 'ARCHIVED', handler: null },
    ],
    [
      ['RECEIVED', 'PLANNED'],
      ['RECEIVED', '#failed', 'fail', 'request.empty'],
      ['PLANNED', 'SECTION', 'fan-out', 'outline.sections'],
      ['SECTION', 'MERGED', 'join'],
      ['MERGED', 'REVIEWED'],
      ['REVIEWED', 'REVIEWED', 'goto', 'score === undefined'],
      ['REVIEWED', 'PLANNED', 'goto', 'score < 0.5'],
      ['REVIEWED', 'APPROVAL', 'goto', 'score < 0.8'],
      ['REVIEWED', 'TRANSLATED', 'child', 'Translation'],
      ['REVIEWED', 'WITHDRAWN', 'error'],
      ['APPROVAL', 'PUBLISHED', 'wait', "'approved'"],
      ['APPROVAL', 'REMINDED', 'timeout', '3 days'],
      ['REMINDED', 'PAUSED'],
      ['PAUSED', 'APPROVAL', 'sleep', '1 day'],
      ['TRANSLATED', 'PUBLISHED', 'goto', "language === 'de'"],
      ['TRANSLATED', 'PUBLISHED', 'goto', "language === 'fr'"],
      ['TRANSLATED', '#unknown', 'goto', 'targets[language]', false],
      ['PUBLISHED', 'ARCHIVED'],
      ['PUBLISHED', 'WITHDRAWN', 'compensate'],
      ['WITHDRAWN', '#failed', 'fail'],
      ['PUBLISHED', '#done', 'done', '!archive'],
      ['TRANSLATED', 'REVIEWED', 'goto', 'retry', false],
    ],
  ),
  [
    ['ARCHIVED', 'missing-step', 'error', 'No step handles ARCHIVED. Add @step(State.ARCHIVED) to a method.'],
    ['TRANSLATED', 'unknown-target', 'warning', 'The target of this return cannot be read from the source.'],
  ],
);

/** A long workflow with branches, loops and shared ends: always the same for the same size. */
export function longGraph(size: number): WorkflowGraph {
  const random = sequence(7);
  const states = Array.from({ length: size }, (_, index): State => {
    const id = `${verbs[index % verbs.length]}_${index}`;
    return {
      id,
      handler: `handle${index}`,
      ...(random() < 0.4 ? { writes: ['answer'] } : {}),
      ...(random() < 0.4 ? { calls: ['llm.ask'] } : {}),
    };
  });
  const id = (index: number) => states[Math.max(0, Math.min(size - 1, index))]?.id ?? '';
  const rows: Row[] = [];
  for (let index = 0; index < size - 1; index++) {
    rows.push([id(index), id(index + 1)]);
    if (random() < 0.3)
      rows.push([id(index), id(index + 2 + Math.floor(random() * 5)), 'goto', `score < 0.${index % 10}`]);
    if (random() < 0.12)
      rows.push([id(index), id(index - 1 - Math.floor(random() * 6)), 'goto', 'rounds < config.maxRounds']);
    if (random() < 0.04) rows.push([id(index), '#failed', 'fail', 'attempts > 3']);
    if (random() < 0.03) rows.push([id(index), id(index), 'goto', 'again']);
  }
  rows.push([id(size - 1), '#done', 'done']);
  return graphOf(`Long${size}`, id(0), states, rows);
}

/** Names that try to be markup, to turn the text around, or to be longer than anybody reads. */
export const hostileNames = {
  markup: '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>',
  bidi: 'safe\u202Egnp.exe',
  control: 'line\u0000one\ntwo\u001b[31mred',
  long: 'A_VERY_LONG_STATE_NAME_'.repeat(14).slice(0, 300),
  prototype: '__proto__',
  rightToLeft: 'מצב_סיום',
  arabic: 'حالة_البداية',
  chinese: '已检查的状态',
  quotes: `"'\`\${1}]}`,
};

export const hostile = graphOf(
  hostileNames.markup,
  hostileNames.markup,
  Object.values(hostileNames).map((id) => ({
    id,
    handler: id,
    writes: [hostileNames.bidi],
    calls: [hostileNames.markup],
  })),
  [
    ...Object.values(hostileNames).map(
      (id, index, all): Row => [
        id,
        all[(index + 1) % all.length] ?? id,
        'goto',
        `${hostileNames.markup}${hostileNames.bidi}`,
      ],
    ),
    [hostileNames.markup, '#hacked', 'goto', hostileNames.long],
    [hostileNames.prototype, '#done', 'done'],
  ],
);

export interface State extends Partial<StateNode> {
  readonly id: string;
}

export type Row = readonly [
  from: string,
  to: string,
  kind?: TransitionKind,
  label?: string,
  certain?: boolean,
];

/** Every state on ten lines of its own from line 11, every transition on a line inside its state. */
export function graphOf(
  name: string,
  start: string | null,
  states: readonly State[],
  rows: readonly Row[],
): WorkflowGraph {
  const lines = new Map(states.map(({ id }, index) => [id, 11 + index * 10]));
  const used = new Map<string, number>();
  return {
    name,
    file,
    line: 9,
    start,
    states: states.map((state): StateNode => {
      const line = lines.get(state.id) ?? 1;
      return {
        handler: null,
        file,
        line,
        signatureLine: line + 1,
        endLine: line + 9,
        reads: [],
        writes: [],
        calls: [],
        retry: null,
        timeout: null,
        compensation: null,
        ...state,
      };
    }),
    transitions: rows.map(([from, to, kind = 'goto', label = '', certain = true]): Transition => {
      const count = used.get(from) ?? 0;
      used.set(from, count + 1);
      const line = (lines.get(from) ?? 1) + 2 + count;
      return { from, to, kind, label, certain, file, line, column: 5, endLine: line, endColumn: 40 };
    }),
    problems: [],
  };
}

function withProblems(
  graph: WorkflowGraph,
  rows: readonly (readonly [state: string, code: string, severity: Problem['severity'], message: string])[],
): WorkflowGraph {
  const problems = rows.map(([id, code, severity, message]): Problem => {
    const line = graph.states.find((state) => state.id === id)?.line ?? 1;
    return { code, severity, message, file, line, column: 3, endLine: line, endColumn: 20 };
  });
  return { ...graph, problems };
}

const verbs = ['FETCHED', 'PARSED', 'SCORED', 'RANKED', 'DRAFTED', 'CHECKED', 'REFINED', 'MERGED'];

function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
