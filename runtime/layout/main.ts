/** A thread that arranges graphs: it answers each LayoutJob with one LayoutAnswer, in order. */
import { parentPort } from 'node:worker_threads';
import type { LayoutJob } from '../model/geometry.ts';
import { answerTo } from './arrange.ts';
import { rehearsal } from './rehearsal.ts';

if (parentPort === null) throw new Error('no-port: the layout is a thread; start it with startLayout.');
const port = parentPort;
let worked = false;

port.on('message', (job: LayoutJob) => {
  worked = true;
  port.postMessage(answerTo(job));
});

/**
 * The first layout is slow because nothing is compiled yet. The thread is started while the page that will ask is still
 * being made, and practices meanwhile; each piece is short, so that a job which is there already hardly waits for it.
 */
function rehearse([size, ...sizes]: readonly number[]): void {
  if (size === undefined || worked) return;
  answerTo(rehearsal(size));
  setTimeout(rehearse, 0, sizes);
}
setTimeout(rehearse, 0, [3, 6, 12, 24, 36]);
