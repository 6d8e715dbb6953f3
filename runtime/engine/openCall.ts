import type { Json, Path } from '../language/json.ts';
import type { RecordedStream, TypedValue } from '../model/answer.ts';
import type { Call, CallResult, SourcePosition } from '../model/run.ts';
import type { Answer } from './answers.ts';
import { errorRecord } from './errorRecord.ts';
import { type ExchangeLog, openExchangeLog } from './exchangeLog.ts';
import { printed, type RecordedArguments, readable, recordedResult } from './recordedValue.ts';
import { tokenUsage } from './tokenUsage.ts';
import type { FoundStream, StreamListener } from './watchStreams.ts';

export interface CallStart {
  readonly service: string;
  readonly method: string;
  readonly effect: string | null;
  readonly kept: RecordedArguments;
  readonly at: SourcePosition | null;
  readonly startedMs: number;
  readonly attempt: number;
  /** The recorded answer that it gets; null when the service answers. */
  readonly recorded: Answer | null;
  /** Hears the pieces of a streamed answer as the step reads them; null when nobody looks on. */
  readonly onChunk: ((value: Json) => void) | null;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const open: CallResult = { type: 'open' };
const none: readonly TypedValue[] = [];

/** A call that goes on: what is known of it so far. */
export class OpenCall {
  /** It gave a promise. */
  promised = false;
  /** It gave more than can be told: its answer can do things that a recorded one could not. */
  tellsLess = false;
  readonly #start: CallStart;
  readonly #begun = performance.now();
  #result = open;
  #durationMs = 0;
  #typed: TypedValue[] | null = null;
  #streams: Mutable<RecordedStream>[] | null = null;
  #exchanges: ExchangeLog | null = null;

  constructor(start: CallStart) {
    this.#start = start;
  }

  /** What it requests; made with its first request. */
  exchanges(): ExchangeLog {
    const { recorded } = this.#start;
    this.#exchanges ??= openExchangeLog(recorded?.type === 'enacted' ? recorded : null);
    return this.#exchanges;
  }

  settleValue(value: unknown): void {
    this.#durationMs = this.#sinceBegun();
    const { result, typed } = recordedResult(value);
    this.#result = result;
    if (typed.length > 0) this.#typed = [...typed];
  }

  settleError(error: unknown): void {
    this.#durationMs = this.#sinceBegun();
    this.#result = { type: 'error', error: errorRecord(error) };
  }

  /** Its answer holds streams, and `around` is the rest of it. */
  openStreams(around: unknown): void {
    this.#durationMs = this.#sinceBegun();
    this.#result = { type: 'stream', value: this.#keep(around, ['result', 'value']), streams: [] };
  }

  listen({ path, kind, isMore }: FoundStream): StreamListener {
    if (isMore) this.tellsLess = true;
    const chunks: Json[] = [];
    const times: number[] = [];
    const stream: Mutable<RecordedStream> = { path, kind, chunks, times, end: 'open', error: null };
    this.#streams ??= [];
    const place = ['result', 'streams', this.#streams.push(stream) - 1, 'chunks'];
    return {
      onChunk: (chunk) => {
        times.push(this.#sinceBegun());
        const kept = this.#keep(chunk, [...place, chunks.length]);
        chunks.push(kept);
        this.#start.onChunk?.(kept);
      },
      onEnd: (end, error) => {
        if (stream.end !== 'open') return;
        this.#durationMs = this.#sinceBegun();
        stream.end = end;
        stream.error = end === 'error' ? errorRecord(error) : null;
      },
    };
  }

  /** The call as it stands; nothing that happens later changes what was given out. */
  record(): Call {
    const { service, method, effect, kept, at, startedMs, attempt, recorded } = this.#start;
    const exchanges = this.#exchanges;
    const result = this.#told();
    const parts = partsOf(result);
    const call: Mutable<Call> = {
      service,
      method,
      args: kept.args,
      result,
      startedMs,
      durationMs: this.#durationMs,
      attempt,
      promised: this.promised,
      reused: recorded !== null && !exchanges?.wentOut(),
    };
    if (kept.lossy || this.tellsLess || result.type === 'handle') {
      call.lossy = true;
      const behind = result.type === 'error' ? null : (exchanges?.record() ?? null);
      if (behind) call.exchanges = behind;
      // Its step looked at it in a way that nobody could hear, or not at all.
      if (behind && result.type === 'open') call.result = exchanges?.answer() ?? result;
    }
    if (kept.lossy) call.vague = true;
    if (at) call.at = at;
    if (effect !== null) call.effect = effect;
    if (parts.length > 0) call.bytes = sizeOf(parts);
    const usage = tokenUsage(parts.length > 0 ? parts : (exchanges?.parts() ?? parts));
    if (usage) call.usage = usage;
    const typed = this.#typed ?? none;
    if (kept.typed.length + typed.length > 0) call.typed = [...kept.typed, ...typed];
    return call;
  }

  #told(): CallResult {
    if (this.#result.type !== 'stream') return this.#result;
    const streams = (this.#streams ?? []).map((stream) => ({
      ...stream,
      chunks: [...stream.chunks],
      times: [...stream.times],
    }));
    return { ...this.#result, streams };
  }

  #keep(value: unknown, place: Path): Json {
    this.#typed ??= [];
    const json = readable(value, place, this.#typed);
    if (json !== undefined) return json;
    this.tellsLess = true;
    return printed(value);
  }

  #sinceBegun(): number {
    return Math.round((performance.now() - this.#begun) * 1000) / 1000;
  }
}

/** The JSON that an answer is made of. */
function partsOf(result: CallResult): readonly Json[] {
  switch (result.type) {
    case 'value':
      return [result.value];
    case 'stream': {
      const chunks = result.streams.flatMap((stream) => stream.chunks);
      return result.value === null ? chunks : [result.value, ...chunks];
    }
    case 'handle':
    case 'error':
    case 'open':
      return [];
    default:
      return result satisfies never;
  }
}

function sizeOf(parts: readonly Json[]): number {
  let bytes = 0;
  for (const part of parts) bytes += Buffer.byteLength(JSON.stringify(part));
  return bytes;
}
