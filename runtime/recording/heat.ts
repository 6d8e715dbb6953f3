import {
  addSpending,
  type Heat,
  type HeatEdge,
  type HeatState,
  type HeatSums,
  noSpending,
} from '../model/heat.ts';
import type { Frame } from '../model/run.ts';
import { edgesTaken, workflowStatesEntered } from '../model/taken.ts';
import { spendingOf } from '../model/usage.ts';
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
  const sums: AllSums = new Map();
  let read = 0;
  let steps = 0;
  for (const { path } of own.slice(0, mostRuns)) {
    if (steps > mostSteps) break;
    try {
      using run = await openRun(path);
      if (run.inherited === 0) enter(sumsOf(sums, workflow), run.header.start);
      for (let from = run.inherited + 1; from <= run.head; from += stride) {
        const frames = run.range(from, Math.min(run.head, from + stride - 1));
        for (const frame of frames) add(sums, frame, workflow);
        steps += frames.length;
      }
      read++;
    } catch (error) {
      // A run that cannot be read counts as left out, and the list of runs says why.
      if (!(error instanceof Error)) throw error;
    }
  }
  const children = [...sums.keys()].filter((name) => name !== workflow);
  return {
    workflow,
    runs: read,
    omitted: own.length - read,
    ...listed(sumsOf(sums, workflow)),
    children: children.map((name) => ({ workflow: name, ...listed(sumsOf(sums, name)) })),
  };
}

interface Sums {
  readonly states: Map<string, HeatState>;
  readonly edges: Map<string, HeatEdge>;
}

/** By workflow: a child's states may be called like the run's own. */
type AllSums = Map<string, Sums>;

function sumsOf(all: AllSums, workflow: string): Sums {
  const known = all.get(workflow) ?? { states: new Map(), edges: new Map() };
  all.set(workflow, known);
  return known;
}

function listed({ states, edges }: Sums): HeatSums {
  return { states: [...states.values()], edges: [...edges.values()] };
}

function add(all: AllSums, frame: Frame, root: string): void {
  const here = frame.workflow ?? root;
  const { states, edges } = sumsOf(all, here);
  const one = spendingOf(frame);
  const { visits = 0, spending = noSpending } = states.get(frame.state) ?? {};
  states.set(frame.state, { state: frame.state, visits, spending: addSpending(spending, one) });
  for (const { workflow, state } of workflowStatesEntered(frame)) enter(sumsOf(all, workflow ?? here), state);
  const line = frame.at?.line ?? null;
  for (const { from, to } of edgesTaken(frame)) {
    const key = JSON.stringify([from, to, line]);
    const { count = 0, spending: spent = noSpending } = edges.get(key) ?? {};
    edges.set(key, { from, to, line, count: count + 1, spending: addSpending(spent, one) });
  }
}

function enter({ states }: Sums, state: string): void {
  // Ends of a run are no states.
  if (state.startsWith('#')) return;
  const { visits = 0, spending = noSpending } = states.get(state) ?? {};
  states.set(state, { state, visits: visits + 1, spending });
}
