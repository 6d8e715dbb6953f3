import type { LayoutAnswer, LayoutJob } from '../runtime/model/geometry.ts';
import type { WorkerClient } from './workerClient.ts';

/** Milliseconds; the worker's own limit ends a layout sooner, and then says so. */
const limit = 40_000;

/** Has the worker start what arranges graphs. Whoever asks for a graph later is told what goes wrong. */
export function prepareLayout(worker: WorkerClient): void {
  worker.request({ type: 'arrange', job: null }, limit).catch(() => undefined);
}

/** Where everything goes, as the worker finds it; whatever becomes of the worker, there is an answer. */
export async function arranged(job: LayoutJob, worker: WorkerClient): Promise<LayoutAnswer> {
  try {
    const { answer } = await worker.request({ type: 'arrange', job }, limit);
    return answer ?? { id: job.id, failed: 'no-layout' };
  } catch (error) {
    return { id: job.id, failed: (error as Error).message };
  }
}
