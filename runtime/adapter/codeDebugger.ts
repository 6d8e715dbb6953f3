import type { AttachCodeBody } from '../model/position.ts';

/**
 * The JavaScript debugger that the client attaches to the host for a step that is to be entered, or that holds lines to
 * stop at. It is another session of the client's, so all that happens here is asking for it and waiting.
 *
 * J1. It is attached while the host runs, never while the session stands: the stop of a session that is not the focused
 *     one is not seen.
 * J2. A client that does not answer holds nothing up for ever: the run goes on without it.
 */
export interface CodeDebugger {
  readonly attached: boolean;
  /** Resolves to why it could not be attached; null when it is. */
  attach(body: AttachCodeBody): Promise<string | null>;
  detach(): Promise<void>;
  /** The client has attached it, or could not. */
  onAttached(problem: string | null): void;
  /** It is gone, whether or not it was asked to go. */
  onDetached(): void;
}

/** A debugger that has to be activated first takes a while. */
const attachWithinMs = 20_000;
const detachWithinMs = 5_000;

export function createCodeDebugger(tell: (event: string, body?: object) => void): CodeDebugger {
  let attached = false;
  let answer: ((problem: string | null) => void) | null = null;

  function asked(withinMs: number, ask: () => void): Promise<string | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => answer?.('it did not answer'), withinMs);
      answer = (problem) => {
        clearTimeout(timer);
        answer = null;
        resolve(problem);
      };
      ask();
    });
  }

  return {
    get attached() {
      return attached;
    },
    async attach(body) {
      const problem = await asked(attachWithinMs, () => tell('backstep/attachCode', body));
      attached = problem === null;
      return problem;
    },
    async detach() {
      await asked(detachWithinMs, () => tell('backstep/detachCode'));
      attached = false;
    },
    onAttached(problem) {
      answer?.(problem);
    },
    onDetached() {
      attached = false;
      answer?.('it has gone');
    },
  };
}
