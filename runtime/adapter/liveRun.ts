import type { ErrorRecord } from '../language/directive.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { Frame, RunHeader } from '../model/run.ts';
import { newRunId } from '../recording/runId.ts';
import { Timeline } from '../recording/timeline.ts';
import { createAnswerPool } from './answerPool.ts';
import type { Breakpoints, Hit } from './breakpoints.ts';
import { stopSet } from './breakpointTarget.ts';
import { Cursor, dataOf } from './cursor.ts';
import type { Debuggee, DebuggeeListener } from './debuggee.ts';
import { type HostClient, loadHost } from './hostClient.ts';
import type { CodeLaunch } from './launchArguments.ts';
import { type Coming, RecordedRun } from './recordedRun.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { summary } from './variables.ts';

type BoundaryReason = 'step' | 'stop' | 'pause' | 'end';

/** A pause that takes longer than this says what it waits for. */
const pauseNoticeMs = 1000;

/**
 * Loads a workflow and prepares its run; nothing of it has been executed but the module and its factories.
 *
 * @throws ProgramError, DapError
 */
export async function launchCode(
  launch: CodeLaunch,
  breakpoints: Breakpoints,
  listener: DebuggeeListener,
  signal: AbortSignal,
): Promise<Debuggee> {
  const recorder = createRecorder(launch.record, launch.policy, (message) =>
    listener.onOutput('important', `${message}\n`),
  );
  let live: LiveRun | null = null;
  const events = {
    onFrame: (frame: Frame) => live?.onFrame(frame),
    onBoundary: (reason: BoundaryReason) => live?.onBoundary(reason),
    onLost: (how: string) => live?.onLost(how),
    onLog: listener.onLog,
    onOutput: listener.onOutput,
  };
  const host = await loadHost(launch.program, launch.workflow, launch.host, events, signal);
  try {
    const snapshot = await host.begin(launch);
    const header: RunHeader = {
      id: newRunId(),
      ...host.manifest,
      startedAt: Date.now(),
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
      listener,
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
  #host: HostClient | null;
  /** What the host runs now; `idle` between commands. */
  #gait: 'idle' | 'step' | 'run' = 'idle';
  /** The run and position that the host stands at, if it stands at all. */
  #hostAt: { run: string; k: number } | null = null;
  /** The run that the next frame begins. */
  #forkId: string | null = null;
  /** A pause was asked for; it survives a stop that no breakpoint wanted. */
  #pausing = false;
  #pauseTimer: NodeJS.Timeout | undefined;
  readonly #answers = createAnswerPool();
  readonly #end = new AbortController();
  /** Whether the code that the last host loaded was written since. */
  #codeChanged: () => boolean;

  constructor(
    cursor: Cursor,
    launch: CodeLaunch,
    host: HostClient,
    recorder: Recorder,
    breakpoints: Breakpoints,
    listener: DebuggeeListener,
  ) {
    super(cursor, breakpoints, listener);
    this.#launch = launch;
    this.#host = host;
    this.#recorder = recorder;
    this.#codeChanged = host.changed;
  }

  override get running(): boolean {
    return this.#gait !== 'idle';
  }

  override enter(stopOnEntry: boolean): void {
    super.enter(stopOnEntry && !this.#launch.noDebug);
  }

  override next(): void {
    if (this.#forward('step')) super.next();
  }

  override resume(): void {
    if (this.#forward('run')) super.resume();
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
    if (this.#gait === 'run' && !this.#launch.noDebug) this.#host?.setStops(this.breakpoints.stops());
  }

  protected override judge(k: number, coming: Coming): Hit | null {
    return this.#launch.noDebug ? null : super.judge(k, coming);
  }

  override assertRunsOn(): void {
    // A live run has its code.
  }

  override runOnFrom(k: number): void {
    this.move(k);
    if (!this.cursor.atHead) this.cursor.runOn();
    this.halt('restart');
  }

  override async stop(): Promise<void> {
    this.#end.abort();
    this.#idle();
    this.#host?.kill();
    this.#host = null;
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
    this.#host?.ack(frame.seq);
    this.#hostAt = { run: this.cursor.timeline.header.id, k: this.cursor.k };
    this.listener.onProgress();
  }

  onBoundary(reason: BoundaryReason): void {
    if (!this.running) return;
    const frame = this.cursor.last;
    const hit = reason === 'pause' ? null : this.judge(this.cursor.k, 'first');
    if (frame?.error) this.listener.onOutput('stderr', `${describeError(frame.error, frame)}\n`, frame.at);
    if (reason === 'stop' && !hit && !this.#pausing) {
      this.#host?.run(this.breakpoints.stops(), this.#until());
      return;
    }
    const stepped = this.#gait === 'step';
    this.#idle();
    if (reason === 'end') return this.#ended(hit);
    if (reason === 'pause') return this.#paused();
    if (hit) this.arrive(hit);
    else this.halt(stepped ? 'step' : 'pause');
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
  #forward(gait: 'step' | 'run'): boolean {
    if (this.#codeChanged()) this.#dropOldCode();
    const { mode, snapshot } = this.cursor;
    if (mode === 'following' || mode === 'replay') return true;
    if (snapshot.status !== 'running') return true;
    this.#gait = gait;
    this.#ready().then(
      (host) => {
        if (this.#gait === 'idle') return;
        if (gait === 'step') host.step();
        else host.run(this.#launch.noDebug ? noStops : this.breakpoints.stops(), this.#until());
        if (this.#pausing) host.pause();
      },
      (error: unknown) => {
        if (this.#end.signal.aborted) return;
        this.#idle();
        const text = error instanceof Error ? error.message : String(error);
        this.listener.onOutput('important', `${text}\n`);
        this.halt('exception', null, text);
      },
    );
    return false;
  }

  /** A host runs the code that it loaded: changed code takes another host, and a new run. */
  #dropOldCode(): void {
    this.#host?.kill();
    this.#host = null;
    this.#codeChanged = () => false;
    this.#hostAt = null;
    if (this.cursor.snapshot.status !== 'running') return;
    this.cursor.runOn();
    this.listener.onOutput('console', 'The code has changed: it runs from here on, in a new run.\n');
  }

  /** A host that stands where the cursor does. */
  async #ready(): Promise<HostClient> {
    const host = this.#host ?? (await this.#restartHost());
    const { cursor } = this;
    const forking = cursor.mode === 'forking';
    const run = forking ? newRunId() : cursor.timeline.header.id;
    if (!forking && cursor.edits.length === 0 && this.#hostAt?.run === run && this.#hostAt.k === cursor.k)
      return host;
    this.#forkId = forking ? run : null;
    const answers = this.#answers.from(cursor.timeline, cursor.k);
    host.travel(run, cursor.timeline.snapshotAt(cursor.k), cursor.edits, answers);
    return host;
  }

  async #restartHost(): Promise<HostClient> {
    const events = {
      onFrame: (frame: Frame) => this.onFrame(frame),
      onBoundary: (reason: BoundaryReason) => this.onBoundary(reason),
      onLost: (how: string) => this.onLost(how),
      onLog: this.listener.onLog,
      onOutput: this.listener.onOutput,
    };
    const { program, workflow, host: options } = this.#launch;
    const host = await loadHost(program, workflow, options, events, this.#end.signal);
    this.#host = host;
    this.#codeChanged = host.changed;
    return host;
  }

  /** The timeline of the run that this frame begins, recorded from here on; null when it belongs to the current one. */
  #begunFork(frame: Frame): Timeline | null {
    if (this.#forkId === null) return null;
    const { timeline } = this.cursor;
    const seq = frame.seq - 1;
    const parent = { run: timeline.header.id, cut: { seq, branches: {} } };
    const code = this.#host ? { ...this.#host.manifest, source: this.#host.source } : {};
    const header: RunHeader = {
      ...timeline.header,
      ...code,
      id: this.#forkId,
      startedAt: frame.startedAt,
      parent,
    };
    this.#recorder.begin(header);
    this.#answers.forked(timeline, seq, header.id);
    this.#forkId = null;
    this.listener.onOutput('console', `New run ${header.id}: forked from ${parent.run} after step ${seq}.\n`);
    return timeline.truncatedTo(seq, header);
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
    this.#gait = 'idle';
  }
}

const noStops = stopSet([]);

function describeError(error: ErrorRecord, frame: Frame): string {
  const tries = frame.attempts.length > 1 ? ` after ${frame.attempts.length} attempts` : '';
  return `${frame.state}, step ${frame.seq}, failed${tries}: ${error.stack ?? `${error.name}: ${error.message}`}`;
}
