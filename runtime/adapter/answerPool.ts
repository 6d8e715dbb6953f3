import type { Call } from '../model/run.ts';
import type { Timeline } from '../recording/timeline.ts';

/**
 * The recorded answers that a session may give again. A run that is left for a fork takes its answers along: whoever
 * edits a fork, or its code, asks no service again what the run before it was told already.
 */
export interface AnswerPool {
  /** A fork of `parent` begins after its step `k`. */
  forked(parent: Timeline, k: number, fork: string): void;
  /** What may answer the calls of a run that goes on from its step `k`. */
  from(timeline: Timeline, k: number): readonly Call[];
}

export function createAnswerPool(): AnswerPool {
  /** By run: what its parents left it, and the step after which it is on its own. */
  const inherited = new Map<string, { readonly calls: readonly Call[]; readonly after: number }>();

  /** What the run has not asked for yet; an answer that it was given is in its own steps now. */
  function left({ header, frames }: Timeline): readonly Call[] {
    const given = inherited.get(header.id);
    if (given === undefined) return [];
    const used = new Map<string, number>();
    for (const call of frames.slice(given.after).flatMap((frame) => frame.calls)) {
      if (call.reused) used.set(keyOf(call), (used.get(keyOf(call)) ?? 0) + 1);
    }
    if (used.size === 0) return given.calls;
    return given.calls.filter((call) => {
      const count = used.get(keyOf(call)) ?? 0;
      if (count > 0) used.set(keyOf(call), count - 1);
      return count === 0;
    });
  }

  function from(timeline: Timeline, k: number): readonly Call[] {
    return [...timeline.frames.slice(k).flatMap((frame) => frame.calls), ...left(timeline)];
  }

  return {
    from,
    forked(parent, k, fork) {
      inherited.set(fork, { calls: from(parent, k), after: k });
    },
  };
}

function keyOf({ service, method, args }: Call): string {
  return JSON.stringify([service, method, args]);
}
