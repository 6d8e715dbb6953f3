import type { Directive, StateValue } from './directive.ts';

/**
 * Nothing more than is known of a method that returns what the step of a state of the type S may return; else a member
 * that no method has, so that the compiler's message tells what may be.
 */
export type Returnable<M, S> = 0 extends 1 & (S | ReturnOf<M>) ? unknown : Told<WrongReturn<ReturnOf<M>, S>>;

/** The same for an undo, whose result nobody gets. */
export type ReturnsNothing<M> =
  ReturnOf<M> extends undefined | void
    ? unknown
    : Told<'an undo returns nothing: the run goes on with the next undo, whatever this one returns'>;

type Told<Message extends string> = [Message] extends [never] ? unknown : { readonly [P in Message]: never };

type ReturnOf<M> = M extends (data: never, context: never) => infer R ? Awaited<R> : undefined;

/** Whoever writes down that a step returns any state is believed. */
type WrongReturn<R, S> = [StateValue] extends [R] ? WrongDirective<Exclude<R, StateValue>> : Wrong<R, S>;

type WrongDirective<R> = [R] extends [undefined | void | Directive<StateValue>]
  ? never
  : 'a step returns a state, goto, done or another directive, or nothing; what a run comes to is done(output)';

type Wrong<R, S> =
  | WrongDirective<Exclude<R, StateValue>>
  | (Extract<R, StateValue> extends infer V ? (V extends StateValue ? WrongState<V, S> : never) : never);

/**
 * Of states that are no enum nothing can be held: a literal that is returned alone has the type of all texts or of all
 * numbers, and states that this step does not name may be of either kind.
 */
type WrongState<V extends StateValue, S> =
  IsEnum<S> extends true
    ? IsEnum<V> extends true
      ? never
      : `a step returns a member of the enum of its states, not any ${Kind<V>}: what a run comes to is done(output)`
    : never;

type Kind<V> = V extends string ? 'text' : 'number';

/** True for members of an enum: they are no literals, though their texts and numbers are. */
type IsEnum<V> = V extends string
  ? `${V}` extends V
    ? false
    : true
  : V extends number
    ? `${V}` extends `${infer N extends number}`
      ? IsSame<N, V> extends true
        ? false
        : true
      : false
    : false;

/** An enum's number and its literal may stand for each other; only as types of their own they differ. */
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
