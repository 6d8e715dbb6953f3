import { readFileSync } from 'node:fs';
import type { ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { AskedCall, UndoOrder } from '../model/asked.ts';
import type { CallPolicy } from '../model/callPolicy.ts';
import type {
  BoundaryReason,
  HostEvent,
  ManifestSummary,
  StepMethodName,
  StopSet,
} from '../model/hostProtocol.ts';
import type { Progress, ProgressNote } from '../model/progress.ts';
import type { Call, Edit, Frame, LogEntry, SourcePosition } from '../model/run.ts';
import type { StreamBody } from '../model/stream.ts';
import { DapError } from './dapError.ts';
import { changedAt } from './graphs.ts';
import { type HostOptions, type HostProcess, startHost } from './hostProcess.ts';
import type { HostStarter } from './hostStarter.ts';

/** What a running host tells. */
export interface HostClientListener {
  onFrame(frame: Frame): void;
  /** `seq` is the frame that it is about: lines that were under way may have recorded others since. */
  onBoundary(reason: BoundaryReason, branch: string, seq: number): void;
  /** The run holds, and what was to be made of that has failed. */
  onBoundaryLost(branch: string): void;
  /** What a step in flight has come to. */
  onNote(note: ProgressNote): void;
  onLog(entry: LogEntry, state: string, step: number): void;
  onStream(stream: StreamBody): void;
  /** `step` is the one that printed it, where that is known. */
  onOutput(
    category: 'stdout' | 'stderr',
    text: string,
    step?: { readonly state: string; readonly seq: number },
  ): void;
  /** A call of a re-run waits for a decision. */
  onAsk(call: number, asked: AskedCall): void;
  /** The compensation that was to come before a call has ended; the call may not have been made yet. */
  onUndone(call: number): void;
  /** The compensation that was to come before a call threw: the call still waits. */
  onUndoFailed(call: number, error: ErrorRecord): void;
  /** The host is gone, or of no more use; it has been ended. */
  onLost(how: string): void;
}

/** A mistake in the user's program, with its place where it is known. */
export class ProgramError extends DapError {
  readonly at: SourcePosition | null;
  /** The stack of the user's error; null when it says nothing more. */
  readonly userStack: string | null;

  constructor(code: string, message: string, at: SourcePosition | null, userStack: string | null) {
    super(code, message, { showUser: true });
    this.at = at;
    this.userStack = userStack;
  }
}

/** A process that takes a run on from where it stands. */
export interface RunningHost {
  /** Lets a line take one transition, up to a boundary in `stops` of what runs inside of it. */
  step(branch: string, stops: StopSet): void;
  signal(name: string, payload: Json): void;
  run(stops: StopSet, until: number | null): void;
  setStops(stops: StopSet): void;
  pause(): void;
  ack(seq: number): void;
  decide(call: number, decision: 'reuse' | 'live'): void;
  /** Undoes what an earlier step did, then makes the call that waits. */
  compensate(call: number, undo: UndoOrder): void;
  /**
   * Opens the inspector of a host that stands, and resolves to its port.
   *
   * @throws DapError when the host refuses, or ends before
   */
  inspect(enter: StepMethodName | null): Promise<number>;
  uninspect(): void;
  /** Ends it, or, where it is not ours, leaves it to itself. */
  kill(): void;
}

/** A host of our own, with its workflow loaded. */
export interface HostClient extends RunningHost {
  readonly manifest: ManifestSummary;
  readonly pid: number;
  /** Text of the workflow's file as it was loaded. */
  readonly source: string;
  /** Whether a file that the host loaded was written since. */
  changed(): boolean;
  begin(given: {
    readonly input: Json;
    readonly session: { readonly [key: string]: Json };
    readonly config: { readonly [key: string]: Json };
  }): Promise<Snapshot>;
  travel(
    run: string,
    snapshot: Snapshot,
    how: {
      readonly edits: readonly Edit[];
      readonly answers: readonly Call[];
      readonly policy: CallPolicy | null;
      readonly progress: Progress;
    },
  ): void;
}

/** A module whose top level, or a factory whose code, takes longer than this does not end. */
const answerWithinMs = 60_000;
/** A host that stands opens its inspector at once, unless a step that was left keeps it busy. */
const inspectorWithinMs = 15_000;

interface Pending {
  readonly type: 'loaded' | 'begun' | 'inspecting';
  resolve(event: HostEvent): void;
  reject(error: Error): void;
}

/**
 * Starts a host and loads the workflow.
 *
 * @throws ProgramError for mistakes in the program; DapError when the host cannot be started or does not answer
 */
export async function loadHost(
  file: string,
  workflow: string | null,
  options: HostOptions,
  listener: HostClientListener,
  signal: AbortSignal,
  start: HostStarter['start'] = startHost,
): Promise<HostClient> {
  let pending: Pending | null = null;
  let travelling = false;
  /** Inspectors that were asked for, and given up before the host had answered. */
  let unwanted = 0;
  const host: HostProcess = await start(
    options,
    {
      onEvent: guarded,
      onOutput: listener.onOutput,
      onExit(how) {
        const left = pending;
        left?.reject(
          new DapError('host-lost', `The host ended with ${how} while it loaded ${file}.`, {
            showUser: true,
          }),
        );
        pending = null;
        signal.removeEventListener('abort', abandon);
        if (left === null || left.type === 'inspecting') listener.onLost(how);
      },
    },
    signal,
  );

  /** A mistake in telling one event costs that event: the session holds the run, and what it recorded, and goes on. */
  function guarded(event: HostEvent): void {
    try {
      onEvent(event);
    } catch (error) {
      const stack = error instanceof Error ? error.stack : undefined;
      listener.onOutput(
        'stderr',
        `Backstep could not take note of the event "${event.type}" of the run (event-lost): ${stack ?? String(error)}\n`,
      );
      if (event.type === 'boundary') listener.onBoundaryLost(event.branch);
    }
  }
  function onEvent(event: HostEvent): void {
    switch (event.type) {
      case 'inspecting':
        if (unwanted > 0) {
          unwanted--;
          return;
        }
        if (pending?.type === 'inspecting') pending.resolve(event);
        return;
      case 'loaded':
      case 'begun':
        if (pending?.type === event.type) pending.resolve(event);
        return;
      case 'refused': {
        const { code, message, stack } = event.error;
        // The first answer is of the inspector that was given up first.
        if (event.of === 'inspect' && unwanted > 0) unwanted--;
        else if (pending)
          pending.reject(new ProgramError(code ?? 'program-failed', message, event.at, stack));
        else if (travelling) lose(message);
        return;
      }
      case 'frame':
        listener.onFrame(event.frame);
        return;
      case 'note':
        listener.onNote(event.note);
        return;
      case 'boundary':
        listener.onBoundary(event.reason, event.branch, event.seq);
        return;
      case 'log':
        listener.onLog(event.entry, event.state, event.seq);
        return;
      case 'print':
        listener.onOutput(event.category, event.text, event);
        return;
      case 'stream':
        listener.onStream(event.stream);
        return;
      case 'ask':
        listener.onAsk(event.call, event.asked);
        return;
      case 'undone':
        listener.onUndone(event.call);
        return;
      case 'undoFailed':
        listener.onUndoFailed(event.call, event.error);
        return;
      case 'crashed':
        lose(event.message);
        return;
      case 'ready':
        return;
      default:
        event satisfies never;
    }
  }
  function lose(how: string): void {
    signal.removeEventListener('abort', abandon);
    host.kill();
    listener.onLost(how);
  }
  function ask<T extends Pending['type']>(
    type: T,
    what: string,
    send: () => void,
  ): Promise<Extract<HostEvent, { type: T }>> {
    const withinMs = type === 'inspecting' ? inspectorWithinMs : answerWithinMs;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        pending?.reject(
          new DapError(
            'host-silent',
            `${what} took longer than ${withinMs / 1000} s and was ended. Look for code that waits or loops there.`,
            {
              showUser: true,
            },
          ),
        );
        if (type === 'inspecting') lose('no answer');
        else host.kill();
      }, withinMs);
      pending = {
        type,
        resolve(event) {
          clearTimeout(timer);
          pending = null;
          resolve(event as Extract<HostEvent, { type: T }>);
        },
        reject(error) {
          clearTimeout(timer);
          pending = null;
          reject(error);
        },
      };
      send();
    });
  }

  function abandon(): void {
    pending?.reject(new DapError('stopped', 'The session was stopped.'));
    host.kill();
  }
  if (signal.aborted) abandon();
  signal.addEventListener('abort', abandon);
  const end = (): void => {
    signal.removeEventListener('abort', abandon);
    host.kill();
  };
  try {
    const source = sourceOf(file);
    const before = changedAt(file);
    const { manifest, files } = await ask('loaded', `Loading ${file}`, () =>
      host.send({ type: 'load', file, workflow, artifacts: options.artifacts, redact: options.redact }),
    );
    const times = new Map(files.map((loaded) => [loaded, changedAt(loaded)]));
    times.set(file, before);
    return {
      manifest,
      source,
      pid: host.pid,
      changed: () => [...times].some(([loaded, time]) => changedAt(loaded) !== time),
      async begin({ input, session, config }) {
        const what = `Making the services and the session of ${manifest.workflow}`;
        return (await ask('begun', what, () => host.send({ type: 'begin', input, session, config })))
          .snapshot;
      },
      travel(run, snapshot, how) {
        travelling = true;
        host.send({ type: 'travel', run, snapshot, ...how, progress: [...how.progress] });
      },
      compensate: (call, undo) => host.send({ type: 'compensate', call, undo }),
      decide: (call, decision) => host.send({ type: 'decide', call, decision }),
      step: (branch, stops) => host.send({ type: 'step', branch, stops }),
      signal: (name, payload) => host.send({ type: 'signal', name, payload }),
      run: (stops, until) => host.send({ type: 'run', stops, until }),
      setStops: (stops) => host.send({ type: 'stops', stops }),
      pause: () => host.send({ type: 'pause' }),
      ack: (seq) => host.send({ type: 'ack', seq }),
      inspect: async (enter) =>
        (
          await ask('inspecting', 'Opening the inspector of the host', () =>
            host.send({ type: 'inspect', enter }),
          )
        ).port,
      uninspect() {
        if (pending?.type === 'inspecting') {
          unwanted++;
          pending.reject(new DapError('stopped', 'Nobody waits for the inspector any more.'));
        }
        host.send({ type: 'uninspect' });
      },
      kill() {
        pending?.reject(new DapError('stopped', 'The session was stopped.'));
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

/** @throws ProgramError */
function sourceOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ProgramError(
      'no-program',
      `The workflow's file ${file} cannot be read (${(error as Error).message}). What is recorded can still be looked at; put the file back to run on.`,
      null,
      null,
    );
  }
}
