import type { RunContext } from './context.ts';
import type { StateValue } from './directive.ts';
import type { StateOf } from './states.ts';

/**
 * Nothing more than is known of a workflow class whose methods agree with the options of its decorator; else members
 * that no class has, so that the compiler's message tells what does not. Only what can never be right is told. A class's type
 * tells neither which of its methods are steps nor what its private ones return: `backstep check` reads that.
 *
 * @typeParam I - an instance of the class
 * @typeParam E - what its states are given as
 * @typeParam Session - what the session of a run begins as
 * @typeParam Config - its settings
 */
export type Agreement<I, E, Session, Config> = 0 extends 1 & E
  ? unknown
  : [Disagreement<I, E, Session, Config>] extends [never]
    ? unknown
    : { readonly [P in Disagreement<I, E, Session, Config>]: never };

type Disagreement<I, E, Session, Config> = {
  [K in keyof I]:
    | `${K & string} goes to ${StrangeState<TargetOf<I[K]>, `${StateOf<E> & StateValue}`>}, which \`states\` does not have`
    | `${K & string} has another type for session.${Clash<Session, ContextOf<I[K], 'session'>>} than \`session\` gives it`
    | `${K & string} has another type for config.${Clash<Config, ContextOf<I[K], 'config'>>} than \`config\` gives it`;
}[keyof I];

/** States that no state in `states` may be; a text or a number of which no more is known may be any. */
type StrangeState<X, Known extends string> = 0 extends 1 & X
  ? never
  : X extends StateValue
    ? true extends IsWide<X> | IsWide<Known>
      ? never
      : [Extract<Known, `${X}`>] extends [never]
        ? `${X}`
        : never
    : never;

type IsWide<X> = string extends X ? true : number extends X ? true : false;

/** Where the directives lead that a method returns: each names its states in all members of its union. */
type TargetOf<M> = M extends (...values: never) => infer R
  ? Awaited<R> extends infer D
    ? D extends { readonly directive: 'goto'; readonly state: infer X }
      ? X
      : never
    : never
  : never;

/** A part of the context that a method asks for; what is no context is asked for nothing. */
type ContextOf<M, Part extends 'session' | 'config'> = M extends (data: never, context: infer C) => unknown
  ? C extends Pick<RunContext, 'abortSignal' | 'checkpoint' | 'run'> & { readonly [P in Part]: infer Value }
    ? Value
    : never
  : never;

/** The names under which no value could be what both take it for. */
type Clash<A, B> = [B] extends [never]
  ? never
  : {
      [P in keyof A & keyof B & string]: [A[P]] extends [never]
        ? never
        : [A[P] & B[P]] extends [never]
          ? P
          : never;
    }[keyof A & keyof B & string];
