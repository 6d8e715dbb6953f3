import type { Wake } from '../language/advance.ts';
import type { ErrorRecord } from '../language/directive.ts';
import type { Path } from '../language/json.ts';
import type { LogEntry, Metric, RunSummary } from './run.ts';
import type { Usage } from './usage.ts';

/** A recorded run as a page shows it; its steps come apart from it, since there may be very many. */
export interface RecordedRun {
  readonly summary: RunSummary;
  readonly version: string;
  readonly start: string;
  readonly states: readonly string[];
  /** How many steps are the parent's. */
  readonly inherited: number;
  readonly usage: Usage | null;
  /** Milliseconds in which its own steps ran. */
  readonly ms: number;
  readonly input: Shown;
  readonly config: Shown;
  /** The session before the first step. */
  readonly session: Shown;
  /** What came of the run; null while it has not ended well. */
  readonly output: Shown | null;
  readonly error: ErrorRecord | null;
  /** What is wrong with the file, in words; null when nothing is. */
  readonly damage: string | null;
}

/** What a step asked for that takes its time. */
export type Asked =
  | { readonly type: 'signal'; readonly name: string }
  | { readonly type: 'time'; readonly ms: number }
  | { readonly type: 'branches'; readonly count: number }
  | { readonly type: 'child'; readonly workflow: string };

/** A step in one line. */
export interface StepRow {
  /** Position: steps taken after it. */
  readonly k: number;
  readonly branch: string;
  /** The child workflow that took it; null for the run's own. */
  readonly workflow: string | null;
  readonly state: string;
  readonly next: string;
  /** Null for a step that was over with what it returned. */
  readonly asked: Asked | null;
  /** What ended a wait; null for a step. */
  readonly wake: Wake | null;
  /** It undid the step of its state. */
  readonly undoes: boolean;
  readonly line: number | null;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly attempts: number;
  readonly calls: number;
  /** Session paths that changed, dotted. */
  readonly changed: readonly string[];
  /** A person changed the session or the data before it. */
  readonly edited: boolean;
  readonly error: string | null;
  readonly usage: Usage | null;
}

/** All of a step, its values shortened where they are long. */
export interface RecordedStep extends StepRow {
  readonly data: Shown;
  readonly edits: readonly RecordedChange[];
  readonly changes: readonly RecordedChange[];
  readonly directive: Shown;
  readonly failure: ErrorRecord | null;
  readonly callList: readonly RecordedCall[];
  readonly logs: readonly LogEntry[];
  readonly metrics: readonly Metric[];
}

/** A change of one path; a list that got longer shows what was added to it. */
export interface RecordedChange {
  /** `session.answer`, `data.words`. */
  readonly path: string;
  readonly before: Shown | null;
  readonly after: Shown | null;
  /** What happened to a list, in words; null for any other value. */
  readonly note: string | null;
}

export interface RecordedCall {
  readonly name: string;
  readonly args: readonly Shown[];
  /** What it answered, a stream as a list of its pieces; null for an answer that is no JSON, which `text` tells of. */
  readonly answer: Shown | null;
  readonly streamed: boolean;
  readonly text: string;
  readonly failed: boolean;
  readonly reused: boolean;
  readonly attempt: number;
  readonly durationMs: number;
  readonly usage: Usage | null;
}

/** A value as a person reads it: a text as it is, anything else as indented JSON; at most so many characters of it. */
export interface Shown {
  readonly text: string;
  /** Characters of the whole; more than there are in `text` when it is shortened. */
  readonly length: number;
  readonly language: 'json' | 'text';
  /** Where the whole is to be had. */
  readonly place: ValuePlace;
}

/** A value in a run: `path` begins with what it is part of, such as `session` or `calls`, after the step that led to k. */
export interface ValuePlace {
  readonly k: number;
  readonly path: Path;
}

/** What a page that stands alone carries. */
export interface ExportedRun {
  readonly run: RecordedRun;
  readonly steps: readonly RecordedStep[];
}
