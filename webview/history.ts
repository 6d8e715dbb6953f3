import type { HistoryPage, StepOutline } from '../runtime/model/history.ts';
import type { PositionBody } from '../runtime/model/position.ts';

/**
 * What is known of the run that is shown: its steps in order, filled in page by page.
 * H1. `steps[k - 1]` is the step that led to position k; there are no gaps.
 * H2. A fork keeps the steps that it shares with the run that it came from.
 */
export interface History {
  readonly run: string | null;
  readonly steps: readonly StepOutline[];
  /** Takes note of where the session stands; true when steps were dropped by that. */
  follow(position: PositionBody | null): boolean;
  /** False for a page that is of no use here. */
  take(page: HistoryPage): boolean;
  /** Position to ask for next; null while all is known. */
  missing(): number | null;
}

export function createHistory(): History {
  let run: string | null = null;
  let head = 0;
  let steps: StepOutline[] = [];
  return {
    get run() {
      return run;
    },
    get steps() {
      return steps;
    },
    follow(position) {
      const before = steps.length;
      if (position === null) {
        run = null;
        head = 0;
        steps = [];
      } else {
        if (position.run !== run) {
          const shared = position.parent?.run === run && run !== null ? position.parent.seq : 0;
          steps = steps.slice(0, shared);
          run = position.run;
        }
        head = position.head;
        if (steps.length > head) steps = steps.slice(0, head);
      }
      return steps.length < before;
    },
    take(page) {
      if (page.run !== run || page.from !== steps.length + 1) return false;
      steps.push(...page.steps);
      head = Math.max(head, page.head);
      return true;
    },
    missing: () => (run !== null && steps.length < head ? steps.length + 1 : null),
  };
}
