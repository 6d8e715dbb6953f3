import type { ErrorRecord } from '../language/directive.ts';
import type { Json, Path } from '../language/json.ts';

/** What a stream gave to the step that read it. */
export interface RecordedStream {
  /** Where it stood in the answer; empty when it was the answer. */
  readonly path: Path;
  /** `iterable` is read with `for await`, `readable` is a web `ReadableStream`. */
  readonly kind: 'iterable' | 'readable';
  readonly chunks: readonly Json[];
  /** Milliseconds after the call began, one for each chunk. */
  readonly times: readonly number[];
  /** `left` was given up by its reader, `open` was still being read when the step ended. */
  readonly end: 'done' | 'left' | 'error' | 'open';
  /** Set when `end` is `error`. */
  readonly error: ErrorRecord | null;
}

/** A value that JSON has no form for, and what stands in its place: a date as its ISO string, bytes as base64. */
export interface TypedValue {
  /** From the call itself, such as `['result', 'value', 'createdAt']`. */
  readonly path: Path;
  readonly type: 'Date' | 'bytes' | 'Buffer' | 'bigint' | 'URL' | 'Map' | 'Set' | 'number' | 'undefined';
}

/** Tokens that a language model counted, as far as it told. */
export interface TokenUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
  /** Of the input, those that were read from the model's cache. */
  readonly cachedInputTokens: number | null;
  /** Of the output, those that were spent on reasoning. */
  readonly reasoningTokens: number | null;
  readonly model: string | null;
}

/** A request that a service made with the global `fetch`, kept where its answer cannot be told in any other way. */
export interface Exchange {
  readonly method: string;
  /** Without credentials and without the values of the query. */
  readonly url: string;
  /** By which the same request is known again: a hash of method, address and body. */
  readonly request: string;
  readonly status: number;
  readonly statusText: string;
  /** Without those that carry secrets. */
  readonly headers: { readonly [name: string]: string };
  /** The body as far as it was read. */
  readonly body: string;
  readonly encoding: 'text' | 'base64';
  /** Whether the body was read to its end. */
  readonly complete: boolean;
}
