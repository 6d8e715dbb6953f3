import { Worker } from 'node:worker_threads';
import { distFile } from '../dist.ts';
import type { LayoutAnswer, LayoutJob } from '../model/geometry.ts';

/** Arranges graphs in a thread of its own, one after the other. */
export interface LayoutThread {
  /** Starts it before it is needed: it takes half a second until it is fast. */
  prepare(): void;
  /** Every job ends in an answer, `failed` when the thread cannot do it or takes too long. */
  arrange(job: LayoutJob): Promise<LayoutAnswer>;
  close(): Promise<void>;
}

interface Waiting {
  readonly job: LayoutJob;
  readonly settle: (answer: LayoutAnswer) => void;
}

/** @param patience - milliseconds that a job may take; then the thread is ended, and the next job starts another. */
export function createLayoutThread(script: string = distFile('layout.js'), patience = 20_000): LayoutThread {
  let thread: Worker | null = null;
  let running: Waiting | null = null;
  let timer: NodeJS.Timeout | undefined;
  const waiting: Waiting[] = [];

  function start(): Worker {
    const started = new Worker(script);
    started.on('message', (answer: LayoutAnswer) => settle(started, answer));
    started.on('error', (error) => lose(started, error.message));
    started.on('exit', (code) => lose(started, `the thread of the layout ended with exit code ${code}`));
    // Whoever waits for an answer stays alive for it; a thread that only stands by keeps nobody.
    started.unref();
    return started;
  }

  function next(): void {
    if (running !== null) return;
    running = waiting.shift() ?? null;
    if (running === null) return;
    thread ??= start();
    thread.ref();
    timer = setTimeout(tooLong, patience);
    thread.postMessage(running.job);
  }

  function settle(from: Worker, answer: LayoutAnswer): void {
    if (from !== thread || running === null) return;
    clearTimeout(timer);
    thread.unref();
    const { settle } = running;
    running = null;
    settle(answer);
    next();
  }

  function lose(lost: Worker, reason: string): void {
    if (lost !== thread) return;
    thread = null;
    void lost.terminate();
    if (running === null) return;
    clearTimeout(timer);
    const { job, settle } = running;
    running = null;
    settle({ id: job.id, failed: reason });
    next();
  }

  function tooLong(): void {
    if (thread !== null) lose(thread, `it took longer than ${patience / 1000} seconds`);
  }

  return {
    prepare() {
      thread ??= start();
    },
    arrange: (job) =>
      new Promise((resolve) => {
        waiting.push({ job, settle: resolve });
        next();
      }),
    async close() {
      await thread?.terminate();
    },
  };
}
