/**
 * The lines of one interpretation under a debugger: they go when they are told to, and stop together.
 *
 * L1. After a `boundary` event no frame is sent until the next command: it is sent when no line is busy.
 * L2. A line is busy from the moment it is let go until it stands again, waits for lines of its own, dozes, or has ended.
 * L3. A line whose own lines have all ended stands once more before it joins them.
 * L4. Where time is virtual, a line that needs a signal stays where it stands; where it is real, such a line, or one that
 *     sleeps, is let go and dozes. Only when nobody else can go do the lines stop for a signal.
 * L5. A line that dozes may wake while the others stand. Its frame is sent with the next command, as the first of it.
 */
import { isDecided, isOver, lineAt } from '../language/line.ts';
import type { Pending, Snapshot } from '../language/snapshot.ts';
import type { BoundaryReason, HostEvent, StopSet } from '../model/hostProtocol.ts';
import type { Frame } from '../model/run.ts';
import { shouldStop } from './stops.ts';

export interface Lines {
  /** Lets a line take a transition, and the lines inside it as many as that needs, or until one of them is to stop. */
  step(branch: string, stops: StopSet): void;
  run(stops: StopSet, until: number | null): void;
  /** Changes where lines that go stop. */
  setStops(stops: StopSet): void;
  pause(): void;
  /** A signal of that name was given to the run. */
  signalled(name: string): void;
  /** The debugger has taken note of all frames up to this one. */
  ack(seq: number): void;
  /** A frame was taken; `boundary` follows. */
  record(frame: Frame): void;
  /** A line stands between two steps, and goes on when the promise resolves. */
  boundary(snapshot: Snapshot, branch: string): Promise<void>;
}

export interface LinesParts {
  readonly snapshot: Snapshot;
  /** Whether time is skipped: then nothing waits that need not. */
  readonly virtual: boolean;
  /** Stops the run's clock from skipping time while the debugger comes after; the function that it gives ends that. */
  readonly hold: () => () => void;
  readonly send: (event: HostEvent) => void;
}

/** How many frames lines that go may be ahead of the debugger. Lines that are stepped are never ahead. */
const window = 64;

/** What the lines were last told to do. */
type Gait =
  | { readonly type: 'wait' }
  /** `left`: the line has left the boundary where it stood. */
  | { readonly type: 'step'; readonly branch: string; readonly stops: StopSet; readonly left: boolean }
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

export function createLines({ snapshot: from, virtual, hold, send }: LinesParts): Lines {
  let gait: Gait = { type: 'wait' };
  let pausing = false;
  let latest = from;
  let taken: Frame | null = null;
  let stored = from.seq;
  /** Signals that were delivered and that no frame has taken yet. */
  const delivered = new Map<string, number>();
  /** Who waits for the debugger to come after. */
  const ahead = new Set<() => void>();
  const standing = new Map<string, Standing>();
  const busy = new Set<string>();
  /** Lines that wait for lines of their own. */
  const passive = new Set<string>();
  /** Lines that were let go, and that only time or a signal takes on. */
  const dozing = new Set<string>();
  /** What was taken while the lines stand. */
  let early: Frame[] = [];
  let halting: Extract<HostEvent, { readonly type: 'boundary' }> | null = null;
  let looking = false;

  function halt(branch: string, reason: BoundaryReason, seq = latest.seq): void {
    gait = { type: 'wait' };
    pausing = false;
    // What stops first is what the stop is about.
    halting ??= { type: 'boundary', seq, branch, reason };
  }
  /** Why all lines must stop, now that one has taken a frame; null when they need not. */
  function reasonToStop(frame: Frame): BoundaryReason | null {
    if (isOver(latest)) return 'end';
    if (gait.type === 'wait') return null;
    if (gait.type === 'step' && gait.branch === frame.branch && gait.left) return 'step';
    if (shouldStop(gait.stops, frame)) return 'stop';
    if (gait.type === 'run' && gait.until !== null && frame.seq >= gait.until) return 'pause';
    return pausing ? 'pause' : null;
  }
  function record(frame: Frame): void {
    taken = frame;
    for (const { name } of frame.signals ?? []) delivered.set(name, (delivered.get(name) ?? 1) - 1);
    if (gait.type === 'wait' && halting === null && dozing.has(frame.branch)) early.push(frame);
    else send({ type: 'frame', frame });
  }

  async function boundary(snapshot: Snapshot, branch: string): Promise<void> {
    const frame = taken;
    taken = null;
    latest = snapshot;
    busy.delete(branch);
    passive.delete(branch);
    dozing.delete(branch);
    const reason = frame === null || early.includes(frame) ? null : reasonToStop(frame);
    if (reason !== null) halt(branch, reason);
    if (lineAt(snapshot, branch) === null) return settle();
    // Where the end has been told, nothing holds up the process that comes to it.
    if (!virtual && isOver(snapshot) && reason !== null) return settle();
    if (waitsForOthers(snapshot, branch)) {
      passive.add(branch);
      return settle();
    }
    await new Promise<void>((letGo) => {
      standing.set(branch, { fresh: frame === null, letGo });
      settle();
    });
    if (snapshot.seq - stored < window) return;
    const release = hold();
    while (snapshot.seq - stored >= window / 2) await new Promise<void>((resolve) => ahead.add(resolve));
    release();
  }

  /** Lets go whoever may go, and tells of a stop when nobody is under way any more. */
  function settle(): void {
    for (const lines of [busy, dozing])
      for (const line of lines) if (lineAt(latest, line) === null) lines.delete(line);
    // A line that was given up ends where it stands.
    for (const line of standing.keys()) if (lineAt(latest, line) === null) letGo(line);
    if (halting !== null) {
      if (busy.size > 0) return;
      send(halting);
      halting = null;
      if (!virtual && isOver(latest)) for (const line of [...standing.keys()]) letGo(line);
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
    if (!virtual && waitsInTime(latest, branch)) dozing.add(branch);
    else if (lineAt(latest, branch) !== null) busy.add(branch);
    line.letGo();
  }
  /** A line that is stepped goes, and what is inside it; the others stay. */
  function mayGo(branch: string, fresh: boolean): boolean {
    const canGo = !virtual || signalNeeded(latest, branch, delivered) === null;
    switch (gait.type) {
      case 'wait':
        return false;
      case 'run':
        return canGo;
      case 'step':
        // Who steps a line that waits for a signal lets its time pass.
        if (gait.branch === branch) return !gait.left || fresh;
        return (gait.branch === '' || branch.startsWith(`${gait.branch}/`)) && canGo;
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
      const waiting = [...standing.keys(), ...dozing].flatMap((branch) => {
        const pending = signalNeeded(latest, branch, delivered);
        return pending === null ? [] : [{ branch, until: pending.until }];
      });
      // Time, or a signal that is there already, takes on who dozes.
      const needs = new Set(waiting.flatMap(({ branch, until }) => (until === null ? [branch] : [])));
      if ([...dozing].some((branch) => !needs.has(branch))) return;
      // Where nobody waits, the run has not begun, or is about to end.
      if (!virtual && gait.type === 'run' && waiting.length === 0) return;
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
    halting = null;
    const woken = early;
    early = [];
    for (const frame of woken) {
      send({ type: 'frame', frame });
      if (gait.type === 'step' && gait.branch === frame.branch) gait = { ...gait, left: true };
      const reason = reasonToStop(frame);
      if (reason !== null) halt(frame.branch, reason, frame.seq);
    }
    settle();
  }

  return {
    record,
    boundary,
    step(branch, stops) {
      go({ type: 'step', branch, stops, left: passive.has(branch) || dozing.has(branch) });
    },
    run(stops, until) {
      const stuck = [...standing.keys()].every((line) => signalNeeded(latest, line, delivered) !== null);
      go({ type: 'run', stops, until, passing: virtual && stuck });
    },
    setStops(stops) {
      if (gait.type !== 'wait') gait = { ...gait, stops };
    },
    pause() {
      pausing = true;
      if (virtual || gait.type === 'wait' || busy.size > 0) return;
      // Who only dozes stands between two steps already.
      halt([...dozing][0] ?? '', 'pause');
      settle();
    },
    signalled(name) {
      delivered.set(name, (delivered.get(name) ?? 0) + 1);
      settle();
    },
    ack(seq) {
      stored = seq;
      for (const look of ahead) look();
      ahead.clear();
    },
  };
}

/** A line that waits for branches or a child that have not all ended. */
function waitsForOthers(snapshot: Snapshot, branch: string): boolean {
  const pending = pendingOf(snapshot, branch);
  if (pending?.type === 'branches') return !isDecided(pending);
  return pending?.type === 'child' && !isOver(pending.instance);
}

function waitsInTime(snapshot: Snapshot, branch: string): boolean {
  const type = pendingOf(snapshot, branch)?.type;
  return type === 'timer' || type === 'signal';
}

/** The wait of a line whose signal has not come; null when it has, or none is waited for. */
function signalNeeded(
  snapshot: Snapshot,
  branch: string,
  delivered: ReadonlyMap<string, number>,
): Extract<Pending, { readonly type: 'signal' }> | null {
  const pending = pendingOf(snapshot, branch);
  if (pending?.type !== 'signal' || (delivered.get(pending.signal) ?? 0) > 0) return null;
  return snapshot.signals.some(({ name }) => name === pending.signal) ? null : pending;
}

function pendingOf(snapshot: Snapshot, branch: string): Pending | null {
  const line = lineAt(snapshot, branch);
  return line?.type === 'workflow' && line.instance.status === 'waiting' ? line.instance.pending : null;
}
