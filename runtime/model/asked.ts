import type { Json } from '../language/json.ts';

/** A call that a re-run would make, and that waits until somebody has decided. */
export interface AskedCall {
  readonly service: string;
  readonly method: string;
  readonly args: readonly Json[];
  /** What it changes in the world; null for a service that `effect` does not mark. */
  readonly effect: string | null;
  /** Whether there is a recorded answer to reuse. */
  readonly recorded: boolean;
}

/** Body of the `backstep/ask` event; answered by the request `backstep/decide`. */
export interface AskBody extends AskedCall {
  readonly id: number;
  /** The question in words. */
  readonly question: string;
}

/** `all` decides for every further call of the service, too, as long as the session runs. */
export interface Decision {
  readonly decision: 'reuse' | 'live';
  readonly all: boolean;
}
