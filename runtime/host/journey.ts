import type { Answers } from '../engine/answers.ts';
import type { ArtifactStore } from '../engine/artifactStore.ts';
import { virtualClock } from '../engine/clock.ts';
import { localBackend } from '../engine/localBackend.ts';
import type { Requests } from '../engine/requests.ts';
import { edited } from '../language/advance.ts';
import { commitTree } from '../language/committed.ts';
import { interpret } from '../language/interpret.ts';
import type { Json } from '../language/json.ts';
import { lineAt } from '../language/line.ts';
import type { Manifest } from '../language/manifest.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { BoundaryReason, HostEvent, StopSet } from '../model/protocol.ts';
import type { Edit, Frame } from '../model/run.ts';
import { shouldStop } from './stops.ts';

/** One interpretation from a snapshot, moved on by commands. */
export interface Journey {
  /** Lets a line take a transition, and the lines inside it as many as that needs. */
  step(branch: string): void;
  run(stops: StopSet, until: number | null): void;
  /** Changes where a running journey stops. */
  setStops(stops: StopSet): void;
  pause(): void;
  signal(name: string, payload: Json): void;
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
  readonly requests: Requests;
  readonly artifacts: ArtifactStore;
  readonly send: (event: HostEvent) => void;
}

/** How many frames a running host may be ahead of the recorder. A host that steps is never ahead. */
const window = 64;

/** What the host was last told to do. */
type Gait =
  | { readonly type: 'wait' }
  /** `left`: the line has left the boundary where it stood. */
  | { readonly type: 'step'; readonly branch: string; left: boolean }
  | { readonly type: 'run'; readonly stops: StopSet; readonly until: number | null };

/** Starts interpreting; it waits before the first step. */
export function startJourney(parts: JourneyParts): Journey {
  const stop = new AbortController();
  let gait: Gait = { type: 'wait' };
  let pausing = false;
  let taken: Frame | null = null;
  let stored = parts.snapshot.seq;
  /** Signals that were delivered and that no frame has taken yet. */
  const delivered = new Map<string, number>();
  /** What waits looks again, when something has changed, whether it may go on. */
  const waiting = new Set<() => void>();
  /** Lines that have left a boundary for a step or a wait, and are not back. */
  const busy = new Set<string>();
  /** Lines that wait for lines of their own. */
  const passive = new Set<string>();
  /** Told once no line is busy any more: then nothing moves while the session stands. */
  let halting: Extract<HostEvent, { readonly type: 'boundary' }> | null = null;

  function send(event: HostEvent): void {
    if (!stop.signal.aborted) parts.send(event);
  }
  function sleepUntil(awake: () => boolean): Promise<void> {
    if (awake()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (!awake()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
    });
  }
  function wakeAll(): void {
    for (const look of [...waiting]) look();
  }
  function halt(snapshot: Snapshot, branch: string, reason: BoundaryReason): void {
    gait = { type: 'wait' };
    pausing = false;
    // What stops first is what the stop is about.
    halting ??= { type: 'boundary', seq: snapshot.seq, branch, reason };
  }
  function tellHalt(snapshot: Snapshot): void {
    for (const line of busy) if (lineAt(snapshot, line) === null) busy.delete(line);
    if (halting === null || busy.size > 0) return;
    send(halting);
    halting = null;
  }
  /** Why all lines must stop, now that this one has arrived here; null when they need not. */
  function arrive(snapshot: Snapshot, branch: string, frame: Frame | null): BoundaryReason | null {
    if (frame !== null && (snapshot.status === 'done' || snapshot.status === 'failed')) return 'end';
    if (gait.type === 'wait') return null;
    if (gait.type === 'step') {
      if (gait.branch === branch && gait.left && frame !== null) return 'step';
    } else if (frame !== null) {
      if (shouldStop(gait.stops, frame)) return 'stop';
      if (gait.until !== null && snapshot.seq >= gait.until) return 'pause';
    }
    if (frame !== null && pausing) return 'pause';
    // Who is told to step a line that waits for a signal lets its time pass.
    const released = gait.type === 'step' && gait.branch === branch;
    return !released && needsSignal(snapshot, branch) ? 'wait' : null;
  }
  function needsSignal(snapshot: Snapshot, branch: string): boolean {
    const line = lineAt(snapshot, branch);
    if (line?.type !== 'workflow' || line.instance.status !== 'waiting') return false;
    const { pending } = line.instance;
    if (pending.type !== 'signal' || (delivered.get(pending.signal) ?? 0) > 0) return false;
    return !snapshot.signals.some(({ name }) => name === pending.signal);
  }
  /** A line that is stepped goes, and what is inside it; the others stay. */
  function mayGo(branch: string): boolean {
    switch (gait.type) {
      case 'wait':
        return false;
      case 'run':
        return true;
      case 'step':
        if (gait.branch !== branch) return gait.branch === '' || branch.startsWith(`${gait.branch}/`);
        if (gait.left) return false;
        gait.left = true;
        return true;
      default:
        return gait satisfies never;
    }
  }
  async function boundary(snapshot: Snapshot, branch: string): Promise<void> {
    const frame = taken;
    taken = null;
    busy.delete(branch);
    passive.delete(branch);
    const reason = arrive(snapshot, branch, frame);
    if (reason !== null) halt(snapshot, branch, reason);
    tellHalt(snapshot);
    // A line that has ended has nowhere to go, and one that waits for lines of its own must let them begin.
    if (isPassive(snapshot, branch)) {
      passive.add(branch);
      return;
    }
    for (;;) {
      await sleepUntil(() => mayGo(branch));
      // Told to run on, it may stand at a wait that only a signal ends.
      if (gait.type !== 'run' || !needsSignal(snapshot, branch) || isTimed(snapshot, branch)) break;
      halt(snapshot, branch, 'wait');
      tellHalt(snapshot);
    }
    busy.add(branch);
    if (snapshot.seq - stored >= window) await sleepUntil(() => snapshot.seq - stored < window / 2);
  }
  function isPassive(snapshot: Snapshot, branch: string): boolean {
    const line = lineAt(snapshot, branch);
    if (line === null) return true;
    if (line.type !== 'workflow' || line.instance.status !== 'waiting') return false;
    const { type } = line.instance.pending;
    return type === 'branches' || type === 'child';
  }
  function isTimed(snapshot: Snapshot, branch: string): boolean {
    const line = lineAt(snapshot, branch);
    return (
      line?.type === 'workflow' &&
      line.instance.status === 'waiting' &&
      line.instance.pending.type === 'signal' &&
      line.instance.pending.until !== null
    );
  }
  function go(next: Gait): void {
    gait = next;
    pausing = false;
    wakeAll();
  }

  const backend = localBackend({
    run: parts.run,
    manifest: parts.manifest,
    services: parts.services,
    answers: parts.answers,
    requests: parts.requests,
    artifacts: parts.artifacts,
    edits: parts.edits,
    clock: virtualClock(parts.snapshot.now),
    stop: stop.signal,
    record(frame) {
      taken = frame;
      for (const { name } of frame.signals ?? []) delivered.set(name, (delivered.get(name) ?? 1) - 1);
      send({ type: 'frame', frame });
    },
    boundary: (snapshot, branch) =>
      stop.signal.aborted ? new Promise<void>(() => {}) : boundary(snapshot, branch),
    onLog: (entry, request) => send({ type: 'log', state: request.entry.state, seq: request.number, entry }),
  });
  const from = edited(parts.snapshot, parts.edits);
  commitAll(from);
  interpret(parts.manifest, backend, from).catch((error: unknown) => {
    send({ type: 'crashed', message: error instanceof Error ? error.message : String(error) });
  });

  return {
    step: (branch) => go({ type: 'step', branch, left: passive.has(branch) }),
    run: (stops, until) => go({ type: 'run', stops, until }),
    setStops(stops) {
      if (gait.type === 'run') gait = { ...gait, stops };
    },
    pause() {
      pausing = true;
    },
    signal(name, payload) {
      delivered.set(name, (delivered.get(name) ?? 0) + 1);
      backend.signal(name, payload);
    },
    ack(seq) {
      stored = seq;
      wakeAll();
    },
    abandon() {
      stop.abort(new Error('The run was left for an earlier point.'));
    },
  };
}

/** A snapshot that came as text is no committed value yet: sessions, data and results, wherever they stand in it. */
function commitAll(snapshot: Snapshot): void {
  commitTree(snapshot as unknown as Json & object);
}
