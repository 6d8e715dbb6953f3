import type { PositionBody, VisitedEdge } from '../model/protocol.ts';
import type { Frame } from '../model/run.ts';
import { edgesTaken, statesEntered } from '../model/taken.ts';
import type { Timeline } from '../recording/timeline.ts';

/**
 * How often each state and transition was visited up to a position. Moves along a timeline frame by frame, so that a
 * step costs the same in a run of any length.
 */
export interface Visits {
  moveTo(timeline: Timeline, k: number): void;
  body(): Pick<PositionBody, 'visits' | 'edges'>;
}

export function createVisits(): Visits {
  const states = new Map<string, number>();
  const edges = new Map<string, VisitedEdge & { count: number }>();
  const at: Frame[] = [];
  let start = '';

  function count(frame: Frame, by: 1 | -1): void {
    for (const state of statesEntered(frame)) bump(states, state, by);
    const line = frame.at?.line ?? null;
    for (const { from, to } of edgesTaken(frame)) {
      const key = `${from}>${to}@${line}`;
      const edge = edges.get(key);
      if (edge) edge.count += by;
      else edges.set(key, { from, to, line, count: by });
    }
  }

  return {
    moveTo(timeline, k) {
      const frames = timeline.frames;
      let shared = Math.min(at.length, k);
      while (shared > 0 && at[shared - 1] !== frames[shared - 1]) shared--;
      for (let i = at.length - 1; i >= shared; i--) count(at[i] as Frame, -1);
      for (let i = shared; i < k; i++) count(frames[i] as Frame, 1);
      at.length = shared;
      for (let i = shared; i < k; i++) at.push(frames[i] as Frame);
      start = timeline.header.start;
    },
    body: () => {
      const visits: { [state: string]: number } = {};
      for (const [state, visited] of states) if (visited > 0) visits[state] = visited;
      visits[start] = (visits[start] ?? 0) + 1;
      return {
        visits,
        edges: [...edges.values()].filter((edge) => edge.count > 0).map((edge) => ({ ...edge })),
      };
    },
  };
}

function bump(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
