import type { Json } from './json.ts';

/** A state as a user's enum holds it, or by its member name. */
export type StateValue = string | number;

/**
 * Where a step sends the run, and how. Plain JSON: a step returns one, a frame records one.
 * As returned, states are enum values; as recorded, they are member names (`Directive<string>`).
 */
export type Directive<S extends StateValue = string> =
  | { readonly directive: 'goto'; readonly state: S; readonly data: Json }
  | { readonly directive: 'done'; readonly output: Json }
  | { readonly directive: 'fail'; readonly reason: Json }
  | {
      readonly directive: 'fanOut';
      readonly branch: BranchTarget<S>;
      readonly items: readonly Json[];
      readonly join: S;
      /** Branches that run at once; null for all. */
      readonly concurrency: number | null;
      readonly onBranchError: 'fail' | 'collect';
    }
  | {
      readonly directive: 'waitFor';
      readonly signal: string;
      /** Where the payload goes. */
      readonly state: S;
      readonly data: Json;
      readonly timeoutMs: number | null;
      readonly onTimeout: S | null;
    }
  | { readonly directive: 'sleep'; readonly durationMs: number; readonly state: S; readonly data: Json }
  | { readonly directive: 'child'; readonly workflow: string; readonly input: Json; readonly state: S }
  | { readonly directive: 'continueAs'; readonly workflow: string | null; readonly input: Json };

/** What runs a branch of a fan-out: one step of this workflow, or a child workflow by name. */
export type BranchTarget<S extends StateValue = string> =
  | { readonly state: S }
  | { readonly workflow: string };

/** How one branch of a fan-out ended; the join step receives these in the order of the items. */
export type BranchResult<T = unknown> =
  | { readonly status: 'done'; readonly item: Json; readonly value: T }
  | { readonly status: 'failed'; readonly item: Json; readonly error: ErrorRecord };

/** An error as it is recorded. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  /** The thrower's `code` where it has one, else null. */
  readonly code: string | null;
  readonly retryable: boolean;
}
