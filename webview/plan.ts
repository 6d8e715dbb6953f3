import type {
  Problem,
  StateNode,
  Transition,
  TransitionKind,
  WorkflowGraph,
} from '../runtime/model/graph.ts';
import type { VisitedEdge } from '../runtime/model/protocol.ts';
import { type Role, rolesOf } from './role.ts';

/** What is to be drawn of a workflow, before anything is measured or placed. Keys outlive small edits of the source. */
export interface Plan {
  readonly graph: WorkflowGraph;
  readonly nodes: readonly PlanNode[];
  readonly edges: readonly PlanEdge[];
  /** Problems that lie in no state. */
  readonly loose: readonly Problem[];
}

export interface PlanNode {
  readonly key: string;
  /** `missing` is a state that a transition or a run names but the workflow does not have. */
  readonly kind: 'start' | 'state' | 'missing' | 'done' | 'failed' | 'unknown';
  /** Member name of the state, `#start`, `#done`, `#failed` or `#unknown`. */
  readonly id: string;
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
}

/** More sources than this, and every source gets an end of its own: one end would draw all edges together. */
const sourcesOfOneEnd = 5;

/** A map, since a state may be called `__proto__`. */
const ends: ReadonlyMap<string, PlanNode['kind']> = new Map([
  ['#done', 'done'],
  ['#failed', 'failed'],
  ['#unknown', 'unknown'],
]);

/**
 * Decides what is drawn: states in the order of the source, the entry dot, the ends, and every transition by itself.
 * `observed` are transitions that a run took and the source does not show; they are drawn too.
 */
export function planOf(graph: WorkflowGraph, observed: readonly VisitedEdge[]): Plan {
  const states = new Map<string, StateNode>();
  for (const state of graph.states) if (!states.has(state.id)) states.set(state.id, state);
  const problems = problemsByState(graph);
  const known = rolesOf(graph);

  const nodes = new Map<string, PlanNode>();
  const add = (key: string, id: string, kind: PlanNode['kind'], state: StateNode | null) => {
    const role = (state && known.get(id)) ?? 'plain';
    if (!nodes.has(key)) nodes.set(key, { key, id, kind, state, role, problems: problems.get(id) ?? [] });
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
  const edges = drawn.map(({ source, target, kind, transition }): PlanEdge => {
    const from = place(source, null);
    const to = place(target, source);
    const name = JSON.stringify([from, to, kind]);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return { key: `${name}${count}`, from, to, source, target, kind, transition };
  });
  return { graph, nodes: [...nodes.values()], edges, loose: problems.get('') ?? [] };
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
