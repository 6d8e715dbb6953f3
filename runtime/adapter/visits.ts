import type { PositionBody, VisitedEdge } from '../model/position.ts';
import type { Frame } from '../model/run.ts';
import { edgesTaken, workflowStatesEntered } from '../model/taken.ts';
import { spendingOf } from '../model/usage.ts';
import type { Timeline } from '../recording/timeline.ts';
import { createSpent, type Spent } from './spent.ts';

/**
 * How often each state and transition was visited up to a position, and what their steps took. Moves along a timeline
 * frame by frame, so that a step costs the same in a run of any length. A child's states are counted by themselves: their
 * names may be the run's.
 */
export interface Visits {
  moveTo(timeline: Timeline, k: number): void;
  body(): Pick<PositionBody, 'visits' | 'edges' | 'spent' | 'children'>;
}

interface Counts {
  readonly states: Map<string, { entered: number; readonly spent: Spent }>;
  readonly edges: Map<string, VisitedEdge & { count: number; readonly spent: Spent }>;
}

export function createVisits(): Visits {
  const own: Counts = { states: new Map(), edges: new Map() };
  const children = new Map<string, Counts>();
  const at: Frame[] = [];
  let start = '';
  let runs = '';

  function countsOf(workflow: string): Counts {
    if (workflow === runs) return own;
    let counts = children.get(workflow);
    if (!counts) {
      counts = { states: new Map(), edges: new Map() };
      children.set(workflow, counts);
    }
    return counts;
  }

  function count(frame: Frame, by: 1 | -1): void {
    const here = frame.workflow ?? runs;
    for (const { workflow, state } of workflowStatesEntered(frame))
      stateIn(countsOf(workflow ?? here), state).entered += by;
    const spending = spendingOf(frame);
    const line = frame.at?.line ?? null;
    const counts = countsOf(here);
    stateIn(counts, frame.state).spent.add(spending, by);
    for (const { from, to } of edgesTaken(frame)) {
      const key = `${from}>${to}@${line}`;
      let edge = counts.edges.get(key);
      if (!edge) {
        edge = { from, to, line, count: 0, spent: createSpent() };
        counts.edges.set(key, edge);
      }
      edge.count += by;
      edge.spent.add(spending, by);
    }
  }

  return {
    moveTo(timeline, k) {
      const { frames, header } = timeline;
      let shared = Math.min(at.length, k);
      while (shared > 0 && at[shared - 1] !== frames[shared - 1]) shared--;
      for (let i = at.length - 1; i >= shared; i--) count(at[i] as Frame, -1);
      start = header.start;
      runs = header.workflow;
      for (let i = shared; i < k; i++) count(frames[i] as Frame, 1);
      at.length = shared;
      for (let i = shared; i < k; i++) at.push(frames[i] as Frame);
    },
    body: () => {
      const { visits, ...rest } = bodyOf(own);
      visits[start] = (visits[start] ?? 0) + 1;
      const inside = [...children]
        .map(([workflow, counts]) => ({ workflow, ...bodyOf(counts) }))
        .filter((child) => child.edges.length > 0 || Object.keys(child.visits).length > 0);
      return { visits, ...rest, ...(inside.length > 0 ? { children: inside } : {}) };
    },
  };
}

function bodyOf({ states, edges }: Counts) {
  const visits: { [state: string]: number } = {};
  for (const [state, { entered }] of states) if (entered > 0) visits[state] = entered;
  const taken = [...edges.values()].filter(({ count }) => count > 0);
  const spending = [...states].filter(([, { spent }]) => !spent.isNone);
  const spent = {
    states: Object.fromEntries(spending.map(([state, { spent }]) => [state, spent.spending])),
    edges: taken
      .filter(({ spent }) => !spent.isNone)
      .map(({ from, to, line, spent }) => ({ from, to, line, spending: spent.spending })),
  };
  return {
    visits,
    edges: taken.map(({ from, to, line, count }) => ({ from, to, line, count })),
    ...(spending.length > 0 ? { spent } : {}),
  };
}

function stateIn({ states }: Counts, state: string) {
  let known = states.get(state);
  if (!known) {
    known = { entered: 0, spent: createSpent() };
    states.set(state, known);
  }
  return known;
}
