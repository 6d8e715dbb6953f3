import type { Json } from '../language/json.ts';
import type { Instance } from '../language/snapshot.ts';

/** A call that a re-run would make, and that waits until somebody has decided. */
export interface AskedCall {
  readonly service: string;
  readonly method: string;
  readonly args: readonly Json[];
  /** What it changes in the world; null for a service that `effect` does not mark. */
  readonly effect: string | null;
  /** Whether there is a recorded answer to reuse. */
  readonly recorded: boolean;
  /** Which of the answers that the host was given that is, from 0; null where there is none. */
  readonly answer: number | null;
}

/** A compensation to run for a step of an earlier run, whose effects are about to be made anew. */
export interface UndoOrder {
  /** The run that the step was of, and its line: they make the key that the step had. */
  readonly run: string;
  readonly branch: string;
  /** The workflow after the step, as it stands when that is undone. */
  readonly instance: Instance & { readonly status: 'running' };
}

/** Body of the `backstep/ask` event; answered by the request `backstep/decide`. */
export interface AskBody extends AskedCall {
  readonly id: number;
  /** The question in words. */
  readonly question: string;
  /** The state whose compensation can undo what the call did when it was made; null where there is none. */
  readonly compensates: string | null;
}

/** `all` decides for every further call of the service, too, as long as the session runs. */
export interface Decision {
  /** `compensate`: undo what the step did that made the call, then make it. */
  readonly decision: 'reuse' | 'live' | 'compensate';
  readonly all: boolean;
}
