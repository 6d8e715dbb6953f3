/**
 * One interpretation under the debugger: lines that go when they are told to, and stop together.
 *
 * J1. After a `boundary` event no frame is sent until the next command: it is sent when no line is busy.
 * J2. A line is busy from the moment it is let go until it stands again, waits for lines of its own, or has ended.
 * J3. A line whose own lines have all ended stands once more before it joins them.
 * J4. A line that needs a signal stays where it stands; only when nobody else can go does the journey stop for it.
 */
import type { Answers } from '../engine/answers.ts';
import type { ArtifactStore } from '../engine/artifactStore.ts';
import { virtualClock } from '../engine/clock.ts';
import { localBackend } from '../engine/localBackend.ts';
import type { Requests } from '../engine/requests.ts';
import { edited } from '../language/advance.ts';
import { commitTree } from '../language/committed.ts';
import { interpret } from '../language/interpret.ts';
import type { Json } from '../language/json.ts';
import { isDecided, isOver, lineAt } from '../language/line.ts';
import type { Manifest } from '../language/manifest.ts';
import type { Pending, Snapshot } from '../language/snapshot.ts';
import type { BoundaryReason, HostEvent, StopSet } from '../model/protocol.ts';
import type { Edit, Frame } from '../model/run.ts';
import { createLiveStreams } from './liveStreams.ts';
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
  | { readonly type: 'step'; readonly branch: string; readonly left: boolean }
  /** `passing`: all that could go waits for a signal, so the next timeout may come. */
  | {
      readonly type: 'run';
      readonly stops: StopSet;
      readonly until: number | null;
      readonly passing: boolean;
    };

/** A line that waits to be let go. */
interface Standing {
  /** It has taken no frame since it was let go last. */
  readonly fresh: boolean;
  letGo(): void;
}

/** Starts interpreting; it waits before the first step. */
export function startJourney(parts: JourneyParts): Journey {
  const stop = new AbortController();
  const clock = virtualClock(parts.snapshot.now);
  let gait: Gait = { type: 'wait' };
  let pausing = false;
  let latest = parts.snapshot;
  let taken: Frame | null = null;
  let stored = parts.snapshot.seq;
  /** Signals that were delivered and that no frame has taken yet. */
  const delivered = new Map<string, number>();
  /** Who waits for the recorder to come after. */
  const ahead = new Set<() => void>();
  const standing = new Map<string, Standing>();
  const busy = new Set<string>();
  /** Lines that wait for lines of their own. */
  const passive = new Set<string>();
  let halting: Extract<HostEvent, { readonly type: 'boundary' }> | null = null;
  let looking = false;

  function send(event: HostEvent): void {
    if (!stop.signal.aborted) parts.send(event);
  }
  function halt(branch: string, reason: BoundaryReason): void {
    gait = { type: 'wait' };
    pausing = false;
    // What stops first is what the stop is about.
    halting ??= { type: 'boundary', seq: latest.seq, branch, reason };
  }
  /** Why all lines must stop, now that this one has taken a frame; null when they need not. */
  function reasonToStop(branch: string, frame: Frame): BoundaryReason | null {
    if (isOver(latest)) return 'end';
    if (gait.type === 'step' && gait.branch === branch && gait.left) return 'step';
    if (gait.type === 'run') {
      if (shouldStop(gait.stops, frame)) return 'stop';
      if (gait.until !== null && latest.seq >= gait.until) return 'pause';
    }
    return gait.type !== 'wait' && pausing ? 'pause' : null;
  }

  async function boundary(snapshot: Snapshot, branch: string): Promise<void> {
    const frame = taken;
    taken = null;
    latest = snapshot;
    busy.delete(branch);
    passive.delete(branch);
    const reason = frame === null ? null : reasonToStop(branch, frame);
    if (reason !== null) halt(branch, reason);
    if (lineAt(snapshot, branch) === null) return settle();
    if (waitsForOthers(snapshot, branch)) {
      passive.add(branch);
      return settle();
    }
    await new Promise<void>((letGo) => {
      standing.set(branch, { fresh: frame === null, letGo });
      settle();
    });
    if (snapshot.seq - stored < window) return;
    const release = clock.hold();
    while (snapshot.seq - stored >= window / 2) await new Promise<void>((resolve) => ahead.add(resolve));
    release();
  }

  /** Lets go whoever may go, and tells of a stop when nobody is under way any more. */
  function settle(): void {
    for (const line of busy) if (lineAt(latest, line) === null) busy.delete(line);
    // A line that was given up ends where it stands.
    for (const line of standing.keys()) if (lineAt(latest, line) === null) letGo(line);
    if (halting !== null) {
      if (busy.size > 0) return;
      send(halting);
      halting = null;
      return;
    }
    for (const [line, { fresh }] of [...standing]) if (mayGo(line, fresh)) letGo(line);
    if (gait.type !== 'wait' && busy.size === 0) lookWhetherStuck();
  }
  function letGo(branch: string): void {
    const line = standing.get(branch);
    if (line === undefined) return;
    standing.delete(branch);
    if (gait.type === 'step' && gait.branch === branch) gait = { ...gait, left: true };
    if (lineAt(latest, branch) !== null) busy.add(branch);
    line.letGo();
  }
  /** A line that is stepped goes, and what is inside it; the others stay. */
  function mayGo(branch: string, fresh: boolean): boolean {
    switch (gait.type) {
      case 'wait':
        return false;
      case 'run':
        return signalNeeded(latest, branch, delivered) === null;
      case 'step':
        // Who steps a line that waits for a signal lets its time pass.
        if (gait.branch === branch) return !gait.left || fresh;
        if (gait.branch !== '' && !branch.startsWith(`${gait.branch}/`)) return false;
        return signalNeeded(latest, branch, delivered) === null;
      default:
        return gait satisfies never;
    }
  }
  /** Lines that have been let in, or have joined, stand in a moment: only then is it clear that nobody can go. */
  function lookWhetherStuck(): void {
    if (looking) return;
    looking = true;
    setImmediate(() => {
      looking = false;
      if (gait.type === 'wait' || busy.size > 0 || halting !== null) return;
      const waiting = [...standing.keys()].flatMap((branch) => {
        const pending = signalNeeded(latest, branch, delivered);
        return pending === null ? [] : [{ branch, until: pending.until }];
      });
      if (gait.type === 'run' && gait.passing) {
        gait = { ...gait, passing: false };
        const timed = waiting.flatMap(({ branch, until }) => (until === null ? [] : [{ branch, until }]));
        const next = timed.sort((a, b) => a.until - b.until)[0];
        if (next) return letGo(next.branch);
      }
      halt(waiting[0]?.branch ?? (gait.type === 'step' ? gait.branch : ''), 'wait');
      settle();
    });
  }
  function go(next: Gait): void {
    gait = next;
    pausing = false;
    settle();
  }

  const streams = createLiveStreams(send);
  const backend = localBackend({
    run: parts.run,
    manifest: parts.manifest,
    services: parts.services,
    answers: parts.answers,
    requests: parts.requests,
    artifacts: parts.artifacts,
    edits: parts.edits,
    clock,
    stop: stop.signal,
    record(frame) {
      taken = frame;
      for (const { name } of frame.signals ?? []) delivered.set(name, (delivered.get(name) ?? 1) - 1);
      streams.ended(frame.branch);
      send({ type: 'frame', frame });
    },
    boundary: (snapshot, branch) =>
      stop.signal.aborted ? new Promise<void>(() => {}) : boundary(snapshot, branch),
    onLog: (entry, request) => send({ type: 'log', state: request.entry.state, seq: request.number, entry }),
    onChunk: streams.chunk,
  });
  const from = edited(parts.snapshot, parts.edits);
  commitAll(from);
  interpret(parts.manifest, backend, from).catch((error: unknown) => {
    send({ type: 'crashed', message: error instanceof Error ? error.message : String(error) });
  });

  return {
    step: (branch) => go({ type: 'step', branch, left: passive.has(branch) }),
    run(stops, until) {
      const stuck = [...standing.keys()].every((line) => signalNeeded(latest, line, delivered) !== null);
      go({ type: 'run', stops, until, passing: stuck });
    },
    setStops(stops) {
      if (gait.type === 'run') gait = { ...gait, stops };
    },
    pause() {
      pausing = true;
    },
    signal(name, payload) {
      delivered.set(name, (delivered.get(name) ?? 0) + 1);
      backend.signal(name, payload);
      settle();
    },
    ack(seq) {
      stored = seq;
      for (const look of ahead) look();
      ahead.clear();
    },
    abandon() {
      stop.abort(new Error('The run was left for an earlier point.'));
    },
  };
}

/** A line that waits for branches or a child that have not all ended. */
function waitsForOthers(snapshot: Snapshot, branch: string): boolean {
  const line = lineAt(snapshot, branch);
  if (line?.type !== 'workflow' || line.instance.status !== 'waiting') return false;
  const { pending } = line.instance;
  if (pending.type === 'branches') return !isDecided(pending);
  return pending.type === 'child' && !isOver(pending.instance);
}

/** The wait of a line whose signal has not come; null when it has, or none is waited for. */
function signalNeeded(
  snapshot: Snapshot,
  branch: string,
  delivered: ReadonlyMap<string, number>,
): Extract<Pending, { readonly type: 'signal' }> | null {
  const line = lineAt(snapshot, branch);
  if (line?.type !== 'workflow' || line.instance.status !== 'waiting') return null;
  const { pending } = line.instance;
  if (pending.type !== 'signal' || (delivered.get(pending.signal) ?? 0) > 0) return null;
  return snapshot.signals.some(({ name }) => name === pending.signal) ? null : pending;
}

/** A snapshot that came as text is no committed value yet: sessions, data and results, wherever they stand in it. */
function commitAll(snapshot: Snapshot): void {
  commitTree(snapshot as unknown as Json & object);
}
