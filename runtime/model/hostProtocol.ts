/** What the adapter and the host say to each other. JSON with a string-literal `type`, one union per direction. */
import type { ErrorRecord } from '../language/directive.ts';
import type { Json, Path } from '../language/json.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { AskedCall, UndoOrder } from './asked.ts';
import type { CallPolicy } from './callPolicy.ts';
import type { ProgressNote, StepProgress } from './progress.ts';
import type { Call, Edit, Frame, LogEntry, SourcePosition } from './run.ts';
import type { StreamBody } from './stream.ts';

/**
 * The environment variable by which a host in a terminal finds its adapter, as `PID:PATH`: the process that it ends with,
 * and the socket to connect to. A host that the adapter starts itself has the channel as file descriptor 3.
 */
export const channelVariable = 'BACKSTEP_CHANNEL';

/**
 * The environment variable with the options of Node for a host in a terminal. As `NODE_OPTIONS` they would be those of the
 * process that runs it, too, which then takes the port of `--inspect`.
 */
export const nodeOptionsVariable = 'BACKSTEP_NODE_OPTIONS';

/** Where whoever started the host in a terminal tells how it ends, beside the socket of the host's own channel. */
export function guardPath(channelPath: string): string {
  return `${channelPath}.guard`;
}

/** What the process says that runs a host in a terminal: first who it is, at last how the host has ended. */
export type GuardEvent =
  | { readonly type: 'guarding'; readonly pid: number }
  | { readonly type: 'ended'; readonly how: string };

// adapter → host

export type HostCommand =
  /** Load the module and find the workflow; answered by `loaded` or `refused`. */
  | {
      readonly type: 'load';
      readonly file: string;
      readonly workflow: string | null;
      /** Folder for what steps store with `artifact`. */
      readonly artifacts: string;
      /** Names and paths whose values are not stored in them. */
      readonly redact: readonly string[];
    }
  /** Make the first snapshot: services are constructed, the session factory runs; answered by `begun` or `refused`. */
  | {
      readonly type: 'begin';
      readonly input: Json;
      /** Top-level session and config values that replace those of the class. */
      readonly session: { readonly [key: string]: Json };
      readonly config: { readonly [key: string]: Json };
    }
  /** Interpret from this snapshot; whatever ran before is abandoned. Waits for `step` or `run`. */
  | {
      readonly type: 'travel';
      readonly run: string;
      readonly snapshot: Snapshot;
      readonly edits: readonly Edit[];
      /** Recorded calls that may answer for equal ones. */
      readonly answers: readonly Call[];
      /** How calls are answered in a re-run; null for a run that goes where none has been. */
      readonly policy: CallPolicy | null;
      /** What the steps here had come to, by name, when the host before was lost inside of them: they go on from there. */
      readonly progress: readonly (readonly [string, StepProgress])[];
    }
  /** What somebody decided about a call that was asked about. */
  | { readonly type: 'decide'; readonly call: number; readonly decision: 'reuse' | 'live' }
  /** Undo what an earlier step did, then make the call that waits; answered by `undoFailed` when that goes wrong. */
  | { readonly type: 'compensate'; readonly call: number; readonly undo: UndoOrder }
  /** Let a line take one transition, with all that it takes inside of it up to a boundary in `stops`; the others wait. */
  | { readonly type: 'step'; readonly branch: string; readonly stops: StopSet }
  /** Deliver a signal to the run. */
  | { readonly type: 'signal'; readonly name: string; readonly payload: Json }
  /** Run until a boundary in `stops`, `pause`, or step number `until` is done. */
  | { readonly type: 'run'; readonly stops: StopSet; readonly until: number | null }
  /** From now on a running host stops at these instead. */
  | { readonly type: 'stops'; readonly stops: StopSet }
  /** Stop at the next boundary. */
  | { readonly type: 'pause' }
  /** The frame is stored; the host runs at most a window ahead of this. */
  | { readonly type: 'ack'; readonly seq: number }
  /** Open the inspector, for a JavaScript debugger that is to stop in a method; answered by `inspecting`. */
  | { readonly type: 'inspect'; readonly enter: StepMethodName | null }
  /** Close it again. */
  | { readonly type: 'uninspect' };

/** The method of a step, or the one that undoes it. */
export interface StepMethodName {
  readonly workflow: string;
  readonly state: string;
  readonly undoes: boolean;
}

/** Where a running host must stop and ask. A prefilter: the adapter decides about conditions and counts. */
export interface StopSet {
  /** States to stop before. */
  readonly entering: readonly string[];
  /** Lines to stop after a return from, in any file: the adapter knows which file is meant. */
  readonly returns: readonly number[];
  /** Transitions to stop after; `*` stands for any state. */
  readonly transitions: readonly { readonly from: string; readonly to: string }[];
  /** Session paths after a change of which to stop. */
  readonly writes: readonly Path[];
  /** Stop after a step of which an attempt failed, or that fails its line. */
  readonly failures: boolean;
  /** Stop after a step that may have spent something: one that called a service or measured. */
  readonly spending: boolean;
}

// host → adapter

export type HostEvent =
  /** Sent once, first: the host can take commands. */
  | { readonly type: 'ready'; readonly pid: number; readonly node: string }
  /** `files` are those of the user that were loaded. */
  | { readonly type: 'loaded'; readonly manifest: ManifestSummary; readonly files: readonly string[] }
  /** The command could not be carried out; `at` is the user's source where it is known. */
  | {
      readonly type: 'refused';
      /** A process that one is attached to refuses an inspector alone. */
      readonly of?: HostCommand['type'];
      readonly error: ErrorRecord;
      readonly at: SourcePosition | null;
    }
  | { readonly type: 'begun'; readonly snapshot: Snapshot }
  | { readonly type: 'frame'; readonly frame: Frame }
  /** What a step in flight has come to that has no frame yet. */
  | { readonly type: 'note'; readonly note: ProgressNote }
  /** The inspector is open on this port of 127.0.0.1. */
  | { readonly type: 'inspecting'; readonly port: number }
  /** A line logged by the step in flight, as it happens; it is in the frame too. */
  | { readonly type: 'log'; readonly state: string; readonly seq: number; readonly entry: LogEntry }
  /** What a step in flight has printed. */
  | {
      readonly type: 'print';
      readonly category: 'stdout' | 'stderr';
      readonly text: string;
      readonly state: string;
      readonly seq: number;
    }
  /** What a call of a step in flight has answered since the last one. */
  | { readonly type: 'stream'; readonly stream: StreamBody }
  /** A call of a re-run waits until somebody has decided. */
  | { readonly type: 'ask'; readonly call: number; readonly asked: AskedCall }
  /** The compensation has ended well: what it undid is undone, whatever becomes of the step that waited for it. */
  | { readonly type: 'undone'; readonly call: number }
  /** The compensation threw, so the call still waits. */
  | { readonly type: 'undoFailed'; readonly call: number; readonly error: ErrorRecord }
  /** The interpreter itself failed; the host is of no more use. */
  | { readonly type: 'crashed'; readonly message: string }
  /** The host stands between two transitions and waits: all lines do, and `branch` is the one that it is about. */
  | {
      readonly type: 'boundary';
      readonly seq: number;
      readonly branch: string;
      readonly reason: BoundaryReason;
    };

/** `wait`: the line needs a signal that has not come. */
export type BoundaryReason = 'step' | 'stop' | 'pause' | 'wait' | 'end';

export interface ManifestSummary {
  readonly workflow: string;
  readonly version: string;
  readonly file: string;
  readonly states: readonly string[];
  readonly start: string;
}
