import type { Json } from '../language/json.ts';
import { outerLine } from '../language/line.ts';
import type { Cut } from '../language/snapshot.ts';
import { waitAt } from '../language/waits.ts';
import type { AskedCall, Decision } from '../model/asked.ts';
import type { Timeline } from '../recording/timeline.ts';
import type { UndoneSteps } from '../recording/undoneSteps.ts';
import { arrivalAt } from './arrival.ts';
import type { Breakpoints, Hit } from './breakpoints.ts';
import { Cursor } from './cursor.ts';
import { DapError } from './dapError.ts';
import type { Debuggee, DebuggeeListener, Stop } from './debuggee.ts';
import { backwards, forwards } from './lineMoves.ts';
import { waitReport } from './waitReport.ts';

/** Opens a recording: the same moves, and no code. */
export function openReplay(
  timeline: Timeline,
  breakpoints: Breakpoints,
  listener: DebuggeeListener,
  undone: UndoneSteps,
): Debuggee {
  return new RecordedRun(new Cursor(timeline, 'replay'), breakpoints, listener, undone);
}

/**
 * How a position is come to. Log points print when the run comes by for the first time: what they say of what is
 * recorded already is printed when they are set.
 */
export type Coming = 'first' | 'forwards' | 'backwards';

/** The moves that need no code: backwards, and forwards along what is recorded. */
export class RecordedRun implements Debuggee {
  readonly cursor: Cursor;
  readonly undone: UndoneSteps;
  protected readonly breakpoints: Breakpoints;
  protected readonly listener: DebuggeeListener;

  constructor(cursor: Cursor, breakpoints: Breakpoints, listener: DebuggeeListener, undone: UndoneSteps) {
    this.cursor = cursor;
    this.undone = undone;
    this.breakpoints = breakpoints;
    this.listener = listener;
  }

  get running(): boolean {
    return false;
  }

  get pid(): number | null {
    return null;
  }

  get asked(): ReadonlyMap<number, AskedCall> {
    return new Map();
  }

  enter(stopOnEntry: boolean): void {
    const hit = this.judge(0, 'forwards');
    if (stopOnEntry) this.halt('entry', hit);
    else if (hit) this.arrive(hit);
    else this.resume();
  }

  next(branch: string): void {
    const { cursor } = this;
    if (cursor.atHead) return this.atEnd();
    const cut =
      branch === '' && cursor.count === cursor.k
        ? { seq: cursor.k + 1, branches: {} }
        : forwards(cursor.timeline, cursor.cut, branch === '' ? null : branch);
    if (cut === null) return this.halt('step', null, 'Nothing further of this branch is recorded', branch);
    this.moveTo(cut);
    const hit = this.judge(cursor.k, 'forwards');
    if (hit) this.arrive(hit, branch);
    else this.halt('step', null, null, branch);
  }

  into(branch: string): void {
    this.next(branch);
  }

  over(branch: string): void {
    const { cursor } = this;
    const outer = outerLine(branch) ?? '';
    const { frames, head } = cursor.timeline;
    for (let k = cursor.k + 1; k <= head; k++) {
      const hit = this.judge(k, 'forwards');
      const isOut = frames[k - 1]?.branch === outer || k === head;
      if (!hit && !isOut) continue;
      this.move(k);
      return hit ? this.arrive(hit) : this.halt('step');
    }
    this.halt('step');
  }

  resume(): void {
    if (this.cursor.atHead) return this.atEnd();
    const { head } = this.cursor.timeline;
    for (let k = Math.min(this.cursor.count, this.cursor.k) + 1; k <= head; k++) {
      const hit = this.judge(k, 'forwards');
      if (!hit) continue;
      this.move(k);
      return this.arrive(hit);
    }
    this.move(head);
    this.halt('pause', null, 'The end of what is recorded');
  }

  pause(): void {
    this.halt('pause');
  }

  back(branch: string): void {
    const { cursor } = this;
    if (branch !== '') {
      const cut = backwards(cursor.timeline, cursor.cut, branch);
      if (cut === null) return this.halt('step', null, 'The start of this branch', branch);
      this.moveTo(cut);
      return this.halt('step', null, null, branch);
    }
    if (cursor.count === 0) return this.halt('entry', null, 'The start of the run');
    const cut = backwards(cursor.timeline, cursor.cut, null);
    if (cut !== null && cursor.count !== cursor.k) this.moveTo(cut);
    else this.move(cursor.k - 1);
    this.halt('step');
  }

  backToStop(): void {
    for (let k = this.cursor.k - 1; k >= 0; k--) {
      const hit = this.judge(k, 'backwards');
      if (!hit && k > 0) continue;
      this.move(k);
      return hit ? this.arrive(hit) : this.halt('entry');
    }
    this.halt('entry', null, 'The start of the run');
  }

  travelTo(k: number, text: string | null): void {
    this.move(k);
    this.halt('goto', null, text);
  }

  jumpTo(state: string): void {
    this.assertRunsOn();
    this.cursor.assertEditable('state');
    const left = this.cursor.state;
    if (left === state) return this.halt('goto');
    this.cursor.edit('state', [{ op: 'set', path: [], value: state }]);
    this.halt('goto', null, `Put at ${state} instead of ${left}; the data is what ${left} was to get`);
  }

  assertRunsOn(): void {
    throw new DapError(
      'replay-only',
      'A recording opened without its code cannot run on. Debug the workflow file instead.',
    );
  }

  runOnFrom(_k: number, _branch?: string): void {
    this.assertRunsOn();
  }

  signal(_name: string, _payload: Json): void {
    this.assertRunsOn();
  }

  answerWith(_k: number, _index: number, _value: Json): void {
    this.assertRunsOn();
  }

  decide(_id: number | null, _decision: Decision): readonly AskedCall[] {
    throw new DapError('nothing-asked', 'A recording calls nothing, so nothing waits for a decision.');
  }

  breakpointsChanged(): void {
    // Nothing runs: they are asked at the next move.
  }

  stop(_run?: 'goes on' | 'ends'): Promise<void> {
    return Promise.resolve();
  }

  /** Forward at the last recorded step. */
  protected atEnd(): void {
    this.listener.onFinished(0);
  }

  protected move(k: number): void {
    this.moveTo({ seq: k, branches: {} });
  }

  protected moveTo({ seq, branches }: Cut): void {
    if (this.cursor.moveTo(seq, branches)) {
      this.listener.onOutput('console', 'The edit made here was dropped: it had not been run on from.\n');
    }
  }

  /** However a line has come to its wait, the console says what it is for. */
  protected tellWait(branch: string): void {
    const wait = waitAt(this.cursor.snapshot, branch);
    if (wait) this.listener.onOutput('stdout', waitReport(wait));
  }

  protected halt(
    reason: Stop['reason'],
    hit: Hit | null = null,
    text: string | null = null,
    branch = '',
  ): void {
    this.listener.onStop({ reason, hit, text, branch });
  }

  /** Stops where breakpoints were hit. */
  protected arrive(hit: Hit, branch = this.cursor.last?.branch ?? ''): void {
    this.halt(hit.reason, hit, hit.text, branch);
  }

  /** The breakpoints that stop at a position; null when none does. */
  protected judge(k: number, coming: Coming): Hit | null {
    const { timeline } = this.cursor;
    const { hit, logs, problems } = this.breakpoints.judge(arrivalAt(timeline, k), k, (n) =>
      arrivalAt(timeline, n),
    );
    if (coming === 'backwards') return hit;
    const at = k === 0 ? null : timeline.frame(k).at;
    if (coming === 'first') for (const line of logs) this.listener.onOutput('stdout', `${line}\n`, at);
    for (const line of problems) this.listener.onOutput('stderr', `${line}\n`);
    return hit;
  }
}
