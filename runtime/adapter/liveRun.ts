import type { ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import { lineAt, outerLine } from '../language/line.ts';
import type { Cut, Snapshot } from '../language/snapshot.ts';
import { waitsOf } from '../language/waits.ts';
import type { AskedCall, Decision } from '../model/asked.ts';
import type { BoundaryReason, StepMethodName, StopSet } from '../model/protocol.ts';
import type { Frame, RunHeader } from '../model/run.ts';
import { newRunId } from '../recording/runId.ts';
import { Timeline } from '../recording/timeline.ts';
import { createAnswerPool } from './answerPool.ts';
import type { Breakpoints, Hit } from './breakpoints.ts';
import { stopSet } from './breakpointTarget.ts';
import { reaches, stepAt } from './codeAhead.ts';
import type { CodeDebugger } from './codeDebugger.ts';
import { Cursor, dataOf } from './cursor.ts';
import { DapError } from './dapError.ts';
import type { Debuggee, DebuggeeListener } from './debuggee.ts';
import { type HostClient, loadHost } from './hostClient.ts';
import { keepSignals } from './keptSignals.ts';
import type { CodeLaunch } from './launchArguments.ts';
import { before } from './lineMoves.ts';
import { createQuestions } from './questions.ts';
import { type Coming, RecordedRun } from './recordedRun.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { waitText } from './threads.ts';
import { summary } from './variables.ts';

/** A pause that takes longer than this says what it waits for. */
const pauseNoticeMs = 1000;

/** Where a run gets its host and its record from. */
export interface Surroundings {
  readonly loadHost: typeof loadHost;
  readonly createRecorder: typeof createRecorder;
}

/**
 * Loads a workflow and prepares its run; nothing of it has been executed but the module and its factories.
 *
 * @throws ProgramError, DapError
 */
export async function launchCode(
  launch: CodeLaunch,
  { breakpoints, code }: { readonly breakpoints: Breakpoints; readonly code: CodeDebugger },
  listener: DebuggeeListener,
  signal: AbortSignal,
  surroundings: Surroundings = { loadHost, createRecorder },
): Promise<Debuggee> {
  const recorder = surroundings.createRecorder(launch.record, launch.policy, (message) =>
    listener.onOutput('important', `${message}\n`),
  );
  let live: LiveRun | null = null;
  const events = {
    onFrame: (frame: Frame) => live?.onFrame(frame),
    onBoundary: (reason: BoundaryReason, branch: string, seq: number) =>
      live?.onBoundary(reason, branch, seq),
    onLost: (how: string) => live?.onLost(how),
    onAsk: (call: number, asked: AskedCall) => live?.onAsk(call, asked),
    onLog: listener.onLog,
    onStream: listener.onStream,
    onOutput: listener.onOutput,
  };
  const host = await surroundings.loadHost(launch.program, launch.workflow, launch.host, events, signal);
  try {
    const snapshot = await host.begin(launch);
    const header: RunHeader = {
      id: newRunId(),
      ...host.manifest,
      startedAt: snapshot.now,
      input: snapshot.input,
      config: snapshot.config,
      session: snapshot.session,
      parent: null,
      source: host.source,
    };
    recorder.begin(header);
    live = new LiveRun(
      new Cursor(new Timeline(header), 'live'),
      launch,
      host,
      recorder,
      breakpoints,
      code,
      listener,
      surroundings.loadHost,
    );
    return live;
  } catch (error) {
    host.kill();
    throw error;
  }
}

/** A run whose head a host takes further. */
class LiveRun extends RecordedRun {
  readonly #launch: CodeLaunch;
  readonly #recorder: Recorder;
  readonly #code: CodeDebugger;
  readonly #loadHost: typeof loadHost;
  #host: HostClient | null;
  /** What the host runs now; null between commands. */
  #gait: Gait | null = null;
  /** The run and position that the host stands at, if it stands at all. */
  #hostAt: { readonly run: string; readonly at: string } | null = null;
  /** The run that the next frame begins. */
  #forkId: string | null = null;
  /** A pause was asked for; it survives a stop that no breakpoint wanted. */
  #pausing = false;
  #pauseTimer: NodeJS.Timeout | undefined;
  readonly #answers = createAnswerPool();
  readonly #signals = keepSignals();
  readonly #questions = createQuestions(
    (question) => this.listener.onAsk(question),
    (call, decision) => this.#host?.decide(call, decision),
  );
  readonly #end = new AbortController();
  /** Whether the host's inspector was opened. */
  #inspected = false;
  /** Whether the code that the last host loaded was written since. */
  #codeChanged: () => boolean;

  constructor(
    cursor: Cursor,
    launch: CodeLaunch,
    host: HostClient,
    recorder: Recorder,
    breakpoints: Breakpoints,
    code: CodeDebugger,
    listener: DebuggeeListener,
    load: typeof loadHost,
  ) {
    super(cursor, breakpoints, listener);
    this.#launch = launch;
    this.#host = host;
    this.#recorder = recorder;
    this.#code = code;
    this.#loadHost = load;
    this.#codeChanged = host.changed;
  }

  override get running(): boolean {
    return this.#gait !== null;
  }

  override enter(stopOnEntry: boolean): void {
    super.enter(stopOnEntry && !this.#launch.noDebug);
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
    this.#signals.keep(name, payload);
    const waits = waitsOf(cursor.snapshot).find(({ signal }) => signal === name);
    if (waits) {
      this.listener.onOutput('console', `Signal ${name} sent.\n`);
      this.#forward({ type: 'step', branch: waits.branch });
      return;
    }
    this.listener.onOutput('console', `Signal ${name} is kept until a step waits for it.\n`);
  }

  override decide(id: number | null, decision: Decision): void {
    this.#questions.decide(id, decision);
  }

  override pause(): void {
    if (!this.running) return super.pause();
    this.#pausing = true;
    this.#host?.pause();
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = setTimeout(() => {
      const { state, k } = this.cursor;
      this.listener.onOutput(
        'important',
        `Still inside ${state}, step ${k + 1}: the run pauses when the step ends. If it never does, Stop ends it and keeps what is recorded.\n`,
      );
    }, pauseNoticeMs);
  }

  override breakpointsChanged(): void {
    if (this.#gait?.type === 'run' && !this.#launch.noDebug) this.#host?.setStops(this.#stops());
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
    this.#answers.replace(frame, index, value);
    this.runOnFrom(k - 1, frame.branch);
  }

  override async stop(): Promise<void> {
    this.#end.abort();
    this.#idle();
    this.#host?.kill();
    this.#host = null;
    this.#code.onDetached();
    await this.#recorder.end(this.cursor.timeline.snapshotAt(this.cursor.timeline.head));
  }

  onFrame(frame: Frame): void {
    try {
      const forked = this.#begunFork(frame);
      this.#recorder.append(frame);
      this.cursor.append(frame, forked);
    } catch (error) {
      // Nothing is shown that is not recorded: the run stands at the last step that was.
      const reason = error instanceof Error ? error.message : String(error);
      this.#lose(`Step ${frame.seq} cannot be recorded, so the run stands where it was. ${reason}`);
      return;
    }
    this.#signals.recorded(frame.signals ?? []);
    this.#host?.ack(frame.seq);
    this.#hostAt = { run: this.cursor.timeline.header.id, at: keyOf(this.cursor.cut) };
    this.listener.onProgress();
  }

  onBoundary(reason: BoundaryReason, branch: string, seq: number): void {
    if (!this.running) return;
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
      if (reason === 'pause') return this.#paused();
      if (found) this.arrive(found.hit, found.branch);
      else this.halt(stepped ? 'step' : 'pause', null, null, branch);
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
      if (frame?.error) this.listener.onOutput('stderr', `${describeError(frame.error, frame)}\n`, frame.at);
      const hit = reason === 'pause' ? null : this.judge(k, 'first');
      if (hit) return { hit, k, branch: frame?.branch ?? '' };
    }
    return null;
  }

  onAsk(call: number, asked: AskedCall): void {
    this.#questions.ask(call, asked);
  }

  /** The host is gone. What is recorded stays, and the next move forward starts another. */
  onLost(how: string): void {
    const inside = this.running ? ` inside ${this.cursor.state}, step ${this.cursor.k + 1}` : '';
    this.#lose(
      `The host ended${inside}: ${how}. All finished steps are kept; going on starts a new host from here.`,
    );
  }

  #lose(text: string): void {
    this.#host?.kill();
    this.#host = null;
    this.#hostAt = null;
    this.#forkId = null;
    this.#code.onDetached();
    if (this.#end.signal.aborted) return;
    this.listener.onOutput('important', `${text}\n`);
    if (!this.running) return;
    this.#idle();
    if (this.#launch.noDebug) this.listener.onFinished(1);
    else this.halt('exception', null, text);
  }

  protected override atEnd(): void {
    this.listener.onFinished(this.cursor.snapshot.status === 'failed' ? 1 : 0);
  }

  /** Takes the host further; true when the recording, not the host, is what comes next. */
  #forward(gait: Gait): boolean {
    if (this.#codeChanged()) this.#dropOldCode();
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
      const host = await this.#ready();
      if (this.#gait === gait && this.#needsCode(gait)) await this.#attachCode(host, gait);
      if (this.#gait !== gait) return;
      if (gait.type === 'step') host.step(gait.branch);
      else host.run(this.#launch.noDebug ? noStops : this.#stops(), this.#until());
      if (this.#pausing) host.pause();
    };
    go().catch((error: unknown) => this.#fail(error));
  }

  /** Before a step with lines of the JavaScript debugger's the host must stop too, until that is attached. */
  #stops(): StopSet {
    const stops = this.breakpoints.stops();
    if (!this.#launch.attachesCode || this.#code.attached) return stops;
    const states = this.breakpoints.inside().map(({ state }) => state);
    return { ...stops, entering: [...new Set([...stops.entering, ...states])] };
  }

  #needsCode(gait: Gait): boolean {
    if (!this.#launch.attachesCode || this.#launch.noDebug || this.#code.attached) return false;
    if (gait.type === 'step' && gait.into && stepAt(this.cursor.snapshot, gait.branch) !== null) return true;
    return reaches(this.cursor.snapshot, gait, this.breakpoints.inside());
  }

  /** Without the debugger the run goes on, and says so. */
  async #attachCode(host: HostClient, gait: Gait): Promise<void> {
    const enter = gait.type === 'step' && gait.into ? stepAt(this.cursor.snapshot, gait.branch) : null;
    const problem = await this.#attachedTo(host, enter).catch(
      (error: unknown) => DapError.from(error).message,
    );
    // Whoever stops the session meanwhile needs no word about it.
    if (problem === null || this.#gait !== gait) return;
    this.listener.onOutput('important', `The JavaScript debugger could not be attached: ${problem}\n`);
    this.#closeInspector();
  }

  async #attachedTo(host: HostClient, enter: StepMethodName | null): Promise<string | null> {
    this.#inspected = true;
    const port = await host.inspect(enter);
    return await this.#code.attach({ port, enter: enter !== null, lines: this.breakpoints.inside() });
  }

  #closeInspector(): void {
    if (this.#inspected) this.#host?.uninspect();
    this.#inspected = false;
  }

  /** Stops when the JavaScript debugger has gone. */
  #leaveCode(stop: () => void): void {
    if (!this.#code.attached) {
      this.#closeInspector();
      return stop();
    }
    const gait = this.#gait;
    this.#code.detach().then(
      () => {
        this.#closeInspector();
        if (this.#gait !== null && this.#gait === gait) stop();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #fail(error: unknown): void {
    if (this.#end.signal.aborted) return;
    this.#idle();
    const text = error instanceof Error ? error.message : String(error);
    this.listener.onOutput('important', `${text}\n`);
    this.halt('exception', null, text);
  }

  /** A line needs a signal: here the session stops, unless nobody is there to send it. */
  #waits(branch: string): void {
    const text = waitText(this.cursor.snapshot, branch) ?? 'waiting';
    if (!this.#launch.noDebug) {
      this.#idle();
      return this.halt('pause', null, text, branch);
    }
    const wait = waitsOf(this.cursor.snapshot).find((one) => one.branch === branch);
    if (wait && wait.until !== null) return this.#host?.run(noStops, this.#until());
    this.#idle();
    this.listener.onOutput('important', `The run is ${text}. Debug it to send the signal.\n`);
    this.listener.onFinished(1);
  }

  /** Stepping a line that only a signal takes on says so, and stays. */
  #waitsForSignal(branch: string): boolean {
    const { cursor } = this;
    if (!cursor.atHead && cursor.mode !== 'forking') return false;
    const line = lineAt(cursor.snapshot, branch);
    if (line?.type !== 'workflow' || line.instance.status !== 'waiting') return false;
    const { pending } = line.instance;
    if (pending.type !== 'signal' || pending.until !== null) return false;
    if (cursor.snapshot.signals.some(({ name }) => name === pending.signal)) return false;
    if (this.#signals.has(pending.signal)) return false;
    this.listener.onOutput(
      'important',
      `The run waits for the signal "${pending.signal}", and no time ends that. Send it in the console: :signal ${pending.signal} {"json":"payload"}\n`,
    );
    this.halt('step', null, waitText(cursor.snapshot, branch), branch);
    return true;
  }

  /** A host runs the code that it loaded: changed code takes another host, and a new run. */
  #dropOldCode(): void {
    this.#host?.kill();
    this.#host = null;
    this.#codeChanged = () => false;
    this.#hostAt = null;
    const { status } = this.cursor.snapshot;
    if (status === 'done' || status === 'failed') return;
    this.cursor.runOn();
    this.listener.onOutput('console', 'The code has changed: it runs from here on, in a new run.\n');
  }

  /** A host that stands where the cursor does. */
  async #ready(): Promise<HostClient> {
    const host = this.#host ?? (await this.#restartHost());
    const { cursor } = this;
    const forking = cursor.mode === 'forking';
    const run = forking ? newRunId() : cursor.timeline.header.id;
    if (
      !forking &&
      cursor.edits.length === 0 &&
      this.#hostAt?.run === run &&
      this.#hostAt.at === keyOf(cursor.cut)
    ) {
      this.#deliverSignals();
      return host;
    }
    this.#forkId = forking ? run : null;
    const answers = this.#answers.from(cursor.timeline, cursor.cut);
    this.#questions.forget();
    const rerun = forking || cursor.timeline.header.parent !== null;
    host.travel(run, cursor.recorded, cursor.edits, answers, rerun ? this.#launch.calls : null);
    this.#signals.travelled();
    this.#deliverSignals();
    return host;
  }

  #deliverSignals(): void {
    this.#signals.deliver((name, payload) => this.#host?.signal(name, payload));
  }

  async #restartHost(): Promise<HostClient> {
    const events = {
      onFrame: (frame: Frame) => this.onFrame(frame),
      onBoundary: (reason: BoundaryReason, branch: string, seq: number) =>
        this.onBoundary(reason, branch, seq),
      onLost: (how: string) => this.onLost(how),
      onAsk: (call: number, asked: AskedCall) => this.onAsk(call, asked),
      onLog: this.listener.onLog,
      onStream: this.listener.onStream,
      onOutput: this.listener.onOutput,
    };
    const { program, workflow, host: options } = this.#launch;
    const host = await this.#loadHost(program, workflow, options, events, this.#end.signal);
    this.#host = host;
    this.#codeChanged = host.changed;
    this.#tellVersion(host.manifest);
    return host;
  }

  #tellVersion({ workflow, version }: HostClient['manifest']): void {
    const { header } = this.cursor.timeline;
    if (version === header.version) return;
    this.listener.onOutput(
      'important',
      `${header.id} was recorded by version ${header.version} of ${workflow}, and this is version ${version}.\n`,
    );
  }

  /** The timeline of the run that this frame begins, recorded from here on; null when it belongs to the current one. */
  #begunFork(frame: Frame): Timeline | null {
    if (this.#forkId === null) return null;
    const { timeline, cut } = this.cursor;
    const taken = frame.seq - 1;
    const parent = { run: timeline.header.id, cut };
    const code = this.#host ? { ...this.#host.manifest, source: this.#host.source } : {};
    const header: RunHeader = {
      ...timeline.header,
      ...code,
      id: this.#forkId,
      startedAt: frame.startedAt,
      parent,
    };
    this.#recorder.begin(header, taken);
    this.#answers.forked(timeline, cut, header.id);
    this.#forkId = null;
    this.listener.onOutput(
      'console',
      `New run ${header.id}: forked from ${parent.run} after step ${taken}.\n`,
    );
    return timeline.before(cut, header);
  }

  #ended(hit: Hit | null): void {
    const { snapshot, timeline } = this.cursor;
    void this.#recorder.end(snapshot);
    this.#tellResult(snapshot, timeline.header.id);
    if (this.#launch.noDebug || (!this.#launch.stopOnEnd && !hit)) return this.atEnd();
    if (snapshot.status === 'failed') return this.halt('exception', hit, snapshot.error.message);
    this.halt('step', hit, `Done after ${timeline.head === 1 ? '1 step' : `${timeline.head} steps`}`);
  }

  /** Without debugging nobody could go on from a pause: `maxSteps` ends the run then. */
  #paused(): void {
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

  /** How a run ended is said where it printed, too: the views are gone when the session is. */
  #tellResult(snapshot: Snapshot, run: string): void {
    const { workflow, seq } = snapshot;
    const steps = seq === 1 ? '1 step' : `${seq} steps`;
    const result =
      snapshot.status === 'done'
        ? `done. ${summary(snapshot.output)}`
        : `failed. ${summary(dataOf(snapshot))}`;
    this.listener.onOutput('console', `${workflow}: ${steps}, ${result}\nRecorded as run ${run}.\n`);
  }

  #idle(): void {
    clearTimeout(this.#pauseTimer);
    this.#pausing = false;
    this.#gait = null;
  }
}

const noStops = stopSet([]);

/** What a host was told to do. */
type Gait =
  | { readonly type: 'step'; readonly branch: string; readonly into?: true }
  | { readonly type: 'run' };

function keyOf(cut: Cut): string {
  return JSON.stringify(cut);
}

function describeError(error: ErrorRecord, frame: Frame): string {
  const tries = frame.attempts.length > 1 ? ` after ${frame.attempts.length} attempts` : '';
  return `${frame.state}, step ${frame.seq}, failed${tries}: ${error.stack ?? `${error.name}: ${error.message}`}`;
}
