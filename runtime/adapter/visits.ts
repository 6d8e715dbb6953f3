import type { PositionBody, VisitedEdge } from '../model/position.ts';
import type { Frame } from '../model/run.ts';
import { edgesTaken, workflowStatesEntered } from '../model/taken.ts';
import type { Timeline } from '../recording/timeline.ts';

/**
 * How often each state and transition was visited up to a position. Moves along a timeline frame by frame, so that a
 * step costs the same in a run of any length. A child's states are counted by themselves: their names may be the run's.
 */
export interface Visits {
  moveTo(timeline: Timeline, k: number): void;
  body(): Pick<PositionBody, 'visits' | 'edges' | 'children'>;
}

interface Counts {
  readonly states: Map<string, number>;
  readonly edges: Map<string, VisitedEdge & { count: number }>;
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
      bump(countsOf(workflow ?? here).states, state, by);
    const line = frame.at?.line ?? null;
    const { edges } = countsOf(here);
    for (const { from, to } of edgesTaken(frame)) {
      const key = `${from}>${to}@${line}`;
      const edge = edges.get(key);
      if (edge) edge.count += by;
      else edges.set(key, { from, to, line, count: by });
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
      const { visits, edges } = bodyOf(own);
      visits[start] = (visits[start] ?? 0) + 1;
      const inside = [...children]
        .map(([workflow, counts]) => ({ workflow, ...bodyOf(counts) }))
        .filter((child) => child.edges.length > 0 || Object.keys(child.visits).length > 0);
      return { visits, edges, ...(inside.length > 0 ? { children: inside } : {}) };
    },
  };
}

function bodyOf({ states, edges }: Counts) {
  const visits: { [state: string]: number } = {};
  for (const [state, visited] of states) if (visited > 0) visits[state] = visited;
  return { visits, edges: [...edges.values()].filter(({ count }) => count > 0).map((edge) => ({ ...edge })) };
}

function bump(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
