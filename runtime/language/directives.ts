import { BackstepError } from './backstepError.ts';
import { checkOptions } from './checkOptions.ts';
import type { BranchTarget, Directive, StateValue } from './directive.ts';
import { type Duration, milliseconds } from './duration.ts';
import type { Json } from './json.ts';
import { manifestOf } from './manifest.ts';
import { toJson } from './settle.ts';

/**
 * Goes to a state with data for its step. Without data it is the same as returning the state alone.
 *
 * @throws BackstepError `not-json`
 * @example
 * ```ts
 * goto('REFINED', { cut: 2 });
 * ```
 */
export function goto<const S extends StateValue>(state: S, data?: unknown): Directive<S> {
  return { directive: 'goto', state, data: optional(data, 'data') };
}

/**
 * Ends the run (or the branch of a fan-out) with an output. A step that returns nothing does the same.
 *
 * @throws BackstepError `not-json`
 * @example
 * ```ts
 * done({ text: 'ready' });
 * ```
 */
export function done(output?: unknown): Directive<never> {
  return { directive: 'done', output: optional(output, 'output') };
}

/**
 * Ends the run as failed, for a reason that is no exception.
 *
 * @throws BackstepError `not-json`
 * @example
 * ```ts
 * fail('no quota is left');
 * ```
 */
export function fail(reason: unknown): Directive<never> {
  return { directive: 'fail', reason: optional(reason, 'reason') };
}

/**
 * Runs one step or one child workflow for each item, at once, then goes to `join` with their results.
 *
 * A branch sees the session as it is, and cannot write it; it returns its result with `done(value)`. The join's data is
 * a {@link BranchResult} for each item, in the order of the items. With `onBranchError: 'fail'`, the default, the first
 * failure ends the others, and goes to `onError` of this step; with `'collect'` it is among the results.
 *
 * @throws BackstepError `not-json`, `not-a-workflow`, `bad-option`
 * @example
 * ```ts
 * fanOut('CHECK_PAGE', ['a', 'b'], { join: 'CHECKED', concurrency: 2 });
 * ```
 */
export function fanOut<const S extends StateValue>(
  branch: S | (new () => object),
  items: readonly unknown[],
  options: { readonly join: S; readonly concurrency?: number; readonly onBranchError?: 'fail' | 'collect' },
): Directive<S> {
  checkOptions(options, 'fanOut', ['join', 'concurrency', 'onBranchError'], ['join']);
  const { concurrency = null, onBranchError = 'fail' } = options;
  if (!Array.isArray(items)) {
    throw new BackstepError('bad-option', `The items of fanOut are ${typeof items}: give an array.`);
  }
  if (concurrency !== null && (!Number.isInteger(concurrency) || concurrency < 1)) {
    throw new BackstepError(
      'bad-option',
      `concurrency of fanOut is ${String(concurrency)}: give a whole number from 1.`,
    );
  }
  if (onBranchError !== 'fail' && onBranchError !== 'collect') {
    throw new BackstepError(
      'bad-option',
      `onBranchError of fanOut is ${JSON.stringify(onBranchError)}: give "fail" or "collect".`,
    );
  }
  const target: BranchTarget<S> =
    typeof branch === 'function' ? { workflow: manifestOf(branch).name } : { state: branch };
  return {
    directive: 'fanOut',
    branch: target,
    items: toJson(items, 'items') as readonly Json[],
    join: options.join,
    concurrency,
    onBranchError,
  };
}

/**
 * Waits for a signal by name; its payload is the next step's data, or `{ payload, data }` where the wait carries data.
 *
 * A signal that was sent before the wait counts too, each for one wait. After `timeout` the run goes to `onTimeout`
 * with the wait's data, or fails where there is none.
 *
 * @throws BackstepError `not-json`, `bad-duration`, `bad-option`
 * @example
 * ```ts
 * waitFor('approval', { then: 'APPROVED', timeout: '3d', onTimeout: 'EXPIRED' });
 * ```
 */
export function waitFor<const S extends StateValue>(
  signal: string,
  options: { readonly then: S; readonly data?: unknown; readonly timeout?: Duration; readonly onTimeout?: S },
): Directive<S> {
  checkOptions(options, 'waitFor', ['then', 'data', 'timeout', 'onTimeout'], ['then']);
  return {
    directive: 'waitFor',
    signal,
    state: options.then,
    data: optional(options.data, 'data'),
    timeoutMs: options.timeout === undefined ? null : milliseconds(options.timeout, 'timeout of waitFor'),
    onTimeout: options.onTimeout ?? null,
  };
}

/**
 * Goes to a state after a time on the run's clock.
 *
 * @throws BackstepError `not-json`, `bad-duration`
 * @example
 * ```ts
 * sleep('1h', 'RETRIED');
 * ```
 */
export function sleep<const S extends StateValue>(
  duration: Duration,
  state: S,
  data?: unknown,
): Directive<S> {
  return {
    directive: 'sleep',
    durationMs: milliseconds(duration, 'duration of sleep'),
    state,
    data: optional(data, 'data'),
  };
}

/**
 * Runs another workflow to its end and goes to a state with its output as data. The child has a session of its own. When
 * it fails, so does this step: the run goes to its `onError`.
 *
 * @throws BackstepError `not-json`, `not-a-workflow`
 * @example
 * ```ts
 * declare const Review: new () => object;
 * child(Review, { draft: 'a' }, 'REVIEWED');
 * ```
 */
export function child<const S extends StateValue>(
  workflow: new () => object,
  input: unknown,
  state: S,
): Directive<S> {
  return { directive: 'child', workflow: manifestOf(workflow).name, input: optional(input, 'input'), state };
}

/**
 * Goes on as a new run would, with this input, the config that the run was given and a fresh session, so that what a run carries along does not grow
 * without end. The local engine records what follows in the same recording, so that one can step back over it.
 *
 * @throws BackstepError `not-json`, `not-a-workflow`
 * @example
 * ```ts
 * continueAs({ page: 2 });
 * ```
 */
export function continueAs(input: unknown, workflow?: new () => object): Directive<never> {
  return {
    directive: 'continueAs',
    workflow: workflow === undefined ? null : manifestOf(workflow).name,
    input: optional(input, 'input'),
  };
}

/** Nothing is null in JSON, and null is what a bare state carries. */
function optional(value: unknown, where: string): Json {
  return value === undefined ? null : toJson(value, where);
}
