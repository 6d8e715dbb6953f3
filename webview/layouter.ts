import { arrangeInRows } from '../runtime/layout/layering.ts';
import { arrangeNested } from '../runtime/layout/nesting.ts';
import { type Arrangement, type LayoutAnswer, type LayoutJob, sizeOf } from '../runtime/model/geometry.ts';
import { t } from './text.ts';

/** Has graphs arranged outside of the page; only the newest question is answered. */
export interface Layouter {
  arrange(job: LayoutJob): void;
  answered(answer: LayoutAnswer): void;
}

export interface LayouterEvents {
  arranged(id: number, arrangement: Arrangement): void;
  /** It could not be done; a plain arrangement of the same job follows at once. */
  failed(message: string): void;
}

/** More nodes and edges than this would take longer than anybody waits. */
const mostElements = 9_000;
/** Whoever arranges gives up sooner than this: it is for an answer that was lost. */
const patience = 45_000;

/**
 * L1. At most one job is under way, and at most one waits: the newest.
 * L2. Every job that is not overtaken ends in exactly one `arranged`.
 */
export function createLayouter(ask: (job: LayoutJob) => void, events: LayouterEvents): Layouter {
  let running: LayoutJob | null = null;
  let waiting: LayoutJob | null = null;
  let timer = 0;

  const next = () => {
    if (running || !waiting) return;
    const job = waiting;
    running = job;
    waiting = null;
    timer = setTimeout(
      () => answered({ id: job.id, failed: t('it took longer than {0} seconds', patience / 1000) }),
      patience,
    );
    ask(job);
  };
  const answered = (answer: LayoutAnswer) => {
    const job = running;
    if (!job || answer.id !== job.id) return;
    clearTimeout(timer);
    running = null;
    if (!waiting) {
      if ('failed' in answer) {
        events.failed(answer.failed);
        events.arranged(job.id, arrangeNested(job, arrangeInRows));
      } else events.arranged(job.id, answer.arrangement);
    }
    next();
  };

  return {
    arrange(job) {
      if (sizeOf(job) > mostElements) {
        waiting = null;
        events.arranged(job.id, arrangeNested(job, arrangeInRows));
        return;
      }
      waiting = job;
      next();
    },
    answered,
  };
}
