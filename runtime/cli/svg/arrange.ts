import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import type { Arrangement, LayoutAnswer, LayoutJob } from '../../../webview/geometry.ts';
import { arrangeInRows } from '../../../webview/layering.ts';
import { distFile } from '../../dist.ts';

/** More nodes and edges than this, and the layout takes minutes: the plain arrangement has them at once. */
const mostElements = 4_000;

/**
 * Arranges a graph with the script that the graph view runs in its worker, so that the package holds the layout once
 * and a picture on paper is arranged like the one in the editor. What the layout cannot do is arranged in rows.
 */
export function createArrange(): (job: LayoutJob) => Arrangement {
  let ask: ((job: LayoutJob) => LayoutAnswer) | null = null;
  return (job) => {
    if (job.nodes.length + job.edges.length > mostElements) return arrangeInRows(job);
    ask ??= layoutWorker();
    const answer = ask(job);
    return 'arrangement' in answer ? answer.arrangement : arrangeInRows(job);
  };
}

/** The worker's script in this thread, with as much of a worker around it as it asks for. */
function layoutWorker(): (job: LayoutJob) => LayoutAnswer {
  const script = distFile('layout.js');
  let answer: LayoutAnswer | null = null;
  const self: WorkerSelf = {
    onmessage: null,
    postMessage: (message) => {
      answer = message;
    },
  };
  // Its rehearsals are for those who wait for the first picture of several: a timer that never fires spares them.
  const never = (): number => 0;
  const run = compileFunction(readFileSync(script, 'utf8'), ['self', 'setTimeout'], { filename: script });
  run(self, never);
  return (job) => {
    answer = null;
    self.onmessage?.({ data: job });
    if (answer === null) throw new Error(`no-layout: ${script} gave no answer: install Backstep again.`);
    return answer;
  };
}

interface WorkerSelf {
  onmessage: ((event: { readonly data: LayoutJob }) => void) | null;
  postMessage(message: LayoutAnswer): void;
}
