/**
 * The hosts of a session, and where they stand.
 *
 * H1. A host of our own stands where it was put, and moves with the frames that it sends; to go on from anywhere else, it
 *     is put there anew. Its frames are recorded before anything is shown of them.
 * H2. A run that another process runs and records goes on in that process alone, and only from its head as it is.
 *     Whatever goes another way is a new run, in a host of our own; the other process stands meanwhile.
 * H3. A host runs the code that it loaded: changed code takes another host, and a new run.
 */
import type { Json } from '../language/json.ts';
import { isOver, openLines } from '../language/line.ts';
import type { Cut } from '../language/snapshot.ts';
import { type Progress, type ProgressNote, withNote, withoutLine } from '../model/progress.ts';
import type { Call, Edit, Frame, RunHeader } from '../model/run.ts';
import { newRunId } from '../recording/runId.ts';
import type { Timeline } from '../recording/timeline.ts';
import { createAnswerPool, type Origin } from './answerPool.ts';
import type { AttachedHost } from './attachedHost.ts';
import type { Cursor } from './cursor.ts';
import { DapError } from './dapError.ts';
import type { DebuggeeListener } from './debuggee.ts';
import type { HostClient, HostClientListener, loadHost, RunningHost } from './hostClient.ts';
import { keepSignals } from './keptSignals.ts';
import type { CodeLaunch } from './launchArguments.ts';
import type { Questions, Undoable } from './questions.ts';
import type { Recorder } from './recorder.ts';
import { createUndos, type Undos } from './undos.ts';

export interface HostStandParts {
  readonly launch: CodeLaunch;
  readonly cursor: Cursor;
  readonly recorder: Recorder;
  /** A host that has begun the run; null where another process runs it. */
  readonly host: HostClient | null;
  readonly attached: AttachedHost | null;
  /** Starts the hosts that come after. */
  readonly loadHost: typeof loadHost;
}

/** A fork whose first step has begun, and has no frame yet. */
interface BegunFork {
  /** Where it begins, and with what code. */
  readonly key: string;
  readonly header: RunHeader;
  readonly inherited: number;
  progress: Progress;
}

export class HostStand {
  readonly #launch: CodeLaunch;
  readonly #cursor: Cursor;
  readonly #recorder: Recorder;
  readonly #loadHost: typeof loadHost;
  readonly #listener: DebuggeeListener;
  readonly #questions: Questions;
  /** For hosts that are started later. */
  readonly #events: HostClientListener;
  readonly #end = new AbortController();
  readonly #answers = createAnswerPool();
  /** What our host may answer calls from. */
  #given: readonly Call[] = [];
  readonly #undos: Undos;
  readonly #signals = keepSignals();
  #own: HostClient | null;
  #attached: AttachedHost | null;
  #current: RunningHost | null;
  /** Whether a host of our own can run on from the run of the other process. */
  readonly #assertForks: () => void;
  /** The run and position that our host stands at, if it stands at all. */
  #at: { readonly run: string; readonly at: string } | null = null;
  /** A host that is lost inside of its first step leaves it to the next. */
  #fork: BegunFork | null = null;
  /** The next frame begins that fork. */
  #forks = false;
  /** What the steps in flight of the current run have come to. */
  #progress: Progress = new Map();
  /** Steps of which it was said that what they come to cannot be recorded. */
  readonly #unrecorded = new Set<string>();
  /** Whether the code that our last host loaded was written since. */
  #codeChanged: () => boolean;

  constructor(
    parts: HostStandParts,
    listener: DebuggeeListener,
    questions: Questions,
    events: HostClientListener,
  ) {
    this.#launch = parts.launch;
    this.#cursor = parts.cursor;
    this.#recorder = parts.recorder;
    this.#loadHost = parts.loadHost;
    this.#own = parts.host;
    this.#attached = parts.attached;
    this.#current = parts.attached ?? parts.host;
    this.#assertForks = parts.attached?.assertForks ?? ((): void => undefined);
    this.#codeChanged = parts.host?.changed ?? (() => false);
    this.#listener = listener;
    this.#questions = questions;
    this.#undos = createUndos(parts.recorder.undone, (text) => listener.onOutput('important', text));
    this.#events = events;
  }

  /** The host that was told to go last; null when it is gone. */
  get current(): RunningHost | null {
    return this.#current;
  }

  get ended(): boolean {
    return this.#end.signal.aborted;
  }

  get pid(): number | null {
    return this.#attached?.facts.pid ?? this.#own?.pid ?? null;
  }

  /** Whether another process runs the run of the session. */
  get isAttached(): boolean {
    return this.#attached !== null;
  }

  /** What the other process tells comes through from now on. */
  open(): void {
    this.#attached?.open();
  }

  /** A signal that a frame will tell of, in whatever journey. */
  keepSignal(name: string, payload: Json): void {
    this.#signals.keep(name, payload);
  }

  /** What another process runs may be left, or go on by itself, before the session moves: it is given them at once. */
  giveSignals(): void {
    const { isForeign, mode } = this.#cursor;
    if (this.#attached !== null && isForeign && mode === 'live') this.#signals.deliver(this.#attached);
  }

  hasSignal(name: string): boolean {
    return this.#signals.has(name);
  }

  /** From now on a step is given this as the answer of one of its calls. */
  replaceAnswer(frame: Frame, index: number, value: Json): void {
    this.#answers.replace(frame, index, value);
    this.#cursor.answer(frame, index);
  }

  /** What the run that our host goes back from changed in the world from there on, by the labels of its effects. */
  effects(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { effect, undoing } of this.#given) {
      if (effect !== undefined && undoing !== true) counts.set(effect, (counts.get(effect) ?? 0) + 1);
    }
    return counts;
  }

  /** The step that gave an answer, where it has a compensation that did not run yet. */
  undoable(answer: number | null): Undoable | null {
    const origin = this.#originOf(answer);
    return origin && this.#undos.of(origin, () => this.#current);
  }

  /** The step that gave an answer; null where none is recorded. */
  stepOf(answer: number | null): Frame | null {
    return this.#originOf(answer)?.frame ?? null;
  }

  #originOf(answer: number | null): Origin | null {
    const call = answer === null ? undefined : this.#given[answer];
    return call ? this.#answers.originOf(call) : null;
  }

  /** Our host is ended when the code that it runs was written since: what comes next is a new run. */
  dropOldCode(): void {
    if (!this.#codeChanged()) return;
    const cursor = this.#cursor;
    this.#dropOwn();
    this.#codeChanged = () => false;
    if (isOver(cursor.snapshot) || cursor.isForeign) return;
    cursor.runOn();
    this.#listener.onOutput('stdout', 'The code has changed: it runs from here on, in a new run.\n');
  }

  /**
   * A host that stands where the cursor does.
   *
   * @throws ProgramError, DapError
   */
  async ready(): Promise<RunningHost> {
    const cursor = this.#cursor;
    if (cursor.isForeign) {
      const attached = this.#attached;
      if (attached !== null && cursor.mode === 'live') {
        this.#current = attached;
        this.#signals.deliver(attached);
        return attached;
      }
      this.#assertForks();
      cursor.runOn();
    }
    const host = this.#own ?? (await this.#start());
    this.#current = host;
    const forking = cursor.mode === 'forking';
    const fork = forking ? this.#prepareFork(host) : this.#leaveFork();
    const run = fork?.header.id ?? cursor.timeline.header.id;
    const stands = this.#at?.run === run && this.#at.at === keyOf(cursor.cut);
    if (!stands || forking || cursor.edits.length > 0) {
      this.#forks = forking;
      this.#given = this.#answers.from(cursor.timeline, cursor.cut);
      this.#questions.forget();
      const rerun = forking || cursor.timeline.header.parent !== null || wasPut(cursor);
      host.travel(run, cursor.recorded, {
        edits: cursor.edits,
        answers: this.#given,
        policy: rerun ? this.#launch.calls : null,
        progress: fork?.progress ?? this.#progress,
      });
      this.#signals.travelled(host);
    }
    this.#signals.deliver(host);
    return host;
  }

  /**
   * Takes a frame of the current host: it is recorded, and the cursor goes on.
   *
   * @throws BackstepError when it cannot be recorded, or does not fit
   */
  take(frame: Frame): void {
    if (this.#attached !== null && this.#current === this.#attached) this.#cursor.append(frame, null);
    else {
      const forked = this.#begunFork();
      this.#recorder.append(frame);
      this.#cursor.append(frame, forked);
      this.#progress = withoutLine(this.#progress, frame.branch);
    }
    this.#signals.recorded(frame.signals ?? []);
    this.#current?.ack(frame.seq);
    this.#at = { run: this.#cursor.timeline.header.id, at: keyOf(this.#cursor.cut) };
  }

  /** Records what a step in flight of our host has come to. */
  note(note: ProgressNote): void {
    if (this.#forks && this.#fork) this.#fork.progress = withNote(this.#fork.progress, note);
    else this.#progress = withNote(this.#progress, note);
    try {
      this.#recorder.note(note);
    } catch (error) {
      // The step goes on: only who takes the run up after this process would miss it.
      if (this.#unrecorded.has(note.step)) return;
      this.#unrecorded.add(note.step);
      const { message } = DapError.from(error);
      this.#listener.onOutput(
        'important',
        `What the step in flight has come to cannot be recorded: ${message}\n`,
      );
    }
  }

  /** Whether nothing but one step of our host is under way. */
  get canLeaveStep(): boolean {
    return this.#own !== null && this.#current === this.#own && openLines(this.#cursor.recorded).length === 0;
  }

  /** Our host leaves the step that is under way, and stands before it again. */
  async leaveStep(): Promise<void> {
    this.#at = null;
    await this.ready();
  }

  /** Our host is of no more use. */
  lose(): void {
    this.#dropOwn();
  }

  /** The other process is gone: its run goes on as a new one. True when it was to go on there. */
  leave(): boolean {
    const wasCurrent = this.#attached !== null && this.#current === this.#attached;
    this.#attached = null;
    if (wasCurrent) this.#current = null;
    const { timeline } = this.#cursor;
    if (!this.#cursor.isForeign || isOver(timeline.snapshotAt(timeline.head))) return false;
    this.#cursor.orphan();
    return wasCurrent;
  }

  /** The run is over, and so is its recording. */
  finish(): void {
    void this.#recorder.end(this.#cursor.snapshot);
  }

  /** Ends our host; another process goes on by itself, unless its run is to end too. */
  async stop(run: 'goes on' | 'ends' = 'goes on'): Promise<void> {
    this.#end.abort();
    if (run === 'ends') this.#attached?.end();
    this.#attached?.kill();
    this.#attached = null;
    this.#dropOwn();
    const { timeline } = this.#cursor;
    await this.#recorder.end(timeline.snapshotAt(timeline.head));
  }

  #dropOwn(): void {
    this.#own?.kill();
    if (!this.ended) this.#questions.lost();
    if (this.#current === this.#own) this.#current = null;
    this.#own = null;
    this.#at = null;
    this.#forks = false;
  }

  async #start(): Promise<HostClient> {
    const { program, workflow, host: options } = this.#launch;
    const host = await this.#loadHost(program, workflow, options, this.#events, this.#end.signal);
    const { header } = this.#cursor.timeline;
    if (host.manifest.workflow !== header.workflow) {
      host.kill();
      throw new DapError(
        'no-such-workflow',
        `${program} holds ${host.manifest.workflow} now, and no ${header.workflow}, which this run is of: give the class its name back to run on, or restart.`,
      );
    }
    this.#own = host;
    this.#codeChanged = host.changed;
    this.#tellVersion(host.manifest);
    if (host.source !== this.#cursor.timeline.header.source) this.#listener.onCode();
    return host;
  }

  #tellVersion({ workflow, version }: HostClient['manifest']): void {
    const { header } = this.#cursor.timeline;
    if (version === header.version) return;
    this.#listener.onOutput(
      'important',
      `${header.id} was recorded by version ${header.version} of ${workflow}, and this is version ${version}.\n`,
    );
  }

  /**
   * The fork that begins here. It is recorded from before its first step on, so that what the step stores is a run's own.
   *
   * @throws DapError when it cannot be recorded
   */
  #prepareFork({ manifest, source }: HostClient): BegunFork {
    const { timeline, cut, edits, recorded } = this.#cursor;
    const parent = { run: timeline.header.id, cut };
    const key = JSON.stringify([parent, edits, source]);
    if (this.#fork?.key === key) return this.#fork;
    const header: RunHeader = {
      ...timeline.header,
      ...manifest,
      source,
      id: newRunId(),
      // The run's clock may be days ahead by now; runs are listed, and kept, by that of the machine.
      startedAt: Date.now(),
      parent,
    };
    try {
      this.#recorder.prepare(header, recorded.seq, edits);
    } catch (error) {
      const { code, message } = DapError.from(error);
      throw new DapError(code, `The new run cannot be recorded, so its step is not run. ${message}`);
    }
    this.#fork = { key, header, inherited: recorded.seq, progress: new Map() };
    return this.#fork;
  }

  #leaveFork(): null {
    if (this.#fork) this.#recorder.drop();
    this.#fork = null;
    return null;
  }

  /** The timeline of the run that this frame begins, recorded from here on; null when it belongs to the current one. */
  #begunFork(): Timeline | null {
    const fork = this.#fork;
    if (!this.#forks || fork === null) return null;
    const { timeline, cut } = this.#cursor;
    const { header, inherited } = fork;
    this.#recorder.begin(header, inherited);
    this.#answers.forked(timeline, cut, header.id);
    this.#forks = false;
    this.#fork = null;
    this.#progress = fork.progress;
    this.#listener.onOutput(
      'stdout',
      `New run ${header.id}: forked from ${timeline.header.id} after step ${inherited}.\n`,
    );
    return timeline.before(cut, header);
  }
}

function keyOf(cut: Cut): string {
  return JSON.stringify(cut);
}

/** Whether somebody has put this run at another state, from where it may come by what it did before. */
function wasPut({ timeline, edits }: Cursor): boolean {
  const put = ({ target }: Edit): boolean => target === 'state';
  return edits.some(put) || timeline.frames.some((frame) => frame.edits.some(put));
}
