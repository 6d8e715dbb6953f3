import { Worker as ElkWorker } from 'elkjs/lib/elk-worker.min.js';
import { type ElkGraph, fromElk, toElk } from './elk.ts';
import type { LayoutAnswer, LayoutEdge, LayoutJob, LayoutNode } from './geometry.ts';
import { arrangeNested } from './nesting.ts';

/** The worker script: it answers each LayoutJob with one LayoutAnswer, in order. */
const elk = new ElkWorker();
call({ cmd: 'register', algorithms: ['layered'] });
let worked = false;

// elkjs installs a listener of its own when it finds itself in a worker.
self.onmessage = ({ data }: MessageEvent<LayoutJob>) => {
  worked = true;
  self.postMessage(answerTo(data) satisfies LayoutAnswer);
};

// A job that was sent while this script was being read is delivered after timers that are due at once.
setTimeout(() => rehearse([3, 6, 12, 24]), 10);

function answerTo(job: LayoutJob): LayoutAnswer {
  try {
    return { id: job.id, arrangement: arrange(job) };
  } catch (error) {
    return { id: job.id, failed: error instanceof Error ? error.message : String(error) };
  }
}

function arrange(job: LayoutJob) {
  if (job.nodes.length === 0) return { nodes: [], edges: [] };
  return arrangeNested(job, (flat) => fromElk(flat, call({ cmd: 'layout', graph: toElk(flat) }) as ElkGraph));
}

function call(command: object): unknown {
  let answer: { readonly data?: unknown; readonly error?: unknown } = {};
  elk.onmessage = ({ data }) => {
    answer = data;
  };
  elk.dispatcher.saveDispatch({ data: { id: 0, ...command } });
  if (answer.error) throw answer.error instanceof Error ? answer.error : new Error(reasonOf(answer.error));
  return answer.data;
}

/** elkjs throws objects of its Java runtime, whose text is in one of these places. */
function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}

/**
 * The first layout is slow because nothing is compiled yet. Small ones, made while the graph is still being read from
 * the source, halve the wait for the real one; each is short, so that a job that is there already hardly waits for it.
 */
function rehearse([size, ...sizes]: readonly number[]): void {
  if (size === undefined || worked) return;
  arrange(rehearsal(size));
  setTimeout(() => rehearse(sizes), 0);
}

/** A graph with one of everything: branches, a loop, parallel edges, a self loop, labels. */
function rehearsal(size: number): LayoutJob {
  const nodes = Array.from(
    { length: size },
    (_, index): LayoutNode => ({
      key: `${index}`,
      role: index === 0 ? 'start' : 'state',
      width: 120,
      height: 44,
    }),
  );
  const edges: LayoutEdge[] = [];
  const add = (from: number, to: number) => {
    const label = edges.length % 2 === 0 ? { width: 90, height: 18 } : null;
    edges.push({ key: `${edges.length}`, from: `${from}`, to: `${to}`, label });
  };
  for (let index = 0; index < size - 1; index++) {
    add(index, index + 1);
    if (index % 3 === 0) add(index, Math.min(size - 1, index + 4));
    if (index % 4 === 3) add(index, index - 2);
    if (index % 8 === 5) add(index, index);
    if (index % 8 === 6) add(index, index + 1);
  }
  return { id: -1, nodes, edges };
}
