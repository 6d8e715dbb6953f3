/** What a run's frames look like from afar: enough to draw a timeline, and a closer look at one of them. */
import type { ErrorRecord } from '../language/directive.ts';
import type { Json, Path } from '../language/json.ts';
import type { Signal } from '../language/snapshot.ts';
import type { Wait } from '../language/waits.ts';
import type { LogEntry, Metric } from './run.ts';
import type { ValueType } from './valueType.ts';

/** A frame without its values, of bounded size. */
export interface StepOutline {
  /** The position that this step led to, from 1. */
  readonly k: number;
  readonly seq: number;
  /** Empty on the main line. */
  readonly branch: string;
  /** The child workflow that took the step; null for the run's own. */
  readonly workflow: string | null;
  readonly state: string;
  readonly next: string;
  /** Line of the return; null when unknown. */
  readonly line: number | null;
  /** Milliseconds since 1970, on the run's clock. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** One for each try. */
  readonly attempts: readonly AttemptOutline[];
  readonly calls: readonly CallOutline[];
  /** What it failed with, whether it threw or returned `fail`; null when it succeeded. */
  readonly error: string | null;
  /** Edits that a person made before the step. */
  readonly edits: number;
  /** What ended a wait, in words, where the engine took the transition; null for a step. */
  readonly wake: string | null;
  /** Of that, milliseconds in which the run waited for a signal, a timer or a person; 0 for a step, and for the end of branches and children, whose own steps have that time. */
  readonly waitedMs: number;
  /** Names of the signals that were received since the step before. */
  readonly signals: readonly string[];
  /** The step undid one before it. */
  readonly undoes: boolean;
}

export interface AttemptOutline {
  readonly startedAt: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

export interface CallOutline {
  /** Service and method, joined with a dot. */
  readonly name: string;
  /** Milliseconds after the start of its attempt. */
  readonly startedMs: number;
  readonly durationMs: number;
  /** The attempt (from 1) that made the call. */
  readonly attempt: number;
  readonly failed: boolean;
  readonly reused: boolean;
  /** Input and output tokens together; null where the answer does not say. */
  readonly tokens: number | null;
  /** In US dollars; null where it is not known. */
  readonly cost: number | null;
}

/** Body of the answer to `backstep/history`: the outlines of a stretch of the run. */
export interface HistoryPage {
  readonly run: string;
  /** Steps recorded when this was answered. */
  readonly head: number;
  /** Position of the first outline. */
  readonly from: number;
  readonly steps: readonly StepOutline[];
}

/** Body of the answer to `backstep/step`: all of one frame, its large values shortened. */
export interface StepDetails {
  readonly run: string;
  readonly k: number;
  /** Id of the line that took it: empty for the main line. */
  readonly branch: string;
  readonly state: string;
  readonly next: string;
  readonly data: Shown;
  /** The directive that it returned; null for a step that threw or was not asked: the end of a wait, an undo. */
  readonly returned: Shown | null;
  readonly calls: readonly CallDetails[];
  /** What the step changed in the session, by path. */
  readonly changes: readonly Change[];
  readonly logs: readonly LogEntry[];
  readonly metrics: readonly Metric[];
  readonly error: ErrorRecord | null;
  /** It ends a branch that failed, and whose failure the join gets. */
  readonly failedBranch?: true;
}

export interface CallDetails extends CallOutline {
  readonly args: readonly Shown[];
  readonly answer: Shown;
  /** The answer is the list of chunks that came, one after the other; `left` when the step did not take all. */
  readonly stream: { readonly left: boolean } | null;
  /** What the call threw; the answer is null then. */
  readonly error: ErrorRecord | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** The model that the request or the answer names. */
  readonly model: string | null;
}

export interface Change {
  /** As an expression, such as `session.user.name`. */
  readonly name: string;
  readonly path: Path;
  /** Null where there was nothing before. */
  readonly before: Shown | null;
  /** Null where nothing is left. */
  readonly after: Shown | null;
}

/** A value, or how the JSON of a large one begins. */
export type Shown =
  | { readonly type: 'whole'; readonly value: Json }
  | { readonly type: 'cut'; readonly beginning: string; readonly length: number };

/** Body of the answer to `backstep/state`: what stood after a step. */
export interface StateAt {
  readonly run: string;
  readonly k: number;
  readonly state: string;
  readonly session: Json;
  readonly data: Json;
  /** Why a person cannot edit the session there, to stand after a colon; null where they can. */
  readonly refusal: string | null;
}

/** Body of the answer to `backstep/sessionType`: what the source says that the session is; null where it says nothing. */
export interface SessionTypeBody {
  readonly type: ValueType | null;
}

/** Body of the answer to `backstep/values`: what a session path held over time, oldest first. */
export interface ValueHistory {
  readonly name: string;
  /** The start, and every step that wrote to the path, above it or below it. */
  readonly points: readonly {
    readonly k: number;
    /** Null where there was no value. */
    readonly value: Shown | null;
  }[];
  /** Earlier points that were left out, and later ones. */
  readonly omitted: number;
  readonly later: number;
}

/** Body of the answer to `backstep/changes`: who changed a session value, oldest first. */
export interface ValueChanges {
  readonly expression: string;
  readonly run: string;
  readonly changes: readonly {
    /** The position after the change. */
    readonly k: number;
    /** An edit is a person's, made before the step. */
    readonly by: 'step' | 'edit';
    /** The step's state and the one that it went to. */
    readonly from: string;
    readonly to: string;
    /** Line of the return; null when unknown. */
    readonly line: number | null;
    /** Null where there was no value. */
    readonly before: Shown | null;
    readonly after: Shown | null;
  }[];
}

/** A wait, and the type of the payload that its signal is to bring; null where that is not written, and for a timer. */
export interface OfferedWait extends Wait {
  readonly payload: ValueType | null;
}

/** The answer to `backstep/waits`. */
export interface WaitsBody {
  readonly waits: readonly OfferedWait[];
  /** Signals that the run received after this position, oldest first: none is delivered again by itself. */
  readonly received: readonly Signal[];
}
