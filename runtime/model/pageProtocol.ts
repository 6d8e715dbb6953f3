/** What the extension and its pages say to each other: the graph, the page of a recording, and the one that draws an SVG as PNG. */
import type { Path } from '../language/json.ts';
import type { RunFamily } from './family.ts';
import type { WorkflowGraph } from './graph.ts';
import type { Heat } from './heat.ts';
import type { HistoryPage, StepDetails, ValueHistory } from './history.ts';
import type { PositionBody } from './position.ts';
import type { RecordedRun, RecordedStep, StepRow, ValuePlace } from './recorded.ts';
import type { StreamBody } from './stream.ts';
import type { WorkflowPlace } from './workerProtocol.ts';

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
  /** Breakpoints to show, by state, by transition line and by the names of a transition's ends; disabled ones are hollow. */
  | {
      readonly type: 'breakpoints';
      readonly states: readonly MarkedState[];
      readonly lines: readonly MarkedLine[];
      readonly names?: readonly MarkedName[];
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
  /** How the page was left, where that is known: told before the first graph. */
  | LeftOpen
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
  | 'fitTimeline'
  | 'zoomInTimeline'
  | 'zoomOutTimeline'
  | 'focusForks'
  | 'toggleDetails'
  | 'growDetails'
  | 'shrinkDetails'
  | 'toggleHeat';

/** What somebody opened in the page of the graph, and finds open again. */
export interface LeftOpen {
  readonly type: 'leftOpen';
  /** Each names a workflow and the key of a child in its picture, in the page's own words. */
  readonly children: readonly string[];
  readonly details: boolean;
}

/** Where the page has a child: by the key that its menu told, or by the transition that runs it. */
export type ChildPlace =
  | { readonly key: string }
  | {
      readonly from: string;
      readonly to: string;
      readonly line: number;
      /** The child in place that the transition is one of; left out for the graph that is drawn. */
      readonly workflow?: string;
    };

export interface MarkedChild {
  readonly file: string;
  readonly workflow: string;
  readonly states: readonly MarkedState[];
  readonly lines: readonly MarkedLine[];
  readonly names?: readonly MarkedName[];
}

export interface MarkedState extends MarkedBreakpoint {
  readonly state: string;
}

export interface MarkedLine extends MarkedBreakpoint {
  readonly file: string;
  readonly line: number;
}

/** Stops at all transitions from one state to another; `*` is any. */
export interface MarkedName extends MarkedBreakpoint {
  readonly from: string;
  readonly to: string;
}

export interface MarkedBreakpoint {
  readonly enabled: boolean;
  /** Its condition, its hit count, or both; left out where it always stops. */
  readonly when?: string;
  /** What it logs instead of stopping; left out where it stops. */
  readonly log?: string;
  /** As it was typed, where it is one on transitions by name. */
  readonly name?: string;
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
  | {
      readonly type: 'toggleTransitionBreakpoint';
      readonly from: string;
      readonly to: string;
      readonly file: string;
      readonly line: number;
    }
  /** Asks for the graphs of the children that are open, instead of those that were; each is answered by `child`. */
  | { readonly type: 'children'; readonly children: readonly WorkflowPlace[] }
  /** Something was opened or closed. */
  | LeftOpen
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
  /** Asks what a session path of a line held around a position; answered by `values`. */
  | { readonly type: 'values'; readonly k: number; readonly path: Path; readonly branch: string }
  /** Show the session of a line after a step as a document; `against` is another position to compare with. */
  | {
      readonly type: 'openState';
      readonly k: number;
      readonly against: number | null;
      readonly branch: string;
    }
  /** Show all of a value of the run in an editor of its own; it has so many characters as JSON. */
  | { readonly type: 'openValue'; readonly place: ValuePlace; readonly length: number }
  /** Send a signal that the run waits for. */
  | { readonly type: 'sendSignal' }
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
