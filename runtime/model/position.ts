/** What the adapter tells its clients beside standard DAP. */
import type { Spending } from './heat.ts';

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
  /** What was edited here and goes into the next step, as in `session.answer`; left out while nothing was. */
  readonly edited?: readonly string[];
  readonly running: boolean;
  /** Current state, `#done` or `#failed`. */
  readonly state: string;
  /** The step that comes next is the undo of that state's; left out where it is not. */
  readonly undoes?: true;
  /** The transition that led here; null at the start. */
  readonly last: VisitedEdge | null;
  /** Visits up to this position. */
  readonly visits: { readonly [state: string]: number };
  readonly edges: readonly (VisitedEdge & { readonly count: number })[];
  /** What the steps up to this position took; left out while there is none. */
  readonly spent?: Spendings;
  /** Open branches of fan-outs and children, and where each stands; left out while there is none. */
  readonly branches?: readonly OpenBranch[];
  /** What child workflows did up to this position, those of one name together; left out while none has begun. */
  readonly children?: readonly ChildVisits[];
  /** What the main line waits for, in words; left out while it does not wait. */
  readonly waiting?: string;
  /** The call inside the running step that waits for a person's decision, as in `mailer.send`; left out while none does. */
  readonly asks?: string;
  /** The id of the question about that call, as `backstep/ask` told it; left out with `asks`. */
  readonly question?: number;
  /** The signals that the run can take here, on whatever line; left out while there is none. */
  readonly signals?: readonly string[];
  /** When time ends the wait of the main line, in milliseconds since 1970 on the run's clock; left out where it does not. */
  readonly until?: number;
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
  /** What its steps took; left out while it has taken none. */
  readonly spent?: Spendings;
}

/** What steps took, by the state that took them, and by the transition in which they ended. */
export interface Spendings {
  readonly states: { readonly [state: string]: Spending };
  readonly edges: readonly (VisitedEdge & { readonly spending: Spending })[];
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
