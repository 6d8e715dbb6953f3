import elkjs from 'elkjs/lib/elk-worker.min.js';
import type { Arrangement, LayoutAnswer, LayoutJob } from '../model/geometry.ts';
import { type ElkGraph, fromElk, toElk } from './elk.ts';
import { arrangeNested } from './nesting.ts';

/** elkjs as it runs in a worker of its own, called directly: whoever imports this module is in a thread that may be busy. */
const elk = new elkjs.Worker();
call({ cmd: 'register', algorithms: ['layered'] });

/** Where everything goes; `failed` tells why it could not be found out. */
export function answerTo(job: LayoutJob): LayoutAnswer {
  try {
    return { id: job.id, arrangement: arrange(job) };
  } catch (error) {
    return { id: job.id, failed: error instanceof Error ? error.message : String(error) };
  }
}

function arrange(job: LayoutJob): Arrangement {
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
