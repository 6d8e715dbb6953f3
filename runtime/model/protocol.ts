/**
 * Every message between Backstep's processes. JSON with a string-literal `type`; each pair of processes has one
 * union per direction, and one typed wrapper that sends it.
 *
 *   webview ⇄ extension   FromWebview, ToWebview; of a recording FromRecordingPage, ToRecordingPage
 *   extension ⇄ worker    WorkerRequest, WorkerResponse
 *   adapter ⇄ host        HostCommand, HostEvent
 *   adapter → clients     PositionBody (`backstep/position`), AttachCodeBody (`backstep/attachCode`), StreamBody (`backstep/stream`), beside standard DAP
 */
import type { ErrorRecord } from '../language/directive.ts';
import type { Json, Path } from '../language/json.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { AskedCall, UndoOrder } from './asked.ts';
import type { CallPolicy } from './callPolicy.ts';
import type { RunFamily } from './family.ts';
import type { Extraction, StateNames, WorkflowGraph } from './graph.ts';
import type { Heat } from './heat.ts';
import type { HistoryPage, StepDetails, ValueHistory } from './history.ts';
import type { RecordedRun, RecordedStep, StepRow, ValuePlace } from './recorded.ts';
import type { Call, Edit, Frame, LogEntry, RunEnd, RunHeader, RunSummary, SourcePosition } from './run.ts';
import type { StreamBody } from './stream.ts';
import type { Usage } from './usage.ts';

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
  /** Stop after a step of which an attempt failed. */
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
  | { readonly type: 'refused'; readonly error: ErrorRecord; readonly at: SourcePosition | null }
  | { readonly type: 'begun'; readonly snapshot: Snapshot }
  | { readonly type: 'frame'; readonly frame: Frame }
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

// adapter → DAP clients

/** Body of the `backstep/position` event: where the session stands. Sent at every stop, and while running at most ten times a second. */
export interface PositionBody {
  readonly workflow: string;
  readonly file: string;
  readonly run: string;
  /** The run this one was forked from, and the step after which. */
  readonly parent: { readonly run: string; readonly seq: number } | null;
  /** Steps taken at this position. */
  readonly seq: number;
  /** Steps recorded. */
  readonly head: number;
  readonly mode: PositionMode;
  readonly running: boolean;
  /** Current state, `#done` or `#failed`. */
  readonly state: string;
  /** The transition that led here; null at the start. */
  readonly last: VisitedEdge | null;
  /** Visits up to this position. */
  readonly visits: { readonly [state: string]: number };
  readonly edges: readonly (VisitedEdge & { readonly count: number })[];
  /** Open branches of fan-outs and children, and where each stands; left out while there is none. */
  readonly branches?: readonly OpenBranch[];
  /** What child workflows did up to this position, those of one name together; left out while none has begun. */
  readonly children?: readonly ChildVisits[];
  /** What the main line waits for, in words; left out while it does not wait. */
  readonly waiting?: string;
  /** Transitions that this session has seen and the graph of the source lacks; left out while there is none. */
  readonly undrawn?: readonly UndrawnEdge[];
}

/**
 * Body of the `backstep/attachCode` event: a step is about to run that a JavaScript debugger is to stop in. It runs when
 * the client has sent `backstep/codeAttached`. `backstep/detachCode`, which has no body, asks for the opposite, and is
 * answered by `backstep/codeDetached`.
 */
export interface AttachCodeBody {
  /** Of the host's inspector, on 127.0.0.1. */
  readonly port: number;
  /** Whether to stop in the method that the host has under `Symbol.for('backstep.nextMethod')`. */
  readonly enter: boolean;
  /** Lines that must be set before the step runs. */
  readonly lines: readonly { readonly path: string; readonly line: number }[];
}

export interface OpenBranch {
  /** Id of the line: that of one inside another begins with the other's, and a slash. */
  readonly branch: string;
  readonly state: string;
  /** The child workflow that runs on it; left out for a branch that is one step. */
  readonly workflow?: string;
}

export interface ChildVisits {
  readonly workflow: string;
  readonly visits: { readonly [state: string]: number };
  readonly edges: readonly (VisitedEdge & { readonly count: number })[];
}

export interface VisitedEdge {
  readonly from: string;
  readonly to: string;
  /** Line of the return that took it; null when unknown. */
  readonly line: number | null;
}

/** A transition that a run took and its graph lacks. */
export interface UndrawnEdge extends VisitedEdge {
  /** File of the return; null when unknown. */
  readonly file: string | null;
  /** `unknown`: the graph could not read where the return leads; `missing`: it has nothing of the kind. */
  readonly drawing: 'unknown' | 'missing';
}

/**
 * `live`: at the head, forward runs code. `following`: in the past, forward walks the recording.
 * `forking`: in the past, forward runs code in a new run. `replay`: a recording without a host.
 */
export type PositionMode = 'live' | 'following' | 'forking' | 'replay';

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
  /** Extract the source that a recording keeps, as it was when the run began; answered by `extract`. */
  | { readonly type: 'recordedSource'; readonly path: string }
  /** List the recordings of a folder, newest first. */
  | { readonly type: 'runs'; readonly dir: string }
  | { readonly type: 'run'; readonly path: string }
  | { readonly type: 'deleteRun'; readonly path: string }
  /** What a run used of models, as far as its recording tells. */
  | { readonly type: 'usage'; readonly path: string }
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
  | { readonly type: 'usage'; readonly usage: Usage | null }
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

// extension → webview

export type ToWebview =
  /** The graph to draw; null with a reason when there is none. The old picture stays under the reason. */
  | {
      readonly type: 'graph';
      readonly graph: WorkflowGraph | null;
      readonly reason: string | null;
      readonly workflows: readonly string[];
    }
  /** Where the debug session stands; null when there is none. */
  | { readonly type: 'position'; readonly position: PositionBody | null }
  /** Breakpoints to show, by state and by transition line; disabled ones are hollow. */
  | {
      readonly type: 'breakpoints';
      readonly states: readonly MarkedState[];
      readonly lines: readonly MarkedLine[];
      /** Those of the children that are drawn in place. */
      readonly children?: readonly MarkedChild[];
    }
  /** The graph of a child that the page asked for; null with a reason where there is none. Sent again when it changes. */
  | {
      readonly type: 'child';
      readonly file: string;
      readonly workflow: string;
      readonly graph: WorkflowGraph | null;
      readonly reason: string | null;
    }
  /** Open or close the child of a transition of the graph that is drawn, or of the frame with this key. */
  | {
      readonly type: 'toggleChild';
      readonly child: ChildPlace;
    }
  /** A stretch of the run's history; null where it could not be had. */
  | { readonly type: 'history'; readonly page: HistoryPage | null }
  | { readonly type: 'step'; readonly details: StepDetails | null }
  | { readonly type: 'values'; readonly values: ValueHistory | null }
  /** The runs that the session's run is kin to; null where they could not be read. */
  | { readonly type: 'family'; readonly family: RunFamily | null }
  /** A call of the step in flight has answered more. */
  | { readonly type: 'stream'; readonly stream: StreamBody }
  /** All runs of the workflow added up; null where they could not be read. */
  | { readonly type: 'heat'; readonly heat: Heat | null }
  | { readonly type: 'do'; readonly action: ViewAction };

/** What the debugger's toolbar, the palette and key bindings have the page do. */
export type ViewAction =
  | 'find'
  | 'fit'
  | 'zoomIn'
  | 'zoomOut'
  | 'focusGraph'
  | 'focusTimeline'
  | 'focusForks'
  | 'toggleDetails'
  | 'toggleHeat';

/** Where the page has a child: by the key that its menu told, or by the transition that runs it. */
export type ChildPlace =
  | { readonly key: string }
  | { readonly from: string; readonly to: string; readonly line: number };

export interface MarkedChild {
  readonly file: string;
  readonly workflow: string;
  readonly states: readonly MarkedState[];
  readonly lines: readonly MarkedLine[];
}

export interface MarkedState {
  readonly state: string;
  readonly enabled: boolean;
}

export interface MarkedLine {
  readonly file: string;
  readonly line: number;
  readonly enabled: boolean;
}

// webview → extension

export type FromWebview =
  /** Sent once the script runs; everything is sent to it then. */
  | { readonly type: 'ready' }
  | {
      readonly type: 'reveal';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly beside: boolean;
    }
  /** `workflow` is the child that the state is one of; null for the graph that is drawn. */
  | {
      readonly type: 'toggleStateBreakpoint';
      readonly state: string;
      readonly workflow: WorkflowPlace | null;
    }
  | { readonly type: 'toggleLineBreakpoint'; readonly file: string; readonly line: number }
  /** Asks for the graphs of the children that are open, instead of those that were; each is answered by `child`. */
  | { readonly type: 'children'; readonly children: readonly WorkflowPlace[] }
  /** Another workflow of the same file was chosen. */
  | { readonly type: 'choose'; readonly workflow: string }
  /** Asks for outlines from this position on; answered by `history`. */
  | { readonly type: 'history'; readonly from: number }
  /** Go to a position of the run. */
  | { readonly type: 'travel'; readonly k: number }
  /** Asks for all runs of the workflow that is drawn; answered by `heat`. */
  | { readonly type: 'heat' }
  /** Asks for the runs that the session's run is kin to; answered by `family`. */
  | { readonly type: 'family' }
  /** Open another run of the family. */
  | { readonly type: 'openRun'; readonly run: string }
  /** Asks for all of a step; answered by `step`. */
  | { readonly type: 'step'; readonly k: number }
  /** Asks what a session path held over time; answered by `values`. */
  | { readonly type: 'values'; readonly path: Path }
  /** Show the session after a step as a document; `against` is another position to compare with. */
  | { readonly type: 'openState'; readonly k: number; readonly against: number | null }
  /** Edit the session of the current position as a document. */
  | { readonly type: 'editSession' }
  | { readonly type: 'copyCall'; readonly k: number; readonly index: number }
  /** Replace the answer of a call and run on from there. */
  | { readonly type: 'editAnswer'; readonly k: number; readonly index: number }
  /** The layout failed; shown in the log and in the view. */
  | { readonly type: 'layoutFailed'; readonly message: string };

// extension → page of a recording

export type ToRecordingPage =
  /** The run, and its steps from position `from`; sent again when its file has changed. */
  | {
      readonly type: 'recorded';
      readonly run: RecordedRun;
      readonly from: number;
      readonly rows: readonly StepRow[];
    }
  | { readonly type: 'step'; readonly step: RecordedStep }
  /** The recording cannot be read; the page says why. */
  | { readonly type: 'unreadable'; readonly message: string };

// page of a recording → extension

export type FromRecordingPage =
  /** Sent once the script runs; the run is sent to it then. */
  | { readonly type: 'ready' }
  | { readonly type: 'rows'; readonly from: number }
  | { readonly type: 'step'; readonly k: number }
  /** Show all of a value in an editor of its own. */
  | { readonly type: 'value'; readonly place: ValuePlace; readonly length: number }
  | { readonly type: 'replay' }
  | { readonly type: 'source' }
  | { readonly type: 'export' };

// extension ⇄ page that draws an SVG as PNG

export type ToRaster = { readonly type: 'draw'; readonly svg: string; readonly scale: number };

export type FromRaster =
  | { readonly type: 'ready' }
  | { readonly type: 'drawn'; readonly base64: string }
  | { readonly type: 'undrawn'; readonly message: string };
