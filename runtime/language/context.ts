import type { Artifact, ArtifactValue } from './artifact.ts';

/** The types that {@link Context} is made of; each may be left out. */
export interface ContextShape {
  readonly input?: unknown;
  readonly session?: object;
  readonly config?: object;
  readonly services?: object;
}

/**
 * What a step gets as its second argument: the run's own members, and its services by name.
 *
 * @example
 * ```ts
 * type Ctx = Context<{ session: { rounds: number }; services: { llm: { ask(prompt: string): Promise<string> } } }>;
 *
 * async function draft(question: string, { session, llm }: Ctx) {
 *   session.rounds += 1;
 *   return llm.ask(question);
 * }
 * ```
 */
export type Context<T extends ContextShape = ContextShape> = RunContext<T> &
  (T['services'] extends object ? T['services'] : unknown);

/**
 * The part of a context that a step gets whose decorator names what it touches; what it leaves out is there in full.
 *
 * @typeParam N - `{ session: ['rounds']; uses: ['llm'] }`, or the type of the options that the decorator gets
 */
export type Only<
  C extends RunContext,
  N extends { readonly session?: readonly string[]; readonly uses?: readonly string[] },
> = Pick<
  C,
  Exclude<keyof C & keyof RunContext, 'session'> | Named<N['uses'], Exclude<keyof C, keyof RunContext>>
> & {
  readonly session: Pick<C['session'], Named<N['session'], keyof C['session']>>;
};

/** The names of a list, among those that there are; all without a list. */
type Named<L, All> = L extends readonly string[] ? Extract<All, L[number]> : All;

/** The members that the context of every step has, whatever its services are called. */
export interface RunContext<T extends ContextShape = ContextShape> {
  /** What the caller passed in. Read-only. */
  readonly input: T['input'];
  /** The state shared by all steps of the run. Changes are kept when the step succeeds, and forgotten when it throws. */
  readonly session: T['session'] extends object ? T['session'] : { [key: string]: unknown };
  /** Global settings. Read-only. */
  readonly config: Readonly<T['config'] extends object ? T['config'] : { [key: string]: unknown }>;
  /** Idempotency key: the same for every attempt of this step of this run. */
  readonly key: string;
  /** Fires when the step's time is up or its run is stopped. */
  readonly abortSignal: AbortSignal;
  /** What an earlier attempt of this step passed to `checkpoint`, an interrupted one included; undefined when there is none. */
  readonly restored: unknown;
  readonly log: Log;
  readonly run: {
    readonly id: string;
    readonly workflow: string;
    readonly version: string;
    readonly seq: number;
  };
  /** When this attempt of the step began: milliseconds since 1970 on the run's clock. The same all through the attempt, and again in a replay. */
  now(): number;
  /** Records a number with the step. */
  metric(name: string, value: number): void;
  /** Keeps a JSON value for the next attempt of this step. */
  checkpoint(value: unknown): void;
  /**
   * Stores a large value beside the run, once however often it is stored, and returns a small reference to put in the
   * session or in data.
   *
   * @throws BackstepError `not-json`, `no-artifacts`, `artifact-unwritable`
   */
  artifact<V extends ArtifactValue>(value: V): Promise<Artifact<V>>;
  /**
   * The value behind a reference.
   *
   * @throws BackstepError `bad-artifact`, `artifact-missing`, `artifact-damaged`, `no-artifacts`
   */
  load<V>(reference: Artifact<V>): Promise<V>;
}

/** Logs kept with the step. Arguments print as with `console.log`. */
export interface Log {
  debug(...values: readonly unknown[]): void;
  info(...values: readonly unknown[]): void;
  warn(...values: readonly unknown[]): void;
  error(...values: readonly unknown[]): void;
}
