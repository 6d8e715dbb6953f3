/** What extraction makes of a file: its workflows and what is wrong with them. */
export interface Extraction {
  readonly file: string;
  readonly workflows: readonly WorkflowGraph[];
  /** Problems that belong to no workflow, such as a syntax error in a file without one. */
  readonly problems: readonly Problem[];
}

/** The static graph of one workflow class. */
export interface WorkflowGraph {
  /** The class name, or the decorator's `name` option. */
  readonly name: string;
  readonly file: string;
  /** Line of the class's decorator; lines and columns count from 1 everywhere. */
  readonly line: number;
  /** Member name of the start state; null while it cannot be read. */
  readonly start: string | null;
  readonly states: readonly StateNode[];
  readonly transitions: readonly Transition[];
  readonly problems: readonly Problem[];
}

export interface StateNode {
  /** The enum member's name. */
  readonly id: string;
  /** Name of the method that handles the state; null when none does. */
  readonly handler: string | null;
  /** File of the step, which may be that of a base class. */
  readonly file: string;
  /** Line of the `@step` decorator, or of the enum member where no step handles the state. */
  readonly line: number;
  /** First line of the method after its decorators. */
  readonly signatureLine: number;
  readonly endLine: number;
  /** Session paths that the step reads and writes, such as `answer` or `user.name`. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Service members called, such as `llm.isConcise`. */
  readonly calls: readonly string[];
  /** The retry option as written, such as `3 × 1s`; null without one. */
  readonly retry: string | null;
  readonly timeout: string | null;
  /** Name of the method that undoes the step. */
  readonly compensation: string | null;
  /** What the decorator lets the step touch of the session, and of the services; absent where it names nothing. */
  readonly session?: readonly string[];
  readonly uses?: readonly string[];
}

export type TransitionKind =
  | 'goto'
  | 'fan-out'
  | 'join'
  | 'wait'
  | 'timeout'
  | 'sleep'
  | 'child'
  | 'error'
  | 'compensate'
  | 'done'
  | 'fail';

/** `#done` and `#failed` are the ends of every workflow; `#unknown` is a target that could not be read. */
export interface Transition {
  readonly from: string;
  readonly to: string;
  readonly kind: TransitionKind;
  /** The guard in words, such as `score < 0.8`; empty when the transition is unconditional. */
  readonly label: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** False when the target rests on a type or a guess instead of on the syntax. */
  readonly certain: boolean;
  /** The workflow that runs on the way: of a `child`, and of the `join` of a fan-out over a workflow. */
  readonly child?: ChildWorkflow;
}

export interface ChildWorkflow {
  readonly workflow: string;
  /** File of its class; null where that could not be followed. */
  readonly file: string | null;
}

/** How and where a workflow's source names its states. */
export interface StateNames {
  /** True for members of an enum or object, false for strings. */
  readonly areMembers: boolean;
  readonly mentions: readonly Mention[];
}

/** A place where the source names a state: the name alone, without quotes and without what it is a member of. */
export interface Mention {
  readonly state: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** `value` is the string that an enum's or an object's member holds, where it is written. */
  readonly role: 'declaration' | 'use' | 'value';
  /** False for a string that may as well mean something else. */
  readonly certain: boolean;
}

export type Severity = 'error' | 'warning' | 'information';

export interface Problem {
  /** Stable, kebab-case, such as `missing-step`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that names the thing and the remedy. */
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Whether a step returns at the place where it is drawn: errors and compensations are drawn at a decorator. */
export function isReturned({ kind }: Transition): boolean {
  return kind !== 'error' && kind !== 'compensate';
}
