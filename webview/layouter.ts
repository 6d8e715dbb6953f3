import { type Arrangement, type LayoutAnswer, type LayoutJob, sizeOf } from './geometry.ts';
import { arrangeInRows } from './layering.ts';
import { arrangeNested } from './nesting.ts';
import { t } from './text.ts';

/** Arranges graphs off the main thread; only the newest question is answered. */
export interface Layouter {
  arrange(job: LayoutJob): void;
  dispose(): void;
}

export interface LayouterEvents {
  arranged(id: number, arrangement: Arrangement): void;
  /** The worker could not do it; a plain arrangement of the same job follows at once. */
  failed(message: string): void;
}

/** More nodes and edges than this would keep the worker busy for longer than anybody waits. */
const mostElements = 9_000;
const patience = 20_000;
const mostStarts = 3;

/**
 * A webview may start workers from `blob:` addresses alone, so the script is fetched and handed over as one.
 * L1. At most one job is in the worker, and at most one waits: the newest.
 * L2. Every job that is not overtaken ends in exactly one `arranged`.
 */
export function createLayouter(script: string, events: LayouterEvents): Layouter {
  let worker: Worker | null = null;
  let running: LayoutJob | null = null;
  let waiting: LayoutJob | null = null;
  let timer = 0;
  let starts = 0;
  let starting = false;
  let lastReason = '';
  let disposed = false;

  const start = async () => {
    starts++;
    starting = true;
    const answer = await fetch(script, { signal: AbortSignal.timeout(patience) });
    if (!answer.ok) throw new Error(`the layout script answered ${answer.status}`);
    const address = URL.createObjectURL(await answer.blob());
    if (disposed) return;
    starting = false;
    worker = new Worker(address);
    URL.revokeObjectURL(address);
    worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => settle(data);
    worker.onerror = (event) => giveUp(event.message || 'the worker stopped without saying why');
    next();
  };
  const launch = () => {
    start().catch((error: unknown) => giveUp(reasonOf(error)));
  };
  const next = () => {
    if (!worker || running || !waiting) return;
    running = waiting;
    waiting = null;
    timer = setTimeout(() => giveUp(tooLong()), patience);
    worker.postMessage(running);
  };
  const settle = (answer: LayoutAnswer) => {
    const job = running;
    if (!job || answer.id !== job.id) return;
    clearTimeout(timer);
    running = null;
    if (!waiting) {
      if ('failed' in answer) fallBack(job, answer.failed);
      else events.arranged(job.id, answer.arrangement);
    }
    next();
  };
  const giveUp = (reason: string) => {
    clearTimeout(timer);
    worker?.terminate();
    worker = null;
    starting = false;
    lastReason = reason;
    const job = waiting ?? running;
    running = null;
    waiting = null;
    if (job) fallBack(job, reason);
  };
  const fallBack = (job: LayoutJob, reason: string) => {
    events.failed(reason);
    events.arranged(job.id, arrangeNested(job, arrangeInRows));
  };

  launch();
  return {
    arrange(job) {
      if (sizeOf(job) > mostElements) {
        waiting = null;
        events.arranged(job.id, arrangeNested(job, arrangeInRows));
        return;
      }
      waiting = job;
      if (worker) next();
      else if (!starting && starts < mostStarts) launch();
      else if (!starting) giveUp(lastReason);
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
      worker?.terminate();
      worker = null;
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'TimeoutError' ? tooLong() : error.message;
}

function tooLong(): string {
  return t('it took longer than {0} seconds', patience / 1000);
}
