import type { Json } from '../language/json.ts';
import type { AskBody, AskedCall, Decision } from '../model/asked.ts';
import type { Frame, LogEntry } from '../model/run.ts';
import type { StreamBody } from '../model/stream.ts';
import type { UndoneSteps } from '../recording/undoneSteps.ts';
import type { Hit } from './breakpoints.ts';
import type { Cursor } from './cursor.ts';

/** Why the session stopped where it stands. */
export interface Stop {
  readonly reason:
    | 'entry'
    | 'step'
    | 'breakpoint'
    | 'data breakpoint'
    | 'pause'
    | 'exception'
    | 'restart'
    | 'goto';
  /** The line that it is about; the main one by default. */
  readonly branch?: string;
  /** The breakpoints that it comes from, where it does. */
  readonly hit: Hit | null;
  /** For a stop that needs more words than where it is. */
  readonly text: string | null;
}

/** What a debuggee tells its session. */
export interface DebuggeeListener {
  onStop(stop: Stop): void;
  /** Steps came in while the run goes on. */
  onProgress(): void;
  /** `console` is for what a person should mind: clients show it as a warning. */
  onOutput(category: 'console' | 'stdout' | 'stderr' | 'important', text: string, at?: Frame['at']): void;
  /** A step logged; `step` counts those of its workflow. */
  onLog(entry: LogEntry, state: string, step: number): void;
  /** A step printed something. */
  onPrint(category: 'stdout' | 'stderr', text: string, state: string, step: number): void;
  /** A call of the step in flight has answered more. */
  onStream(stream: StreamBody): void;
  /** A host has loaded code that was written since. */
  onCode(): void;
  /** Shows work that takes its time; gives it back. */
  during<T>(title: string, work: Promise<T>, cancel?: () => void): Promise<T>;
  /** A call of a re-run waits for a decision. */
  onAsk(question: AskBody): void;
  /** The run is over and the session need not stay. */
  onFinished(exitCode: number): void;
}

/** A run under the debugger: a cursor, and for code a host that takes it further. */
export interface Debuggee {
  readonly cursor: Cursor;
  /** What was undone of its steps from other runs. */
  readonly undone: UndoneSteps;
  readonly running: boolean;
  /** The process that runs the code; null where none does. */
  readonly pid: number | null;
  /** The calls that wait until somebody has decided about them, by the ids of their questions. */
  readonly asked: ReadonlyMap<number, AskedCall>;
  /** Breakpoints are judged at the entry too; stops there unless `stopOnEntry` is off. */
  enter(stopOnEntry: boolean): void;
  /** Takes a line one transition further. */
  next(branch: string): void;
  /** The same, and stops inside of the step, where the client has a debugger for that. */
  into(branch: string): void;
  /** Goes on until the line that a branch is inside of goes on. */
  over(branch: string): void;
  resume(): void;
  pause(): void;
  /** Takes a line one transition back; the main line takes back whatever came last. */
  back(branch: string): void;
  backToStop(): void;
  /** Goes to any position of the run, without running anything; `text` says what stands there. */
  travelTo(k: number, text: string | null): void;
  /**
   * Puts the run at another state here, without running what lies between: an edit like any other.
   *
   * @throws DapError `replay-only`, `read-only`
   */
  jumpTo(state: string): void;
  /** @throws DapError `replay-only` where there is no code to run */
  assertRunsOn(): void;
  /** Goes to the position before a step, from where forward runs code; of a branch, the others stay. */
  runOnFrom(k: number, branch?: string): void;
  /**
   * Delivers a signal to the run, as it stands here.
   *
   * @throws DapError `replay-only`
   */
  signal(name: string, payload: Json): void;
  /** Goes to the position before step `k`, from where it runs with another answer to one of its calls. */
  answerWith(k: number, index: number, value: Json): void;
  /**
   * Answers an open question about a call, or all of them.
   *
   * @returns the calls that still wait, since the decision does not fit them
   * @throws DapError `nothing-asked`
   */
  decide(id: number | null, decision: Decision): readonly AskedCall[];
  /** Breakpoints were set or removed; a running host must know. */
  breakpointsChanged(): void;
  /** Ends the host at once, and the recording as it stands. What another process runs goes on there, or ends too. */
  stop(run?: 'goes on' | 'ends'): Promise<void>;
}
