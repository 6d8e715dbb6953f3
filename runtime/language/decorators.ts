import type { Agreement } from './agreement.ts';
import { BackstepError } from './backstepError.ts';
import type { Directive, StateValue } from './directive.ts';
import type { Duration } from './duration.ts';
import type { Held } from './held.ts';
import { manifestOf } from './manifest.ts';
import { registerWorkflow } from './registry.ts';
import type { Returnable, ReturnsNothing } from './returnable.ts';
import type { StateOf, StatesSource } from './states.ts';
import { compensationTag, stepTag, type TaggedMethod, workflowTag } from './tags.ts';

/**
 * Options of {@link workflow}. Static data but for the `services` and `session` factories.
 *
 * @typeParam E - what the states are given as
 * @typeParam Session - what the session of a run begins as
 * @typeParam Config - the settings
 */
export interface WorkflowOptions<
  E extends StatesSource = StatesSource,
  Session extends object = object,
  Config extends object = object,
> {
  /** The states: an enum (string or numeric), a const object, or an array of string literals. */
  readonly states: E;
  /** The state that a run begins in; its step gets the run's input as data. */
  readonly start: StateOf<E>;
  /** What the workflow is called in graphs and recordings; the class's name by default. */
  readonly name?: string;
  /** Written into every run; change it when runs of the old class could not go on in the new one. */
  readonly version?: string;
  /** Makes the services that steps find on their context by name. Runs once per process, and may read the environment. */
  readonly services?: () => object & { readonly then?: never };
  /** Makes the session of a new run; must be JSON. */
  readonly session?: () => Session;
  /** Settings that every step can read and none can change; must be JSON. */
  readonly config?: Config;
}

/** How a step that throws is tried again. */
export interface RetryOptions {
  /** How often the step runs at the most, the first time included. */
  readonly attempts: number;
  /** Time before the second attempt. Default 1 s. */
  readonly delay?: Duration;
  /** What the delay is multiplied by after each attempt. Default 1. */
  readonly factor?: number;
  /** The delay grows no further than this. */
  readonly maxDelay?: Duration;
}

/**
 * Options of {@link step}. Static data.
 *
 * @typeParam K - the session keys that the step names
 * @typeParam U - the services that the step names
 */
export interface StepOptions<K extends string = string, U extends string = string> {
  readonly retry?: RetryOptions;
  /** The step's `abortSignal` fires after this, and the attempt counts as failed. */
  readonly timeout?: Duration;
  /** Where to go when every attempt has failed; without it the run fails. Its data is `{ state, error, data }`. */
  readonly onError?: StateValue;
  /** Top-level session keys that the step touches; all by default. Asking for another throws `not-named`. */
  readonly session?: readonly K[];
  /** Services that the step uses; all by default. Asking for another throws `not-named`. */
  readonly uses?: readonly U[];
}

/** What a step may return: a state, a directive, or nothing, which means `done()`. */
export type StepReturn = StateValue | Directive<StateValue> | undefined | void;

type Method = (data: never, context: never) => unknown;

/**
 * A method decorator that works as a standard decorator and under `experimentalDecorators`.
 *
 * @typeParam K - the session keys that the method's context may have
 * @typeParam U - the services that it may have
 * @typeParam S - the state that the method handles
 */
export interface StepDecorator<
  K extends string = string,
  U extends string = string,
  S extends StateValue = StateValue,
> {
  <M extends Method>(
    method: M & Returnable<M, S> & Held<M, K, U>,
    context: ClassMethodDecoratorContext,
  ): void;
  <M extends Method>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & Returnable<M, S> & Held<M, K, U>,
  ): void;
}

/** The decorator of an undo, which works as a standard decorator and under `experimentalDecorators`. */
export interface CompensateDecorator {
  <M extends Method>(method: M & ReturnsNothing<M>, context: ClassMethodDecoratorContext): void;
  <M extends Method>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & ReturnsNothing<M>,
  ): void;
}

/**
 * A class decorator that works as a standard decorator and under `experimentalDecorators`, for a class that agrees with
 * all three.
 *
 * @typeParam E - what the states are given as
 * @typeParam Session - what the session of a run begins as
 * @typeParam Config - the settings
 */
export type WorkflowDecorator<
  E extends StatesSource = StatesSource,
  Session extends object = object,
  Config extends object = object,
> = <C extends new () => object>(
  workflowClass: C & Agreement<InstanceType<C>, E, Session, Config>,
  context?: ClassDecoratorContext,
) => void;

/**
 * Declares a class to be a workflow.
 *
 * The class is checked at once: a state without a step, two steps for one state and a start that is not a state throw
 * when the module is loaded.
 *
 * @throws BackstepError `missing-step`, `duplicate-step`, `unknown-state`, `no-states`, `duplicate-state`, `not-json`,
 *   `bad-option`, `bad-duration`
 * @example
 * ```ts
 * enum State { ASKED, ANSWERED }
 *
 * @workflow({ states: State, start: State.ASKED })
 * class Answer {
 *   @step(State.ASKED)
 *   ask(question: string) {
 *     return goto(State.ANSWERED, question.toUpperCase());
 *   }
 *
 *   @step(State.ANSWERED)
 *   answer(text: string) {
 *     return done(text);
 *   }
 * }
 * ```
 */
export function workflow<
  const E extends StatesSource,
  Session extends object = object,
  Config extends object = object,
>(options: WorkflowOptions<E, Session, Config>): WorkflowDecorator<E, Session, Config> {
  if (typeof options === 'function') {
    throw new BackstepError(
      'bad-decorator',
      `@workflow on ${(options as { readonly name: string }).name} has no options: write @workflow({ states, start }).`,
    );
  }
  return (workflowClass) => {
    Object.defineProperty(workflowClass, workflowTag, { value: options, configurable: true });
    registerWorkflow(manifestOf(workflowClass).name, workflowClass);
  };
}

/**
 * Declares a method to be the step of a state. A method that overrides it without `@step` keeps the state.
 *
 * @example
 * ```ts
 * class Check {
 *   @step('CHECKED', { retry: { attempts: 3, delay: '1s', factor: 2 }, timeout: '30s' })
 *   async check(draft: string) {
 *     return draft.length < 80 ? done(draft) : goto('REFINED', draft);
 *   }
 * }
 * ```
 *
 * A step that names what it touches gets no more: its context is {@link Only} that, and the engine holds it to it.
 *
 * ```ts
 * type Ctx = Context<{ session: { rounds: number; text: string }; services: { llm: { ask(text: string): Promise<string> } } }>;
 * const counts = { session: ['rounds'], uses: [] } as const;
 *
 * class Count {
 *   @step('COUNTED', counts)
 *   count(_: null, { session }: Only<Ctx, typeof counts>) {
 *     session.rounds += 1;
 *   }
 * }
 * ```
 */
export function step<
  const S extends StateValue,
  const K extends string = string,
  const U extends string = string,
>(state: S, options: StepOptions<K, U> = {}): StepDecorator<K, U, S> {
  checkState('@step', state);
  return tagMethod('@step', stepTag, { state, options });
}

/**
 * Declares a method to undo the finished step of a state when the run fails later. It gets the data that the step got.
 *
 * @example
 * ```ts
 * class Trip {
 *   @compensate('FLIGHT_BOOKED')
 *   async cancelFlight(booking: { id: string }) {
 *     console.log('cancel', booking.id);
 *   }
 * }
 * ```
 */
export function compensate(state: StateValue): CompensateDecorator {
  checkState('@compensate', state);
  return tagMethod('@compensate', compensationTag, { state });
}

/** A decorator without its parentheses gets the method, or the class's prototype, in place of a state. */
function checkState(decorator: string, state: unknown): void {
  if (typeof state === 'string' || typeof state === 'number') return;
  throw new BackstepError('bad-decorator', `${decorator} has no state: write ${decorator}(State.NAME).`);
}

function tagMethod<T>(decorator: string, tag: symbol, value: T): StepDecorator & CompensateDecorator {
  function decorate(
    target: unknown,
    context: string | symbol | { readonly kind: string; readonly name: string | symbol },
    descriptor?: { readonly value?: unknown },
  ): void {
    const isStandard = typeof context === 'object';
    const found = isStandard ? context.kind === 'method' && target : descriptor?.value;
    if (typeof found !== 'function') {
      const name = String(isStandard ? context.name : context);
      throw new BackstepError('bad-decorator', `${decorator} on ${name}: ${decorator} goes on a method.`);
    }
    const method = found as unknown as TaggedMethod<T>;
    const before = Object.hasOwn(method, tag) ? (method[tag] ?? []) : [];
    Object.defineProperty(method, tag, { value: [...before, value], configurable: true });
  }
  return decorate as StepDecorator & CompensateDecorator;
}
