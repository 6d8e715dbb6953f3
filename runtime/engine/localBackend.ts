import type { Durable } from '../language/interpret.ts';
import type { Json } from '../language/json.ts';
import type { Manifest } from '../language/manifest.ts';
import { nextState } from '../language/nextState.ts';
import type { Signal, Snapshot } from '../language/snapshot.ts';
import { requestAt, type StepRequest } from '../language/stepRequest.ts';
import type { UndoOrder } from '../model/asked.ts';
import type { Progress, ProgressNote } from '../model/progress.ts';
import type { Call, Edit, Frame, LogEntry } from '../model/run.ts';
import { type Answers, noAnswers } from './answers.ts';
import type { ArtifactStore } from './artifactStore.ts';
import { attemptStep } from './attempt.ts';
import type { CallChunk } from './callRecorder.ts';
import { type Clock, realClock } from './clock.ts';
import { HeldTime } from './heldTime.ts';
import { makeServices } from './prepare.ts';
import type { Requests } from './requests.ts';
import { type NewFrame, round, runStep } from './stepRunner.ts';

/** What the local backend is given from outside. */
export interface LocalBackendOptions {
  readonly run: string;
  readonly manifest: Manifest;
  /** The services of `manifest`. */
  readonly services: { readonly [name: string]: unknown };
  /** Makes those of child workflows, each once; without it their own factories do. */
  readonly servicesOf?: (manifest: Manifest) => { readonly [name: string]: unknown };
  /** Stores a frame. The line goes on when this has returned, or its promise has resolved. */
  readonly record: (frame: Frame) => void | Promise<void>;
  /** Called when a line stands between two steps; the line goes on when it returns, or its promise resolves. */
  readonly boundary?: (snapshot: Snapshot, branch: string) => void | Promise<void>;
  readonly onLog?: (entry: LogEntry, request: StepRequest) => void;
  /** Hears the pieces of streamed answers as steps read them. */
  readonly onChunk?: (chunk: CallChunk, request: StepRequest) => void;
  /**
   * Called when nothing runs any more, and all that is open waits: for a time of the run's clock, or, with null, for a
   * signal alone. Without it such a run waits on.
   */
  readonly onIdle?: (until: number | null) => void;
  readonly clock?: Clock;
  readonly answers?: Answers;
  /** Sees what steps request past their services; without it nothing is seen. */
  readonly requests?: Requests;
  /** Where large values go; without it `artifact` and `load` are refused. */
  readonly artifacts?: ArtifactStore;
  /** Frames that answer for their steps instead of running them, by step name. */
  readonly memo?: ReadonlyMap<string, Frame>;
  /** Edits made to the snapshot that the run starts from: they go into the first frame. */
  readonly edits?: readonly Edit[];
  /** What the run's interruption left of the steps that were in flight: they go on from there. */
  readonly progress?: Progress;
  /** Stores what must survive an interruption before its step has a frame. What it throws, the step throws too. */
  readonly onProgress?: (note: ProgressNote) => void;
  /** In a replay: what an attempt, from 1, finds as `restored` that an interrupted one has left. */
  readonly restored?: (attempt: number) => Json | undefined;
  /** Signals that were sent before the run was taken up. */
  readonly signals?: readonly Signal[];
  readonly stop?: AbortSignal;
}

export interface LocalBackend extends Durable<NewFrame> {
  /** Delivers a signal to the run. */
  signal(name: string, payload: Signal['payload']): void;
  /**
   * Runs the compensation of a step of an earlier run, and gives the calls that it made. What it does to the session is
   * nobody's.
   *
   * @throws what the compensation throws, as a record; BackstepError `missing-compensation`
   */
  undo(order: UndoOrder): Promise<readonly Call[]>;
}

/** The backend that `backstep run` and the debugger's host run on: one process, every transition a frame. */
export function localBackend(options: LocalBackendOptions): LocalBackend {
  const { record, boundary, memo, clock = realClock, stop = null, onChunk } = options;
  const { onProgress = () => undefined, restored = () => undefined } = options;
  const services = new Map([[options.manifest.name, options.services]]);
  let edits = options.edits ?? [];
  let received = [...(options.signals ?? [])];
  /** Woken when a signal comes. */
  const listeners = new Set<() => void>();
  const waits = new Set<{ readonly until: number | null }>();
  let running = 0;

  function servicesOf(manifest: Manifest): { readonly [name: string]: unknown } {
    const known = services.get(manifest.name);
    if (known) return known;
    const made = (options.servicesOf ?? makeServices)(manifest);
    services.set(manifest.name, made);
    return made;
  }

  /** One signal for all steps of a line: each that is made holds on to those it is made of. */
  const stops = new WeakMap<AbortSignal, AbortSignal>();
  function stopOf(closed: AbortSignal | null): AbortSignal | null {
    if (closed === null || stop === null) return closed ?? stop;
    const known = stops.get(closed);
    if (known) return known;
    const made = AbortSignal.any([stop, closed]);
    stops.set(closed, made);
    return made;
  }

  function takeEdits(): readonly Edit[] {
    const taken = edits;
    edits = [];
    return taken;
  }

  /** Looks when all that is ready has run: the next step may begin in a moment. */
  function lookIdle(): void {
    if (!options.onIdle) return;
    setImmediate(() => {
      if (running > 0 || waits.size === 0) return;
      const times = [...waits].flatMap(({ until }) => (until === null ? [] : [until]));
      options.onIdle?.(times.length === 0 ? null : Math.min(...times));
    });
  }

  /** While a line waits, and nothing else runs, the run is idle. */
  async function waiting<T>(until: number | null, wait: Promise<T>): Promise<T> {
    const entry = { until };
    waits.add(entry);
    lookIdle();
    try {
      return await wait;
    } finally {
      waits.delete(entry);
    }
  }

  return {
    publish(snapshot, branch, frame) {
      const stored = frame === null ? undefined : record(frame);
      const passed = stored ? stored.then(() => boundary?.(snapshot, branch)) : boundary?.(snapshot, branch);
      if (!passed || !options.onIdle) return passed;
      // A line that stands at a boundary has work before it.
      running++;
      return passed.finally(() => {
        running--;
        if (waits.size > 0) lookIdle();
      });
    },

    async runStep(request) {
      const known = memo?.get(request.name);
      if (known) return { frame: known, known: true };
      const { closed } = request;
      if (closed?.aborted) return null;
      running++;
      try {
        const frame = runStep(request, {
          run: options.run,
          root: options.manifest,
          services: servicesOf(request.manifest),
          clock,
          answers: options.answers ?? noAnswers,
          requests: options.requests ?? null,
          artifacts: options.artifacts ?? null,
          edits: takeEdits(),
          stop: stopOf(closed),
          onLog: (entry) => options.onLog?.(entry, request),
          onChunk: onChunk ? (chunk) => onChunk(chunk, request) : null,
          progress: options.progress?.get(request.name) ?? null,
          onProgress,
          restored,
        });
        return await untilClosed(frame, closed);
      } catch (error) {
        // Only a stop makes it reject, and a line that is closed has no use for the step.
        if (closed?.aborted && !stop?.aborted) return null;
        throw error;
      } finally {
        running--;
        if (waits.size > 0) lookIdle();
      }
    },

    wake(waking) {
      const { branch, workflow, state, wake, directive, error, since } = waking;
      return {
        seq: 0,
        branch,
        state,
        ...(workflow === options.manifest.name ? {} : { workflow }),
        data: null,
        edits: takeEdits(),
        patches: [],
        directive,
        error,
        next: nextState(directive),
        at: null,
        attempts: [],
        calls: [],
        logs: [],
        metrics: [],
        startedAt: since,
        durationMs: round(Math.max(0, clock.now() - since)),
        wake,
      };
    },

    async sleep(until, _branch, closed) {
      const signal = stopOf(closed);
      await waiting(until, clock.sleep(Math.max(0, until - clock.now()), signal ?? undefined));
      stop?.throwIfAborted();
      return !closed?.aborted;
    },

    async waitForSignal(_name, until, _branch, closed) {
      if (received.length > 0) return 'signal';
      const come = new AbortController();
      const hear = (): void => come.abort();
      listeners.add(hear);
      const outer = stopOf(closed);
      const ended = outer === null ? come.signal : AbortSignal.any([outer, come.signal]);
      try {
        await waiting(
          until,
          until === null ? aborted(ended) : clock.sleep(Math.max(0, until - clock.now()), ended),
        );
      } finally {
        listeners.delete(hear);
      }
      stop?.throwIfAborted();
      if (closed?.aborted) return null;
      return come.signal.aborted ? 'signal' : 'timeout';
    },

    received() {
      if (received.length === 0) return received;
      const taken = received;
      received = [];
      return taken;
    },

    async all(lines, concurrency) {
      const queue = lines.values();
      const work = async (): Promise<void> => {
        for (const line of queue) await line();
      };
      await Promise.all(Array.from({ length: Math.min(concurrency, lines.length) }, work));
    },

    async undo({ run, branch, instance }) {
      const request = requestAt(options.manifest, { type: 'workflow', instance }, branch, null);
      const result = await attemptStep(request, 1, {
        run,
        manifest: request.manifest,
        services: servicesOf(request.manifest),
        clock,
        startedAt: clock.now(),
        held: new HeldTime(),
        answers: noAnswers,
        requests: options.requests ?? null,
        artifacts: options.artifacts ?? null,
        // What has begun to be undone is undone to its end, wherever the run goes meanwhile.
        stop: null,
        notes: { logs: [], metrics: [], checkpoint: undefined },
        restored: undefined,
        onCheckpoint: () => undefined,
        onLog: (entry) => options.onLog?.(entry, request),
        onChunk: null,
      });
      if (result.error !== null) throw result.error;
      return result.calls;
    },

    signal(name, payload) {
      received.push({ name, payload, at: clock.now() });
      for (const hear of listeners) hear();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What a promise gives, or null as soon as the line is given up. A line has many steps: none leaves a listener behind. */
function untilClosed<T>(work: Promise<T>, closed: AbortSignal | null): Promise<T | null> {
  if (closed === null) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(null);
    closed.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => closed.removeEventListener('abort', giveUp));
  });
}
