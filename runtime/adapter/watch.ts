import { type Drawing, drawingOf, leadsTo } from '../model/drawn.ts';
import type { WorkflowGraph } from '../model/graph.ts';
import type { UndrawnEdge } from '../model/position.ts';
import type { Frame, RunHeader } from '../model/run.ts';
import type { Timeline } from '../recording/timeline.ts';

/** Holds what a run does against the graph of its source, and tells each transition that is not drawn once. */
export interface Watch {
  /** Looks at the steps that were taken since the last time. Never rejects. */
  observe(timeline: Timeline): Promise<void>;
  /** The transitions told so far of the source that runs now. */
  readonly undrawn: readonly UndrawnEdge[];
}

/** `graphOf` is null while there is no graph to hold a run against: then nothing is told. */
export function createWatch(
  graphOf: (header: RunHeader, frame: Frame) => Promise<WorkflowGraph | null>,
  tell: (frame: Frame, drawing: Exclude<Drawing, 'drawn'>) => void,
): Watch {
  let source: string | null = null;
  let seen = new Set<string>();
  let undrawn: UndrawnEdge[] = [];
  let run = '';
  let watched = 0;

  return {
    get undrawn() {
      return undrawn;
    },
    async observe(timeline) {
      const { header, frames, head } = timeline;
      if (header.source !== source) {
        source = header.source;
        seen = new Set();
        undrawn = [];
      }
      if (header.id !== run) {
        run = header.id;
        // What a fork takes over from its parent may be of other code.
        watched = header.parent?.cut.seq ?? 0;
      }
      const fresh: Frame[] = [];
      for (; watched < head; watched++) {
        const frame = frames[watched] as Frame;
        const how = frame.error === null ? (frame.wake?.type ?? frame.directive.directive) : '!';
        const key = `${frame.workflow}:${frame.state}>${leadsTo(frame)}@${frame.at?.line} ${how}`;
        if (seen.has(key)) continue;
        seen.add(key);
        fresh.push(frame);
      }
      if (fresh.length === 0) return;
      for (const frame of fresh) {
        const graph = await graphOf(header, frame);
        // The code may have changed while its graph was read.
        if (source !== header.source) return;
        if (graph === null) continue;
        const drawing = drawingOf(graph, frame);
        if (drawing === 'drawn') continue;
        const { state: from, at } = frame;
        const to = leadsTo(frame);
        undrawn = [...undrawn, { from, to, line: at?.line ?? null, file: at?.file ?? null, drawing }];
        tell(frame, drawing);
      }
    },
  };
}
