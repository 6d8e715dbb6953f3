/** What the extension and its workers say to each other: one union per direction, numbered. */
import type { Extraction, StateNames } from './graph.ts';
import type { Heat } from './heat.ts';
import type { RecordedRun, RecordedStep, StepRow, ValuePlace } from './recorded.ts';
import type { Frame, RunEnd, RunHeader, RunSummary } from './run.ts';
import type { Spent } from './usage.ts';
import type { ValueType } from './valueType.ts';

// extension → worker

/** A message with the number by which its answer is known. */
export type Numbered<Message> = Message & { readonly id: number };

/** Travels as `Numbered`; its response repeats the number. */
export type WorkerRequest =
  /** Extract a file's graph; `text` is the unsaved text, null to read the file. */
  | { readonly type: 'extract'; readonly file: string; readonly text: string | null }
  /**
   * Find every place that names a state of a file's workflow, in the files of its graph and in `others`. `texts` are
   * the texts of unsaved editors.
   */
  | {
      readonly type: 'stateNames';
      readonly file: string;
      readonly workflow: string;
      readonly texts: readonly { readonly file: string; readonly text: string }[];
      readonly others: readonly string[];
    }
  /** What a workflow's input is to be, as the method of its start step says in a file. */
  | {
      readonly type: 'inputType';
      readonly file: string;
      readonly workflow: string;
      readonly start: string;
    }
  /** Extract the source that a recording keeps, as it was when the run began; answered by `extract`. */
  | { readonly type: 'recordedSource'; readonly path: string }
  /** List the recordings of a folder, newest first. */
  | { readonly type: 'runs'; readonly dir: string }
  | { readonly type: 'run'; readonly path: string }
  | { readonly type: 'deleteRun'; readonly path: string }
  /** How long a run's steps took, and what they used of models as far as its recording tells. */
  | { readonly type: 'spent'; readonly path: string }
  /** Add up all runs of a workflow in a folder. */
  | { readonly type: 'heat'; readonly dir: string; readonly workflow: string }
  /** Where two runs first did something else; `a` and `b` are paths. */
  | { readonly type: 'compareRuns'; readonly a: string; readonly b: string }
  /** Write a run into a file of its own; the target must not exist. */
  | {
      readonly type: 'exportRun';
      readonly path: string;
      readonly target: string;
      readonly format: ExportFormat;
    }
  /** Put a run from elsewhere into a folder of recordings. */
  | { readonly type: 'importRun'; readonly path: string; readonly dir: string }
  /** What a page shows of a recording: the run, and `count` steps from position `from`. */
  | {
      readonly type: 'recorded';
      readonly path: string;
      readonly from: number;
      readonly count: number;
    }
  | { readonly type: 'recordedStep'; readonly path: string; readonly k: number }
  /** The whole text of a value. */
  | { readonly type: 'recordedValue'; readonly path: string; readonly place: ValuePlace }
  /** The same, written to a file: for values that are too large for a message or an editor. */
  | {
      readonly type: 'saveRecordedValue';
      readonly path: string;
      readonly place: ValuePlace;
      readonly target: string;
    };

export type WorkerResponse =
  | { readonly type: 'extract'; readonly extraction: Extraction }
  | { readonly type: 'stateNames'; readonly names: StateNames }
  /** Null where nothing is written. */
  | { readonly type: 'inputType'; readonly input: ValueType | null }
  | {
      readonly type: 'runs';
      readonly runs: readonly RunSummary[];
      readonly unreadable: readonly UnreadableRun[];
    }
  | {
      readonly type: 'run';
      readonly header: RunHeader;
      readonly end: RunEnd | null;
      readonly frames: readonly Frame[];
    }
  | { readonly type: 'deleteRun' }
  | { readonly type: 'spent'; readonly spent: Spent }
  | { readonly type: 'heat'; readonly heat: Heat }
  | { readonly type: 'compareRuns'; readonly comparison: RunComparison }
  | { readonly type: 'exportRun' }
  /** `path` is that of the new recording. */
  | { readonly type: 'importRun'; readonly path: string }
  | { readonly type: 'recorded'; readonly run: RecordedRun; readonly rows: readonly StepRow[] }
  | { readonly type: 'recordedStep'; readonly step: RecordedStep }
  | { readonly type: 'recordedValue'; readonly text: string; readonly language: 'json' | 'text' }
  | { readonly type: 'saveRecordedValue' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

export interface UnreadableRun {
  readonly path: string;
  readonly message: string;
}

/** `recording` is one SQLite file with all frames, `html` one page that needs no other file, `mermaid` the way it took. */
export type ExportFormat = 'recording' | 'html' | 'mermaid';

/** Two runs side by side, at the first step in which they did something else. */
export interface RunComparison {
  /** Null when both did the same; values in few words, null where a run has none. */
  readonly divergence: {
    /** 0 when the runs began differently. */
    readonly k: number;
    readonly state: string | null;
    readonly path: string;
    readonly a: string | null;
    readonly b: string | null;
  } | null;
  readonly a: ComparedEnd;
  readonly b: ComparedEnd;
}

export interface ComparedEnd {
  readonly run: string;
  /** The position to show: the step that differs, or the run's last one. */
  readonly k: number;
  readonly steps: number;
}

export interface WorkflowPlace {
  readonly file: string;
  readonly workflow: string;
}
