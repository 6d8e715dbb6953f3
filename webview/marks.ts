import { isReturned, type WorkflowGraph } from '../runtime/model/graph.ts';
import { addSpending, type Heat, type HeatSums, noSpending, type Spending } from '../runtime/model/heat.ts';
import type {
  MarkedBreakpoint,
  MarkedChild,
  MarkedLine,
  MarkedName,
  MarkedState,
} from '../runtime/model/pageProtocol.ts';
import type { PositionBody, Spendings, VisitedEdge } from '../runtime/model/position.ts';
import { childLines, childPosition, insideOf, standingOn } from './childPosition.ts';
import type { Plan, PlanEdge } from './plan.ts';

/** What a debug session adds to the picture: nothing here moves anything. */
export interface Marks {
  readonly nodes: ReadonlyMap<string, NodeMarks>;
  readonly edges: ReadonlyMap<string, EdgeMarks>;
  /** True while a session's position is shown, so that what was never visited can step back. */
  readonly session: boolean;
  /** Key of the node where the session stands. */
  readonly current: string | null;
}

export interface BreakpointMark {
  readonly enabled: boolean;
  /** What must hold for it to stop; empty where it always does. */
  readonly when: string;
  /** What it logs instead of stopping; empty where it stops. */
  readonly log: string;
  /** As it was typed, where it is one on transitions by name; else empty. */
  readonly name: string;
}

export interface NodeMarks {
  readonly visits: number;
  /** What its steps took; null where no step is known. */
  readonly spending: Spending | null;
  /** Share of the hottest state, from 0 to 1; null without a heat map. */
  readonly heat: number | null;
  /** Open branches that stand here. */
  readonly branches: number;
  /** Child workflows that run for the step here. */
  readonly inside: readonly Inside[];
  /** `past` when the session stands here but looks back. */
  readonly current: 'live' | 'past' | null;
  readonly visited: boolean;
  readonly breakpoint: BreakpointMark | null;
}

export interface Inside {
  readonly workflow: string;
  readonly state: string;
}

export interface EdgeMarks {
  readonly count: number;
  readonly spending: Spending | null;
  /** Share of the most taken transition, from 0 to 1; null without a heat map. */
  readonly heat: number | null;
  /** Child workflows that run on the way. */
  readonly inside: number;
  /** The transition that led to the current state. */
  readonly last: boolean;
  readonly breakpoint: BreakpointMark | null;
}

export interface Breakpoints {
  readonly states: readonly MarkedState[];
  readonly lines: readonly MarkedLine[];
  readonly names?: readonly MarkedName[];
  /** Those of children that are drawn in place. */
  readonly children?: readonly MarkedChild[];
}

/** Transitions that a run took but the source does not show, each once. */
export function undrawn(graph: WorkflowGraph, position: PositionBody | null): VisitedEdge[] {
  const shown = positionIn(graph, position);
  if (!shown) return [];
  const known = new Set(graph.transitions.map(({ from, to }) => pair(from, to)));
  const found: VisitedEdge[] = [];
  for (const edge of shown.last ? [...shown.edges, shown.last] : shown.edges) {
    const name = pair(edge.from, edge.to);
    // To wait is no state: what is waited for is an edge of its own, taken when it comes.
    if (known.has(name) || edge.to === '#waiting') continue;
    known.add(name);
    found.push({ from: edge.from, to: edge.to, line: edge.line });
  }
  return found;
}

export function marksOf(
  plan: Plan,
  position: PositionBody | null,
  breakpoints: Breakpoints,
  heat: Heat | null = null,
): Marks {
  const shown = positionIn(plan.graph, position);
  const own = heat
    ? heatMarks(plan, shown, breakpoints, heat, [''])
    : runMarks(plan, shown, breakpoints, ['']);
  return withFrames(own, plan, shown, breakpoints, [''], heat);
}

/** Adds what is known of children that are drawn in place. `lines` are those that run what `plan` draws. */
function withFrames(
  own: Marks,
  plan: Plan,
  position: PositionBody | null,
  breakpoints: Breakpoints,
  lines: readonly string[],
  heat: Heat | null,
): Marks {
  const nodes = new Map(own.nodes);
  const edges = new Map(own.edges);
  let { current } = own;
  for (const frame of plan.frames) {
    const { graph } = frame.plan;
    const inner = position && childLines(position, lines, frame.source, graph.name);
    const at = position && inner && childPosition(position, inner, graph);
    const stops = breakpoints.children?.find(
      ({ file, workflow }) => file === graph.file && workflow === graph.name,
    );
    const hot = heat?.children.find(({ workflow }) => workflow === graph.name) ?? noHeat;
    const own = heat
      ? heatMarks(frame.plan, at, stops ?? noBreakpoints, hot, inner ?? [])
      : runMarks(frame.plan, at, stops ?? noBreakpoints, inner ?? []);
    const marks = withFrames(own, frame.plan, at, breakpoints, inner ?? [], heat);
    for (const [key, mark] of marks.nodes) nodes.set(key, mark);
    for (const [key, mark] of marks.edges) edges.set(key, mark);
    const runs = (inner?.length ?? 0) > 0;
    // A child that has just ended was there, though the transition over it is still to come.
    const wasThere = heat ? hot.states.length > 0 : Object.keys(at?.visits ?? {}).length > 0;
    const outer = nodes.get(frame.key);
    if (outer)
      nodes.set(frame.key, {
        ...outer,
        visited: outer.visited || runs || wasThere,
        heat: null,
        current: runs ? standingOf(position) : null,
      });
    current = marks.current ?? current;
  }
  return { nodes, edges, session: own.session, current };
}

function standingOf(position: PositionBody | null): 'live' | 'past' {
  return position?.mode === 'live' ? 'live' : 'past';
}

const noHeat: HeatSums = { states: [], edges: [] };
const noBreakpoints: Breakpoints = { states: [], lines: [] };

function runMarks(
  plan: Plan,
  shown: PositionBody | null,
  breakpoints: Breakpoints,
  lines: readonly string[],
): Marks {
  const match = matcher(plan);
  const spent = new Map(Object.entries(shown?.spent?.states ?? {}));
  const spentOn = spentOnEdges(match, shown?.spent?.edges ?? []);
  const standing = shown ? standingOn(shown, lines) : new Map<string, number>();
  const running = shown ? insideOf(shown, lines) : new Map<string, Inside[]>();

  const counts = new Map<PlanEdge, number>();
  for (const edge of shown?.edges ?? []) {
    const drawn = match(edge);
    if (drawn) counts.set(drawn, (counts.get(drawn) ?? 0) + edge.count);
  }
  const last = shown?.last ? match(shown.last) : null;
  const visits = new Map(Object.entries(shown?.visits ?? {}));
  // The entry arrow was taken by every run that has begun.
  if (visits.size > 0) for (const edge of plan.edges) if (edge.kind === 'start') counts.set(edge, 1);

  const current = shown && standsAt(plan, shown.state, last);
  const entered = new Set<string>();
  for (const edge of counts.keys()) entered.add(edge.from).add(edge.to);
  const states = new Map(breakpoints.states.map((marked) => [marked.state, marked]));

  const nodes = new Map<string, NodeMarks>();
  for (const { key, id, kind } of plan.nodes) {
    const count = kind === 'state' || kind === 'missing' ? (visits.get(id) ?? 0) : 0;
    nodes.set(key, {
      visits: count,
      spending: spent.get(id) ?? null,
      heat: null,
      branches: kind === 'state' ? (standing.get(id) ?? 0) : 0,
      inside: (kind === 'state' && running.get(id)) || [],
      current: key === current ? standingOf(shown) : null,
      visited: count > 0 || key === current || entered.has(key),
      breakpoint: kind === 'state' ? mark(states.get(id)) : null,
    });
  }
  const taken = new Map(
    [...counts].map(([{ key, part }, count]) => [part === 'outOf' ? key.slice(0, -1) : key, count]),
  );
  const edges = new Map<string, EdgeMarks>();
  for (const edge of plan.edges) {
    const { child } = edge.transition ?? {};
    const inside = child
      ? (running.get(edge.source) ?? []).filter(({ workflow }) => workflow === child.workflow).length
      : 0;
    edges.set(edge.key, {
      // Whatever runs in a frame has come in, and has not left it yet.
      count: edge.part === 'into' ? (taken.get(edge.key) ?? 0) + inside : (counts.get(edge) ?? 0),
      inside: edge.part === 'outOf' ? 0 : inside,
      spending: spentOn.get(edge) ?? null,
      heat: null,
      last: edge === last,
      breakpoint: mark(breakpointOn(edge, breakpoints)),
    });
  }
  return { nodes, edges, session: shown !== null, current };
}

/**
 * The position, if it is one in this workflow: one of another says nothing about this picture. Only the last part of
 * the file's path is compared, since the two processes may have come to it through different links.
 */
export function positionIn(graph: WorkflowGraph, position: PositionBody | null): PositionBody | null {
  if (position?.workflow !== graph.name) return null;
  return baseName(position.file) === baseName(graph.file) ? position : null;
}

/** The drawn edge of an observed transition: that of its line, else any between the same two states. */
function matcher({ edges }: Plan): (visited: VisitedEdge) => PlanEdge | null {
  const byLine = new Map<string, PlanEdge>();
  const byEnds = new Map<string, PlanEdge>();
  for (const edge of edges) {
    if (edge.kind === 'start' || edge.part === 'into') continue;
    const ends = pair(edge.source, edge.target);
    if (!byEnds.has(ends)) byEnds.set(ends, edge);
    const line = pair(ends, String(edge.transition?.line));
    if (!byLine.has(line)) byLine.set(line, edge);
  }
  return ({ from, to, line }) => {
    const ends = pair(from, to);
    return byLine.get(pair(ends, String(line))) ?? byEnds.get(ends) ?? null;
  };
}

/** The same picture with all runs in the place of the one that is debugged, which goes on to show where it stands. */
function heatMarks(
  plan: Plan,
  position: PositionBody | null,
  breakpoints: Breakpoints,
  heat: HeatSums,
  lines: readonly string[],
): Marks {
  const { current, ...live } = runMarks(plan, position, breakpoints, lines);
  const match = matcher(plan);
  const states = new Map(heat.states.map((known) => [known.state, known]));
  const taken = new Map<PlanEdge, { count: number; spending: Spending }>();
  for (const { count, spending, ...visited } of heat.edges) {
    const edge = match(visited);
    if (!edge) continue;
    const known = taken.get(edge) ?? { count: 0, spending: noSpending };
    taken.set(edge, { count: known.count + count, spending: addSpending(known.spending, spending) });
  }
  const hottest = Math.max(1, ...heat.states.map(({ spending }) => spending.ms));
  const busiest = Math.max(1, ...[...taken.values()].map(({ count }) => count));
  const entered = new Set([...taken.keys()].flatMap(({ from, to }) => [from, to]));
  const nodes = new Map<string, NodeMarks>();
  for (const { key, id } of plan.nodes) {
    const known = states.get(id);
    const spending = known && known.spending.count > 0 ? known.spending : null;
    nodes.set(key, {
      ...(live.nodes.get(key) as NodeMarks),
      visits: known?.visits ?? 0,
      visited: known !== undefined || entered.has(key) || (key === '#start' && states.size > 0),
      spending,
      heat: spending === null ? 0 : spending.ms / hottest,
      branches: 0,
      inside: [],
    });
  }
  const marked = new Map<string, EdgeMarks>();
  for (const edge of plan.edges) {
    const twin = edge.part === 'into' ? plan.edges.find(({ key }) => key === `${edge.key}>`) : edge;
    const { spending = null, count = edge.kind === 'start' && states.size > 0 ? 1 : 0 } =
      (twin && taken.get(twin)) ?? {};
    marked.set(edge.key, {
      ...(live.edges.get(edge.key) as EdgeMarks),
      count,
      spending,
      heat: count / busiest,
      inside: 0,
      last: false,
    });
  }
  return { nodes, edges: marked, session: true, current };
}

function spentOnEdges(
  match: (visited: VisitedEdge) => PlanEdge | null,
  edges: Spendings['edges'],
): ReadonlyMap<PlanEdge, Spending> {
  const found = new Map<PlanEdge, Spending>();
  for (const { spending, ...visited } of edges) {
    const edge = match(visited);
    if (edge) found.set(edge, addSpending(found.get(edge) ?? noSpending, spending));
  }
  return found;
}

function standsAt(plan: Plan, state: string, last: PlanEdge | null): string | null {
  if (last && last.target === state) return last.to;
  return plan.nodes.find(({ id }) => id === state)?.key ?? null;
}

/** The breakpoint that is shown on an edge: of several, one that stops. */
function breakpointOn(
  { kind, source, target, transition }: PlanEdge,
  { lines, names = [] }: Breakpoints,
): MarkedBreakpoint | undefined {
  const returned = transition !== null && isReturned(transition) ? transition : null;
  const atLine = lines.filter(({ file, line }) => file === returned?.file && line === returned.line);
  const byName = names.filter(
    ({ from, to }) => kind !== 'start' && (from === '*' || from === source) && (to === '*' || to === target),
  );
  const enabled = [...atLine, ...byName].filter((marked) => marked.enabled);
  return enabled.find(({ log }) => log === undefined) ?? enabled[0] ?? atLine[0] ?? byName[0];
}

function mark(marked: MarkedBreakpoint | undefined): BreakpointMark | null {
  if (marked === undefined) return null;
  const { enabled, when = '', log = '', name = '' } = marked;
  return { enabled, when, log, name };
}

export function sameBreakpoint(one: BreakpointMark | null, other: BreakpointMark | null): boolean {
  if (one === null || other === null) return one === other;
  const isAlike = one.enabled === other.enabled && one.name === other.name;
  return isAlike && one.when === other.when && one.log === other.log;
}

function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1).toLowerCase();
}

/** One key of two strings, whatever characters they hold. */
function pair(first: string, second: string): string {
  return JSON.stringify([first, second]);
}
