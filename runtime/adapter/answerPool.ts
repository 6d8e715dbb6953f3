import type { Json } from '../language/json.ts';
import type { Cut } from '../language/snapshot.ts';
import { callKey } from '../model/callKey.ts';
import type { Call, Frame } from '../model/run.ts';
import { framesBefore } from '../recording/cut.ts';
import { leftCalls } from '../recording/leftCalls.ts';
import type { Timeline } from '../recording/timeline.ts';

/**
 * The recorded answers that a session may give again. A run that is left for a fork takes its answers along: whoever
 * edits a fork, or its code, asks no service again what the run before it was told already.
 */
export interface AnswerPool {
  /** A fork of `parent` begins at a cut. */
  forked(parent: Timeline, cut: Cut, fork: string): void;
  /** From now on a step is given this as the answer of its call number `index`, instead of what was recorded. */
  replace(frame: Frame, index: number, value: Json): void;
  /** The run and the step that a call of `from` was recorded in; null for one that never was. */
  originOf(call: Call): Origin | null;
  /** What may answer the calls of a run that goes on from a cut. */
  from(timeline: Timeline, cut: Cut): readonly Call[];
}

export interface Origin {
  readonly timeline: Timeline;
  readonly frame: Frame;
}

export function createAnswerPool(): AnswerPool {
  /** By run: what its parents left it, and the step after which it is on its own. */
  const inherited = new Map<string, { readonly calls: readonly Call[]; readonly after: number }>();

  /** Calls of steps with an answer that a person wrote. */
  const rewritten = new WeakMap<Frame, readonly Call[]>();

  const origins = new WeakMap<Call, Origin>();

  const callsOf = (frame: Frame): readonly Call[] => rewritten.get(frame) ?? frame.calls;

  /** What the run has not asked for yet; an answer that it was given is in its own steps now. */
  function left({ header, frames }: Timeline): readonly Call[] {
    const given = inherited.get(header.id);
    if (given === undefined) return [];
    return leftCalls(given.calls, frames.slice(given.after));
  }

  /** An answer that was used again was given by the step that asked first, in a run before. */
  function inheritOrigins({ header, frames }: Timeline): void {
    const given = inherited.get(header.id);
    if (given === undefined) return;
    const first = new Map<string, Call[]>();
    for (const call of given.calls) first.set(callKey(call), [...(first.get(callKey(call)) ?? []), call]);
    for (const call of frames.slice(given.after).flatMap((frame) => frame.calls)) {
      const asked = call.reused ? first.get(callKey(call))?.shift() : undefined;
      const origin = asked && origins.get(asked);
      if (origin) origins.set(call, origin);
    }
  }

  function from(timeline: Timeline, cut: Cut): readonly Call[] {
    inheritOrigins(timeline);
    const taken = new Set(framesBefore(timeline.frames, cut));
    const later = timeline.frames.filter((frame) => !taken.has(frame));
    for (const frame of later) {
      for (const call of callsOf(frame)) if (!call.reused) origins.set(call, { timeline, frame });
    }
    return [...later.flatMap(callsOf), ...left(timeline)];
  }

  return {
    from,
    originOf: (call) => origins.get(call) ?? null,
    replace(frame, index, value) {
      const calls = callsOf(frame).map((call, at): Call => {
        if (at !== index) return call;
        const { lossy: _, ...whole } = call;
        return { ...whole, result: { type: 'value', value } };
      });
      rewritten.set(frame, calls);
    },
    forked(parent, cut, fork) {
      const after = framesBefore(parent.frames, cut).length;
      inherited.set(fork, { calls: from(parent, cut), after });
    },
  };
}
