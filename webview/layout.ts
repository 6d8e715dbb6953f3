import { Worker as ElkWorker } from 'elkjs/lib/elk-worker.min.js';
import { type ElkGraph, fromElk, toElk } from './elk.ts';
import type { LayoutAnswer, LayoutEdge, LayoutJob, LayoutNode } from './geometry.ts';

/** The worker script: it answers each LayoutJob with one LayoutAnswer, in order. */
const elk = new ElkWorker();
call({ cmd: 'register', algorithms: ['layered'] });

// elkjs installs a listener of its own when it finds itself in a worker.
self.onmessage = ({ data }: MessageEvent<LayoutJob>) => {
  self.postMessage(answerTo(data) satisfies LayoutAnswer);
};

// The first layout is slow because nothing is compiled yet; a small one, made while the graph is still being read from
// the source, halves the wait for the real one.
arrange(rehearsal());

function answerTo(job: LayoutJob): LayoutAnswer {
  try {
    return { id: job.id, arrangement: arrange(job) };
  } catch (error) {
    return { id: job.id, failed: error instanceof Error ? error.message : String(error) };
  }
}

function arrange(job: LayoutJob) {
  if (job.nodes.length === 0) return { nodes: [], edges: [] };
  return fromElk(job, call({ cmd: 'layout', graph: toElk(job) }) as ElkGraph);
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

/** A graph with one of everything: branches, a loop, parallel edges, a self loop, labels. */
function rehearsal(): LayoutJob {
  const nodes = Array.from(
    { length: 24 },
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
  for (let index = 0; index < nodes.length - 1; index++) {
    add(index, index + 1);
    if (index % 3 === 0) add(index, Math.min(nodes.length - 1, index + 4));
    if (index % 4 === 3) add(index, index - 2);
    if (index % 8 === 5) add(index, index);
    if (index % 8 === 6) add(index, index + 1);
  }
  return { id: -1, nodes, edges };
}
