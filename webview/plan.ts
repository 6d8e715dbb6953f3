import type {
  ChildWorkflow,
  Problem,
  StateNode,
  Transition,
  TransitionKind,
  WorkflowGraph,
} from '../runtime/model/graph.ts';
import type { ChildPlace } from '../runtime/model/pageProtocol.ts';
import type { VisitedEdge } from '../runtime/model/position.ts';
import { type Role, rolesOf } from './role.ts';

/** What is to be drawn of a workflow, before anything is measured or placed. Keys outlive small edits of the source. */
export interface Plan {
  readonly graph: WorkflowGraph;
  readonly nodes: readonly PlanNode[];
  readonly edges: readonly PlanEdge[];
  /** Problems that lie in no state. */
  readonly loose: readonly Problem[];
  /** Children that are drawn in place, each with a node of its own among `nodes`. */
  readonly frames: readonly PlanFrame[];
}

/** A child workflow that is drawn inside the graph of the one that runs it. */
export interface PlanFrame {
  /** Key of its node, and of the edge that leads into it. */
  readonly key: string;
  /** The state whose step starts it. */
  readonly source: string;
  /** What is drawn inside; its keys begin with that of the frame. */
  readonly plan: Plan;
}

/** Which children are to be drawn in place, and their graphs. */
export interface OpenChildren {
  isOpen(key: string): boolean;
  /** Null while it is not known. */
  graphOf(child: ChildWorkflow): WorkflowGraph | null;
}

export interface PlanNode {
  readonly key: string;
  /** `missing` is a state that a transition or a run names but the workflow does not have. */
  readonly kind: 'start' | 'state' | 'missing' | 'done' | 'failed' | 'unknown' | 'frame';
  /** Member name of the state, `#start`, `#done`, `#failed` or `#unknown`; of a frame, the name of its workflow. */
  readonly id: string;
  /** The workflow that it is part of. */
  readonly graph: WorkflowGraph;
  /** Key of the frame that it is in; null outside of all. */
  readonly within: string | null;
  readonly state: StateNode | null;
  readonly role: Role;
  readonly problems: readonly Problem[];
}

export interface PlanEdge {
  readonly key: string;
  /** Keys of nodes. */
  readonly from: string;
  readonly to: string;
  /** Ids of the states at both ends, as positions name them. */
  readonly source: string;
  readonly target: string;
  readonly kind: TransitionKind | 'start' | 'observed';
  /** Null for the entry arrow and for what was only observed. */
  readonly transition: Transition | null;
  /** The transition of an open child is drawn as two edges: the one into its frame, and the one out of it. */
  readonly part: 'whole' | 'into' | 'outOf';
  /** The workflow that it is part of. */
  readonly workflow: string;
  readonly within: string | null;
}

/** More sources than this, and every source gets an end of its own: one end would draw all edges together. */
const sourcesOfOneEnd = 5;

/** A map, since a state may be called `__proto__`. */
const ends: ReadonlyMap<string, PlanNode['kind']> = new Map([
  ['#done', 'done'],
  ['#failed', 'failed'],
  ['#unknown', 'unknown'],
]);

const allClosed: OpenChildren = { isOpen: () => false, graphOf: () => null };

/**
 * Decides what is drawn: states in the order of the source, the entry dot, the ends, and every transition by itself.
 * `observed` are transitions that a run took and the source does not show; they are drawn too.
 */
export function planOf(
  graph: WorkflowGraph,
  observed: readonly VisitedEdge[],
  children: OpenChildren = allClosed,
  within: string | null = null,
): Plan {
  const inside = (key: string) => (within === null ? key : `${within}/${key}`);
  const states = new Map<string, StateNode>();
  for (const state of graph.states) if (!states.has(state.id)) states.set(state.id, state);
  const problems = problemsByState(graph);
  const known = rolesOf(graph);

  const nodes = new Map<string, PlanNode>();
  const add = (name: string, id: string, kind: PlanNode['kind'], state: StateNode | null) => {
    const key = inside(name);
    const role = (state && known.get(id)) ?? 'plain';
    const found = problems.get(id) ?? [];
    if (!nodes.has(key)) nodes.set(key, { key, id, kind, graph, within, state, role, problems: found });
    return key;
  };
  if (graph.start !== null) add('#start', '#start', 'start', null);
  for (const state of states.values()) add(state.id, state.id, 'state', state);

  const drawn: { source: string; target: string; kind: PlanEdge['kind']; transition: Transition | null }[] =
    [];
  if (graph.start !== null)
    drawn.push({ source: '#start', target: graph.start, kind: 'start', transition: null });
  for (const transition of graph.transitions) {
    drawn.push({ source: transition.from, target: transition.to, kind: transition.kind, transition });
  }
  for (const { from, to } of observed)
    drawn.push({ source: from, target: to, kind: 'observed', transition: null });

  const sources = new Map<string, Set<string>>();
  for (const { source, target } of drawn) {
    if (!ends.has(target)) continue;
    const known = sources.get(target) ?? new Set();
    sources.set(target, known.add(source));
  }
  const place = (id: string, from: string | null): string => {
    const end = ends.get(id);
    if (!end) return add(id, id, id === '#start' ? 'start' : 'missing', null);
    const shared = from === null || (sources.get(id)?.size ?? 0) <= sourcesOfOneEnd;
    return add(shared ? id : `${id}@${from}`, id, end, null);
  };

  const counts = new Map<string, number>();
  const frames: PlanFrame[] = [];
  const edges = drawn.flatMap(({ source, target, kind, transition }): PlanEdge[] => {
    const from = place(source, null);
    const to = place(target, source);
    // Keys inside a frame begin with its own, once.
    const prefix = inside('').length;
    const name = JSON.stringify([from.slice(prefix), to.slice(prefix), kind]);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const key = inside(`${name}${count}`);
    const own = { key, from, to, source, target, kind, transition };
    const whole: PlanEdge = { ...own, part: 'whole', workflow: graph.name, within };
    const inner = transition?.child && children.isOpen(key) ? children.graphOf(transition.child) : null;
    if (inner === null) return [whole];
    frames.push({ key, source, plan: planOf(inner, [], children, key) });
    nodes.set(key, {
      key,
      id: inner.name,
      kind: 'frame',
      graph: inner,
      within,
      state: null,
      role: 'child',
      problems: [],
    });
    // A fan-out over a workflow has no state that it leads to but those inside.
    return [
      { ...whole, to: key, kind: kind === 'join' ? 'fan-out' : kind, part: 'into' },
      { ...whole, key: `${key}>`, from: key, part: 'outOf' },
    ];
  });
  return { graph, nodes: [...nodes.values()], edges, loose: problems.get('') ?? [], frames };
}

/** The key of a child's edge; null when there is none there. */
export function childKey(plan: Plan, place: ChildPlace): string | null {
  if ('key' in place) return place.key;
  const { from, to, line, workflow } = place;
  const plans = plansOf(plan).filter(({ graph }, depth) =>
    workflow === undefined ? depth === 0 : depth > 0 && graph.name === workflow,
  );
  const edge = plans
    .flatMap(({ edges }) => edges)
    .find(
      ({ source, target, transition, part }) =>
        part !== 'outOf' && source === from && target === to && transition?.line === line,
    );
  return edge?.key ?? null;
}

/** The plan and those of all frames in it, outer ones first. */
export function plansOf(plan: Plan): readonly Plan[] {
  return [plan, ...plan.frames.flatMap((frame) => plansOf(frame.plan))];
}

/** Every problem under the innermost state that holds its first line, or under '' where none does. */
function problemsByState(graph: WorkflowGraph): Map<string, Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const problem of graph.problems) {
    let holder: StateNode | null = null;
    for (const state of graph.states) {
      const last = Math.max(state.line, state.endLine);
      if (state.file !== problem.file || problem.line < state.line || problem.line > last) continue;
      if (!holder || state.line >= holder.line) holder = state;
    }
    const key = holder?.id ?? '';
    const list = found.get(key);
    if (list) list.push(problem);
    else found.set(key, [problem]);
  }
  return found;
}
