import type { Wake } from '../language/advance.ts';
import type { Directive, ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { Cut, Instance, Signal } from '../language/snapshot.ts';
import type { Exchange, RecordedStream, TokenUsage, TypedValue } from './answer.ts';

/**
 * The record of one transition: that of a step, or one that the engine took because what was waited for has come (then
 * `wake` is set, and there are no attempts and no calls). Nothing in it changes after it is written.
 */
export interface Frame {
  /** Its position in the record: 1 for the first frame of the run. */
  readonly seq: number;
  /** The line that took the transition: empty on the main line, else the id of a branch or a child, as in `2.0/1`. */
  readonly branch: string;
  /** The workflow that runs on the line, and its version; left out where they are those of the run. */
  readonly workflow?: string;
  readonly version?: string;
  readonly state: string;
  /** The data the step got. */
  readonly data: Json;
  /** Edits that a person made to session or data after the step before this one. Applied before the step ran. */
  readonly edits: readonly Edit[];
  /** What the step changed in the session. Empty when it threw: a failed step rolls back. */
  readonly patches: readonly Patch[];
  readonly directive: Directive;
  /** Set when every attempt of the step threw; `directive` then says where that led. */
  readonly error: ErrorRecord | null;
  /** The member name of the next state, `#done`, `#failed`, or `#waiting` when what the step asked for takes its time. */
  readonly next: string;
  /** Where the step returned (or threw), null when unknown. */
  readonly at: SourcePosition | null;
  readonly attempts: readonly Attempt[];
  readonly calls: readonly Call[];
  readonly logs: readonly LogEntry[];
  readonly metrics: readonly Metric[];
  /** Milliseconds since 1970, on the run's clock. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Set when the engine took the transition: what ended the wait of the step at `state`. */
  readonly wake?: Wake;
  /** Signals that were received since the frame before. */
  readonly signals?: readonly Signal[];
  /** The step has a compensation, which runs when the workflow fails later. */
  readonly undoable?: true;
  /** This is the compensation of the step at `state`. */
  readonly undoes?: true;
  /** The child workflows that the directive starts, as they begin. */
  readonly opened?: readonly Instance[];
}

/** A place in a source file; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One try of a step; `error` is null on the try that succeeded. */
export interface Attempt {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly error: ErrorRecord | null;
  /** What it found as `restored` when it was the first after an interruption; left out for any other. */
  readonly restored?: Json;
}

/** One call of a service inside a step. */
export interface Call {
  /** Name of the service on the context. */
  readonly service: string;
  /** Member path from the service, joined with dots; empty when the service itself is a function. */
  readonly method: string;
  readonly args: readonly Json[];
  readonly result: CallResult;
  /** Milliseconds after the start of its attempt. */
  readonly startedMs: number;
  /** Until the answer was there; of a stream, until its end or until it was left. */
  readonly durationMs: number;
  /** The attempt (from 1) that made the call. */
  readonly attempt: number;
  /** The service answered with a promise; a reused answer is given the same way. */
  readonly promised: boolean;
  /** Answered from a recording instead of by the service. */
  readonly reused: boolean;
  /** The record does not tell all of the arguments or of the answer: by itself it answers no other call. */
  readonly lossy?: true;
  /** Part of the arguments is recorded as it prints: others may be recorded the same. */
  readonly vague?: true;
  /** The line of the user's that made the call; left out when unknown. */
  readonly at?: SourcePosition;
  /** Size of the answer as JSON in UTF-8; left out for what has no JSON. */
  readonly bytes?: number;
  /** What the call changes in the world, as `effect` names it; left out for a service that was not marked. */
  readonly effect?: string;
  /** A request that went past the services, seen on its way out: what it changed is unknown, and it answers no other call. */
  readonly observed?: true;
  /** Made by the compensation of an earlier run's step, before this step made a call anew: it answers no other call. */
  readonly undoing?: true;
  readonly usage?: TokenUsage;
  /** What in the arguments and the answer was no JSON, and of what type it was. */
  readonly typed?: readonly TypedValue[];
  /** The requests behind an answer that cannot be told as JSON: with these the service's own method gives it again. */
  readonly exchanges?: readonly Exchange[];
}

/** How a call ended. `handle` stands for a result that is not JSON; `text` is how it prints. */
export type CallResult =
  | { readonly type: 'value'; readonly value: Json }
  /** `value` is what stood around the streams, null where they stood. */
  | { readonly type: 'stream'; readonly value: Json; readonly streams: readonly RecordedStream[] }
  | { readonly type: 'handle'; readonly text: string }
  | { readonly type: 'error'; readonly error: ErrorRecord }
  | { readonly type: 'open' };

export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** Milliseconds after the start of its attempt. */
  readonly atMs: number;
}

export interface Metric {
  readonly name: string;
  readonly value: number;
}

/** A person's change to the session, the data or the state between two steps. The state is a text, set whole. */
export interface Edit {
  readonly target: 'session' | 'data' | 'state';
  readonly patches: readonly Patch[];
}

/** What is known of a run when it begins. */
export interface RunHeader {
  readonly id: string;
  readonly workflow: string;
  readonly version: string;
  /** Absolute path of the file that holds the class. */
  readonly file: string;
  readonly states: readonly string[];
  readonly start: string;
  /** When the recording began: milliseconds since 1970, on the machine's clock, whatever time a fork's steps go on from. */
  readonly startedAt: number;
  readonly input: Json;
  readonly config: Json;
  /** The session before the first step. */
  readonly session: Json;
  /** The run and cut this one was forked from; frames up to the cut are the parent's. */
  readonly parent: { readonly run: string; readonly cut: Cut } | null;
  /** Text of the workflow's file when the run began. */
  readonly source: string;
}

/**
 * How a run stands: `stopped` was ended from outside before it finished, `running` is being recorded, `unfinished` was cut
 * off: whoever recorded it is gone.
 */
export type RunStatus = 'running' | 'unfinished' | 'done' | 'failed' | 'waiting' | 'stopped';

export interface RunEnd {
  readonly status: Exclude<RunStatus, 'running' | 'unfinished'>;
  readonly output: Json;
  readonly error: ErrorRecord | null;
  readonly endedAt: number;
}

/** A run as the Runs view and `backstep runs` list it. */
export interface RunSummary {
  readonly id: string;
  readonly workflow: string;
  readonly file: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Steps recorded in this run, those of its parents included. */
  readonly steps: number;
  readonly parent: string | null;
  /** The step of the parent after which this run was forked from it; null without a parent. */
  readonly parentSeq: number | null;
  /** Absolute path of the recording. */
  readonly path: string;
}
