/**
 * An error that Backstep raises for its reader: the message names the thing, the value and the remedy.
 *
 * `code` is stable and kebab-case (`not-json`, `unknown-state`, …); the list stands in docs/errors.md.
 */
export class BackstepError extends Error {
  override readonly name: string = 'BackstepError';
  readonly code: string;
  /** Whether a retry of the step could help; false for mistakes in the program. */
  readonly retryable: boolean = false;

  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    const { stackTraceLimit = 0 } = stacks;
    // Between here and the line whose mistake it is, V8's usual ten entries may all be ours.
    stacks.stackTraceLimit = Math.max(stackTraceLimit, stackDepth);
    super(message, options);
    stacks.stackTraceLimit = stackTraceLimit;
    this.code = code;
  }
}

/** V8 has this; elsewhere it changes nothing. */
const stacks: object & { stackTraceLimit?: number } = Error as object;

/** Enough for a value that is nested some fifty levels deep. */
const stackDepth = 200;

/**
 * Throw this from a step to fail it at once, whatever its retry policy says.
 *
 * @example
 * ```ts
 * if (answer.refused) throw new NonRetryable('the model refused the prompt');
 * ```
 */
export class NonRetryable extends Error {
  override readonly name: string = 'NonRetryable';
  readonly retryable = false;
}
