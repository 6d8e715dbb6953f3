import type { Heat, HeatEdge } from '../model/heat.ts';
import type { Frame } from '../model/run.ts';
import { usageOfFrame } from '../model/usage.ts';
import { listRuns } from './listRuns.ts';
import { openRun } from './reader.ts';
import { stride } from './runFacts.ts';

/** More runs, or more steps of runs, than this are not read: whoever looks is waiting. */
const mostRuns = 200;
const mostSteps = 200_000;

/** Adds up the newest runs of a workflow in a folder. Steps that a fork shares with its parent count once. */
export async function heatOf(dir: string, workflow: string): Promise<Heat> {
  const { runs } = await listRuns(dir);
  const own = runs.filter((run) => run.workflow === workflow);
  const sums = new Map<string, Map<string, HeatEdge>>();
  let read = 0;
  let steps = 0;
  for (const { path } of own.slice(0, mostRuns)) {
    if (steps > mostSteps) break;
    try {
      using run = await openRun(path);
      for (let from = run.inherited + 1; from <= run.head; from += stride) {
        const frames = run.range(from, Math.min(run.head, from + stride - 1));
        for (const frame of frames) add(sumsOf(sums, frame.workflow ?? workflow), frame);
        steps += frames.length;
      }
      read++;
    } catch (error) {
      // A run that cannot be read counts as left out, and the list of runs says why.
      if (!(error instanceof Error)) throw error;
    }
  }
  const edgesOf = (name: string): HeatEdge[] => [...sumsOf(sums, name).values()];
  const children = [...sums.keys()].filter((name) => name !== workflow);
  return {
    workflow,
    runs: read,
    omitted: own.length - read,
    edges: edgesOf(workflow),
    children: children.map((name) => ({ workflow: name, edges: edgesOf(name) })),
  };
}

function sumsOf(sums: Map<string, Map<string, HeatEdge>>, workflow: string): Map<string, HeatEdge> {
  const known = sums.get(workflow) ?? new Map<string, HeatEdge>();
  sums.set(workflow, known);
  return known;
}

function add(edges: Map<string, HeatEdge>, frame: Frame): void {
  const { state: from, next: to, durationMs } = frame;
  const line = frame.at?.line ?? null;
  const key = JSON.stringify([from, to, line]);
  const { count = 0, ms = 0, tokens = 0, cost = 0 } = edges.get(key) ?? {};
  const usage = usageOfFrame(frame);
  edges.set(key, {
    from,
    to,
    line,
    count: count + 1,
    ms: ms + durationMs,
    tokens: tokens + (usage === null ? 0 : usage.inputTokens + usage.outputTokens),
    cost: cost + (usage?.cost ?? 0),
  });
}
