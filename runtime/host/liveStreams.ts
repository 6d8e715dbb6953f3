import type { CallChunk } from '../engine/callRecorder.ts';
import type { Json } from '../language/json.ts';
import type { StepRequest } from '../language/stepRequest.ts';
import { callName } from '../model/callName.ts';
import type { HostEvent } from '../model/hostProtocol.ts';
import type { StreamBody } from '../model/stream.ts';

/** Milliseconds that chunks are gathered for. */
const pace = 50;
/** A chunk, and all that is told of a call, in characters of JSON: who looks on reads no more. */
const longestChunk = 4_000;
const mostOfCall = 100_000;

/** Tells what calls answer while their step runs: bounded, and gathered, so that a fast stream costs few messages. */
export interface LiveStreams {
  chunk(chunk: CallChunk, request: StepRequest): void;
  /** The step on this line has ended, and its frame tells all. */
  ended(branch: string): void;
}

interface Pending {
  readonly body: Omit<StreamBody, 'chunks' | 'cut'>;
  chunks: Json[];
  cut: boolean;
  told: number;
}

export function createLiveStreams(send: (event: HostEvent) => void): LiveStreams {
  const open = new Map<string, Pending>();
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    timer = null;
    for (const pending of open.values()) {
      const { body, chunks, cut } = pending;
      if (chunks.length === 0) continue;
      send({ type: 'stream', stream: { ...body, chunks, cut } });
      pending.chunks = [];
    }
  }

  return {
    chunk({ call, attempt, service, method, value }, { branch, number, entry }) {
      const key = JSON.stringify([branch, number, attempt, call]);
      let pending = open.get(key);
      if (!pending) {
        const name = callName({ service, method });
        const body = { branch, step: number, state: entry.state, attempt, call, name };
        pending = { body, chunks: [], cut: false, told: 0 };
        open.set(key, pending);
      }
      if (pending.told > mostOfCall) return;
      const { length } = JSON.stringify(value);
      pending.told += Math.min(length, longestChunk);
      if (length > longestChunk || pending.told > mostOfCall) pending.cut = true;
      pending.chunks.push(length > longestChunk ? null : value);
      if (timer === null) timer = setTimeout(flush, pace).unref();
    },
    ended(branch) {
      for (const [key, { body }] of open) if (body.branch === branch) open.delete(key);
    },
  };
}
