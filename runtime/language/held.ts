import type { RunContext } from './context.ts';

/**
 * Nothing more than is known of a method whose context asks for what its decorator names; else members that no method
 * has, so that the compiler's message tells the names.
 */
export type Held<M, K extends string, U extends string> = [Excess<ContextOf<M>, K, U>] extends [never]
  ? unknown
  : { readonly [P in Excess<ContextOf<M>, K, U> as `its @step does not name ${P & string}`]: never };

type ContextOf<M> = M extends (data: never, context: infer C) => unknown ? C : unknown;

/** What a context has and its step does not name. A list of names that are not literals, like one left out, names all. */
type Excess<C, K extends string, U extends string> =
  | (string extends K ? never : C extends { readonly session: infer S } ? Exclude<keyof S, K> : never)
  | (string extends U ? never : Exclude<keyof C, keyof RunContext | U>);
