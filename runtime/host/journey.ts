import type { Answers } from '../engine/answers.ts';
import { localBackend } from '../engine/localBackend.ts';
import { edited } from '../language/advance.ts';
import { commitTree } from '../language/committed.ts';
import { interpret } from '../language/interpret.ts';
import type { Manifest } from '../language/manifest.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { HostEvent, StopSet } from '../model/protocol.ts';
import type { Edit, Frame } from '../model/run.ts';
import { shouldStop } from './stops.ts';

/** One interpretation from a snapshot, moved on by commands. */
export interface Journey {
  step(): void;
  run(stops: StopSet, until: number | null): void;
  /** Changes where a running journey stops. */
  setStops(stops: StopSet): void;
  pause(): void;
  /** The adapter has stored all frames up to this one. */
  ack(seq: number): void;
  /** Ends it: nothing that it still does is sent. */
  abandon(): void;
}

export interface JourneyParts {
  readonly run: string;
  readonly manifest: Manifest;
  readonly services: { readonly [name: string]: unknown };
  readonly snapshot: Snapshot;
  readonly edits: readonly Edit[];
  readonly answers: Answers;
  readonly send: (event: HostEvent) => void;
}

/** How many frames a running host may be ahead of the recorder. A host that steps is never ahead. */
const window = 64;

/** What the host was last told to do. */
type Gait =
  | { readonly type: 'wait' }
  | { readonly type: 'step' }
  | { readonly type: 'run'; readonly stops: StopSet; readonly until: number | null };

/** Starts interpreting; it waits before the first step. */
export function startJourney(parts: JourneyParts): Journey {
  const stop = new AbortController();
  let gait: Gait = { type: 'wait' };
  let pausing = false;
  let last: Frame | null = null;
  let stored = parts.snapshot.seq;
  let wake: (() => void) | null = null;

  function send(event: HostEvent): void {
    if (!stop.signal.aborted) parts.send(event);
  }
  function sleepUntil(awake: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      wake = () => {
        if (!awake()) return;
        wake = null;
        resolve();
      };
      wake();
    });
  }
  function arrive(snapshot: Snapshot): 'step' | 'stop' | 'pause' | 'end' | null {
    if (last === null) return null;
    if (snapshot.status !== 'running') return 'end';
    if (gait.type === 'step') return 'step';
    if (gait.type === 'run' && shouldStop(gait.stops, last)) return 'stop';
    if (gait.type === 'run' && gait.until !== null && snapshot.seq >= gait.until) return 'pause';
    return pausing ? 'pause' : null;
  }
  async function boundary(snapshot: Snapshot): Promise<void> {
    const reason = arrive(snapshot);
    if (reason !== null) {
      gait = { type: 'wait' };
      pausing = false;
      send({ type: 'boundary', seq: snapshot.seq, reason });
    }
    if (gait.type === 'wait') await sleepUntil(() => gait.type !== 'wait');
    if (snapshot.seq - stored >= window) await sleepUntil(() => snapshot.seq - stored < window / 2);
  }
  function go(next: Gait): void {
    gait = next;
    pausing = false;
    wake?.();
  }

  const backend = localBackend({
    run: parts.run,
    manifest: parts.manifest,
    services: parts.services,
    answers: parts.answers,
    edits: parts.edits,
    stop: stop.signal,
    record(frame) {
      last = frame;
      send({ type: 'frame', frame });
    },
    boundary: (snapshot) => (stop.signal.aborted ? new Promise<void>(() => {}) : boundary(snapshot)),
    onLog: (entry, request) => send({ type: 'log', state: request.entry.state, seq: request.number, entry }),
  });
  const from = edited(parts.snapshot, parts.edits);
  commitTree(from.session);
  commitTree(from.input);
  commitTree(from.config);
  interpret(parts.manifest, backend, from).catch((error: unknown) => {
    send({ type: 'crashed', message: error instanceof Error ? error.message : String(error) });
  });

  return {
    step: () => go({ type: 'step' }),
    run: (stops, until) => go({ type: 'run', stops, until }),
    setStops(stops) {
      if (gait.type === 'run') gait = { ...gait, stops };
    },
    pause() {
      pausing = true;
    },
    ack(seq) {
      stored = seq;
      wake?.();
    },
    abandon() {
      stop.abort(new Error('The run was left for an earlier point.'));
    },
  };
}
