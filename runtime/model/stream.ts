import type { Json } from '../language/json.ts';

/**
 * Body of the `backstep/stream` event: what a call of the step in flight has answered since the last one. It is for
 * looking on: the frame has all of it when the step ends, and nothing may rest on these.
 */
export interface StreamBody {
  /** The line, and the number of the step on it. */
  readonly branch: string;
  readonly step: number;
  readonly state: string;
  readonly attempt: number;
  /** Which of the attempt's calls it is, from 0. */
  readonly call: number;
  /** Service and method, joined with a dot. */
  readonly name: string;
  readonly chunks: readonly Json[];
  /** True when chunks were left out because there is too much of them to look on. */
  readonly cut: boolean;
}
