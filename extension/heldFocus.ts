import type { ViewAction } from '../runtime/model/pageProtocol.ts';
import type { RunAnswer } from './runPage.ts';

/** Milliseconds that a stop may take to arrive. */
const longest = 4_000;

/** What gives the page its focus back after a request that moves the debugger: until then its next loss is the debugger's doing. */
export class HeldFocus {
  #held: { readonly until: number; readonly action: ViewAction } | null = null;

  async during<Answer extends RunAnswer>(action: ViewAction, answer: Promise<Answer>): Promise<Answer> {
    const held = { until: Date.now() + longest, action };
    this.#held = held;
    const answered = await answer;
    // No stop is to come: whoever leaves the page now means to.
    if (answered === 'failed' && this.#held === held) this.#held = null;
    return answered;
  }

  /** What gives it back, once; null when nobody holds it any more. */
  take(): ViewAction | null {
    const held = this.#held;
    this.#held = null;
    return held !== null && Date.now() <= held.until ? held.action : null;
  }
}
