import type { Json } from '../language/json.ts';
import { isOver, outerLine } from '../language/line.ts';
import { waitAt, waitsOf } from '../language/waits.ts';
import type { AskedCall, Decision } from '../model/asked.ts';
import { callName } from '../model/callName.ts';
import type { BoundaryReason } from '../model/hostProtocol.ts';
import type { Frame } from '../model/run.ts';
import type { Breakpoints, Hit } from './breakpoints.ts';
import { stopSet } from './breakpointTarget.ts';
import type { CodeDebugger } from './codeDebugger.ts';
import type { DebuggeeListener } from './debuggee.ts';
import type { Gait } from './gait.ts';
import type { HostClientListener, RunningHost } from './hostClient.ts';
import { hostEvents } from './hostEvents.ts';
import { failureReport, lossReport } from './hostLoss.ts';
import { HostStand, type HostStandParts } from './hostStand.ts';
import type { CodeLaunch } from './launchArguments.ts';
import { before } from './lineMoves.ts';
import { createPauseNotice, type PauseNotice } from './pauseNotice.ts';
import { createQuestions } from './questions.ts';
import { type Coming, RecordedRun } from './recordedRun.ts';
import { failureText, resultReport } from './runReport.ts';
import { createStepCode, type StepCode } from './stepCode.ts';
import { waitText } from './threads.ts';
import { endlessReport, keptReport, neededSignal } from './waitReport.ts';

export interface LiveRunParts extends HostStandParts {
  readonly breakpoints: Breakpoints;
  readonly code: CodeDebugger;
  readonly listener: DebuggeeListener;
}

/** A run whose head a host takes further. */
export class LiveRun extends RecordedRun {
  readonly #launch: CodeLaunch;
  readonly #stand: HostStand;
  readonly #code: StepCode;
  /** What the host runs now; null between commands. */
  #gait: Gait | null = null;
  /** A pause was asked for; it survives a stop that no breakpoint wanted. */
  #pausing = false;
  readonly #notice: PauseNotice;
  readonly #questions = createQuestions({
    tell: (question) => this.listener.onAsk(question),
    answer: (call, decision) => this.#stand.current?.decide(call, decision),
    effects: () => this.#stand.effects(),
    undoable: ({ answer }) => this.#stand.undoable(answer),
    stepOf: ({ answer }) => this.#stand.stepOf(answer),
  });

  constructor(parts: LiveRunParts) {
    const { launch, cursor, breakpoints, code, listener } = parts;
    super(cursor, breakpoints, listener, parts.recorder.undone);
    this.#launch = launch;
    this.#notice = createPauseNotice(listener);
    this.#stand = new HostStand(
      parts,
      listener,
      this.#questions,
      hostEvents(listener, () => this),
    );
    this.#code = createStepCode({
      enabled: launch.attachesCode && !launch.noDebug,
      cursor,
      breakpoints,
      code,
      isCurrent: (gait) => this.#gait === gait,
      onProblem: (message) => listener.onOutput('important', `${message}\n`),
      onFailure: (error) => this.#fail(error),
    });
  }

  override get running(): boolean {
    return this.#gait !== null;
  }

  override get pid(): number | null {
    return this.#stand.pid;
  }

  override get asked(): ReadonlyMap<number, AskedCall> {
    return this.#questions.open;
  }

  override enter(stopOnEntry: boolean): void {
    if (!this.#stand.isAttached) return super.enter(stopOnEntry && !this.#launch.noDebug);
    if (isOver(this.cursor.snapshot)) super.enter(true);
    else if (stopOnEntry) {
      // It runs already, and where it has not begun it stands.
      this.#gait = { type: 'run' };
      this.pause();
    } else this.#forward({ type: 'run' });
    this.#stand.open();
  }

  override next(branch: string): void {
    if (this.#waitsForSignal(branch)) return;
    if (this.#forward({ type: 'step', branch })) super.next(branch);
  }

  override into(branch: string): void {
    if (this.#waitsForSignal(branch)) return;
    if (this.#forward({ type: 'step', branch, into: true })) super.next(branch);
  }

  override over(branch: string): void {
    if (branch === '') return this.resume();
    if (this.#forward({ type: 'step', branch: outerLine(branch) ?? '' })) super.over(branch);
  }

  override resume(): void {
    if (this.#forward({ type: 'run' })) super.resume();
  }

  override signal(name: string, payload: Json): void {
    const { cursor } = this;
    if (!cursor.atHead) cursor.runOn();
    this.#stand.keepSignal(name, payload);
    const waits = waitsOf(cursor.snapshot).find(({ signal }) => signal === name);
    if (waits) {
      this.listener.onOutput('stdout', `Signal ${name} sent.\n`);
      this.#forward({ type: 'step', branch: waits.branch });
      return;
    }
    this.#stand.giveSignals();
    this.listener.onOutput('stdout', keptReport(name, cursor.snapshot));
    this.halt('pause');
  }

  override decide(id: number | null, decision: Decision): readonly AskedCall[] {
    return this.#questions.decide(id, decision);
  }

  override pause(): void {
    if (!this.running) return super.pause();
    if (this.asked.size > 0 && this.#stand.canLeaveStep) return this.#leaveStep();
    this.#pausing = true;
    this.#stand.current?.pause();
    this.#notice.begin(this.cursor.state, this.cursor.k + 1);
  }

  /** The one step that is under way waits for a decision, which nobody need take: the next move begins it anew. */
  #leaveStep(): void {
    const { state, k } = this.cursor;
    const calls = [...new Set([...this.asked.values()].map(callName))].join(', ');
    this.#leaveCode(() => {
      this.#idle();
      const text = `Left ${state}, step ${k + 1}, before its call of ${calls}: going on runs it anew`;
      this.#stand.leaveStep().then(
        () => this.halt('pause', null, text),
        (error: unknown) => this.#fail(error),
      );
    });
  }

  override breakpointsChanged(): void {
    if (this.#gait !== null && !this.#launch.noDebug) this.#stand.current?.setStops(this.#code.stops());
  }

  protected override judge(k: number, coming: Coming): Hit | null {
    return this.#launch.noDebug ? null : super.judge(k, coming);
  }

  override assertRunsOn(): void {
    // A live run has its code.
  }

  override runOnFrom(k: number, branch = ''): void {
    const { cursor } = this;
    // Of a branch only its own steps are taken back; its siblings stay where they are, until they have joined.
    if (branch === '' || k > cursor.k) this.move(k);
    else if (k < cursor.k) this.moveTo(before(cursor.timeline, cursor.cut, k + 1));
    if (!cursor.atHead) cursor.runOn();
    this.halt('restart', null, null, branch);
  }

  override answerWith(k: number, index: number, value: Json): void {
    const frame = this.cursor.timeline.frame(k);
    this.#stand.replaceAnswer(frame, index, value);
    this.runOnFrom(k - 1, frame.branch);
  }

  override async stop(run: 'goes on' | 'ends' = 'goes on'): Promise<void> {
    this.#idle();
    const stopped = this.#stand.stop(run);
    this.#code.lost();
    await stopped;
  }

  onFrame(frame: Frame): void {
    try {
      this.#stand.take(frame);
    } catch (error) {
      // Nothing is shown that is not recorded: the run stands at the last step that was.
      const reason = error instanceof Error ? error.message : String(error);
      return this.#lose(`Step ${frame.seq} cannot be recorded, so the run stands where it was. ${reason}`);
    }
    this.#questions.made(frame.calls);
    this.listener.onProgress();
  }

  onNote: HostClientListener['onNote'] = (note) => this.#stand.note(note);

  onBoundary(reason: BoundaryReason, branch: string, seq: number): void {
    if (!this.running) return;
    // No line is under way: a question that is open is about a call that nobody waits for any more.
    this.#questions.forget();
    if (reason === 'wait') return this.#leaveCode(() => this.#waits(branch));
    const found = this.#firstHit(seq, reason);
    const hit = found?.hit ?? null;
    if (reason === 'stop' && !hit && !this.#pausing) {
      // It may have stopped because what comes next holds lines of the JavaScript debugger's.
      if (this.#gait) this.#start(this.#gait);
      return;
    }
    this.#leaveCode(() => {
      const stepped = this.#gait?.type === 'step';
      this.#idle();
      const isPast = found !== null && found.k < this.cursor.k;
      // Lines that were under way have gone on meanwhile: what stopped first is where the session stands.
      if (isPast) this.move(found.k);
      else if (reason === 'end') return this.#ended(hit);
      if (reason === 'pause') return this.#haltedByPause();
      this.tellWait(found?.branch ?? branch);
      if (found) this.arrive(found.hit, found.branch);
      else this.halt(stepped ? 'step' : 'pause', null, null, branch);
    });
  }

  /** Nobody would ever take the run on from there otherwise. */
  onBoundaryLost(branch: string): void {
    if (!this.running) return;
    this.#leaveCode(() => {
      this.#idle();
      this.halt('pause', null, 'Backstep failed at this step, and holds the run', branch);
    });
  }

  /** The first frame, of those since the one that stopped the host, at which a breakpoint stops. */
  #firstHit(
    seq: number,
    reason: BoundaryReason,
  ): { readonly hit: Hit; readonly k: number; readonly branch: string } | null {
    const { timeline, k: head } = this.cursor;
    for (let k = seq; k <= head; k++) {
      const frame = k === 0 ? null : timeline.frame(k);
      if (frame?.error) this.listener.onOutput('stderr', failureText(frame.error, frame), frame.at);
      const hit = reason === 'pause' ? null : this.judge(k, 'first');
      if (hit) return { hit, k, branch: frame?.branch ?? '' };
    }
    return null;
  }

  onAsk: HostClientListener['onAsk'] = (call, asked) => this.#questions.ask(call, asked);

  onUndone: HostClientListener['onUndone'] = (call) => this.#questions.undone(call);

  /** The effect may have been undone in part: whoever is asked again should know. */
  onUndoFailed: HostClientListener['onUndoFailed'] = (call, error) => {
    this.listener.onOutput(
      'important',
      `The compensation failed, and the call still waits: ${error.message}\n`,
    );
    this.#questions.undoFailed(call);
  };

  /** The host is gone. What is recorded stays, and the next move forward starts another. */
  onLost(how: string): void {
    this.#lose(lossReport(how, this.running, this.cursor, this.#launch));
  }

  /** The process that the session was attached to has ended; `how` is null when it had done its work. */
  onGone(how: string | null): void {
    if (!this.#stand.leave()) return;
    const why = how ?? 'it was stopped, or waits for what will not come soon';
    this.#lose(
      `The process of this run has ended: ${why}. All that it recorded is here; going on from here begins a new run.`,
    );
  }

  #lose(text: string): void {
    this.#stand.lose();
    this.#code.lost();
    if (this.#stand.ended) return;
    if (this.running) this.#haltedBy(text);
    else this.listener.onOutput('important', `${text}\n`);
  }

  protected override atEnd(): void {
    this.listener.onFinished(this.cursor.snapshot.status === 'failed' ? 1 : 0);
  }

  /** Takes the host further; true when the recording, not the host, is what comes next. */
  #forward(gait: Gait): boolean {
    this.#stand.dropOldCode();
    const { mode, snapshot } = this.cursor;
    if (mode === 'following' || mode === 'replay') return true;
    if (snapshot.status === 'done' || snapshot.status === 'failed') return true;
    this.#gait = gait;
    this.#start(gait);
    return false;
  }

  /** Has the host go, with the JavaScript debugger attached where that has to stop. */
  #start(gait: Gait): void {
    const go = async (): Promise<void> => {
      const host = await this.listener.during('Starting a host for the workflow', this.#stand.ready());
      if (this.#gait === gait) await this.#prepareCode(host, gait);
      if (this.#gait !== gait) return;
      const stops = this.#launch.noDebug ? stopSet([]) : this.#code.stops();
      if (gait.type === 'step') host.step(gait.branch, stops);
      else host.run(stops, this.#until());
      if (this.#pausing) host.pause();
    };
    go().catch((error: unknown) => this.#fail(error));
  }

  #prepareCode(host: RunningHost, gait: Gait): Promise<void> {
    const attached = this.#code.prepare(host, gait);
    return this.listener.during('Attaching the JavaScript debugger', attached, () => this.#code.giveUp());
  }

  /** Stops when the JavaScript debugger has gone. */
  #leaveCode(stop: () => void): void {
    const gait = this.#gait;
    this.#code.leave(() => {
      if (gait !== null && this.#gait === gait) stop();
    });
  }

  #fail(error: unknown): void {
    if (!this.#stand.ended) this.#haltedBy(failureReport(error, this.cursor, this.#launch));
  }

  /** Without debugging nobody could go on from there. */
  #haltedBy(text: string): void {
    this.#idle();
    this.listener.onOutput('important', `${text}\n`);
    if (this.#launch.noDebug) this.listener.onFinished(1);
    else this.halt('exception', null, text);
  }

  /** A line needs a signal: here the session stops, unless nobody is there to send it. */
  #waits(branch: string): void {
    const { snapshot } = this.cursor;
    const text = waitText(snapshot, branch) ?? 'waits';
    const wait = waitAt(snapshot, branch);
    if (!this.#launch.noDebug) {
      this.#idle();
      this.tellWait(branch);
      return this.halt('pause', null, text, branch);
    }
    if (wait && wait.until !== null) return this.#stand.current?.run(stopSet([]), this.#until());
    this.#idle();
    this.listener.onOutput('important', `The run ${text}. Debug it to send the signal.\n`);
    this.listener.onFinished(1);
  }

  /** Stepping a line that only a signal takes on says so, and stays. */
  #waitsForSignal(branch: string): boolean {
    const { cursor } = this;
    if (!cursor.atHead && cursor.mode !== 'forking') return false;
    const signal = neededSignal(cursor.snapshot, branch);
    if (signal === null || this.#stand.hasSignal(signal)) return false;
    this.listener.onOutput('important', endlessReport(signal));
    this.halt('step', null, waitText(cursor.snapshot, branch), branch);
    return true;
  }

  #ended(hit: Hit | null): void {
    const { snapshot, timeline, last } = this.cursor;
    this.#stand.finish();
    this.listener.onOutput(...resultReport(snapshot, timeline.header.id));
    if (this.#launch.noDebug || (!this.#launch.stopOnEnd && !hit)) return this.atEnd();
    const undo = last?.undoes && hit?.raised ? hit.raised.text : null;
    if (snapshot.status === 'failed') return this.halt('exception', hit, undo ?? snapshot.error.message);
    this.halt('step', hit, `Done after ${timeline.head === 1 ? '1 step' : `${timeline.head} steps`}`);
  }

  /** Without debugging nobody could go on from a pause: `maxSteps` ends the run then. */
  #haltedByPause(): void {
    const { k } = this.cursor;
    const text = k === this.#launch.maxSteps ? `Paused after ${k} steps, as "maxSteps" says` : null;
    if (!this.#launch.noDebug) return this.halt('pause', null, text);
    this.listener.onOutput('important', `Stopped after ${k} steps, as "maxSteps" says.\n`);
    this.listener.onFinished(1);
  }

  /** The step after which to pause; null once it has been passed. */
  #until(): number | null {
    const { maxSteps } = this.#launch;
    return maxSteps !== null && this.cursor.k < maxSteps ? maxSteps : null;
  }

  #idle(): void {
    this.#notice.end();
    this.#pausing = false;
    this.#gait = null;
  }
}
