import { join } from 'node:path';
import type { Answers } from '../engine/answers.ts';
import { artifactFolder } from '../engine/artifactFolder.ts';
import { clockFrom, virtualClock } from '../engine/clock.ts';
import { errorRecord } from '../engine/errorRecord.ts';
import { localBackend } from '../engine/localBackend.ts';
import type { Requests } from '../engine/requests.ts';
import { BackstepError } from '../language/backstepError.ts';
import { interpret } from '../language/interpret.ts';
import type { Json } from '../language/json.ts';
import type { Manifest } from '../language/manifest.ts';
import type { Signal, Snapshot } from '../language/snapshot.ts';
import type { ProgressNote, SignalNote, Progress as StepsInFlight } from '../model/progress.ts';
import type { Edit, Frame, RunEnd } from '../model/run.ts';
import { policyFrom } from '../recording/policy.ts';
import type { InspectedRun } from './inspectedRun.ts';
import type { Progress } from './progress.ts';
import { isOnPath, type RunResult, runResult } from './runResult.ts';
import { type Sent, type Untaken, untakenOf } from './sentSignals.ts';
import { StopRun } from './stopRun.ts';

/** What it takes to run a workflow in this process, from its start or from a later point. */
export interface Execution {
  readonly run: string;
  readonly manifest: Manifest;
  readonly services: { readonly [name: string]: unknown };
  readonly servicesOf: (manifest: Manifest) => { readonly [name: string]: unknown };
  readonly requests: Requests;
  /** Folder of the recordings: artifacts lie in it. */
  readonly dir: string;
  /** Where it begins; the edits are applied already. */
  readonly from: Snapshot;
  /** Edits that led to `from`: they go into the first frame. */
  readonly edits?: readonly Edit[];
  readonly answers?: Answers;
  /** Waits take no time: the run's clock jumps to the next timer. */
  readonly skipTime: boolean;
  /** What an interruption left of the steps that were in flight. */
  readonly inFlight?: StepsInFlight;
  /** Signals that are sent as it begins. */
  readonly signals: readonly Sent[];
  /** Signals that were sent before, and that no frame tells of. */
  readonly sent?: readonly Signal[];
  /** Steps that the run took before. */
  readonly steps?: number;
  /** The states before the first step, the start first. */
  readonly path: readonly string[];
  /** How many steps to take at the most; null for any number. */
  readonly maxSteps: number | null;
  readonly progress: Progress;
  /** Where a debugger can attach to it; left out where none can. */
  readonly inspected?: InspectedRun;
  /** Stores a frame; what it throws ends the execution. */
  readonly record: (frame: Frame) => void;
  /** Stores what a step has come to, or a signal; what it throws ends the execution. */
  readonly note: (note: ProgressNote | SignalNote) => void;
}

/** A wait that is longer than this ends the process, not the run: it can be taken up when its time has come. */
const patienceMs = 60_000;

function uncaught(error: unknown): BackstepError {
  const { name, message, stack } = errorRecord(error);
  return new BackstepError(
    'uncaught-error',
    `An error was thrown where no step could catch it, such as in a timer. Await in the step what works for it. ${stack ?? `${name}: ${message}`}`,
    { cause: error },
  );
}

/** What came of an execution: the document that `--json` prints, and the end as it is recorded. */
export interface Outcome {
  readonly result: RunResult;
  readonly end: RunEnd;
  /** The signals that it was given and that no wait took. */
  readonly untaken: readonly Untaken[];
}

function byOf(signal: NodeJS.Signals | undefined): string {
  return signal === 'SIGINT' ? 'Ctrl-C' : (signal ?? 'a debugger');
}

/**
 * A step could take a refusal for an answer of the service, so a call that nobody allowed ends the execution instead, and
 * none is made after it: what goes on in the step is recorded nowhere.
 */
function endingWhereRefused(answers: Answers, end: (why: StopRun) => void): Answers {
  let refusal: BackstepError | null = null;
  return {
    take(call) {
      if (refusal !== null) throw refusal;
      try {
        return answers.take(call);
      } catch (error) {
        if (error instanceof BackstepError && error.code === 'call-refused') {
          refusal = error;
          end(new StopRun({ type: 'call-refused', message: error.message, service: call.service }));
        }
        throw error;
      }
    },
  };
}

/**
 * Runs a workflow until it ends, is stopped by Ctrl-C or `maxSteps`, waits for what will not come soon, or awaits what
 * nothing will resolve. Every command that runs code goes through here, so that a run means the same in all of them.
 *
 * @throws what `record` throws
 */
export async function execute(execution: Execution): Promise<Outcome> {
  const { run, manifest, services, from, edits, answers, maxSteps, progress, record } = execution;
  const { skipTime, inFlight, inspected, sent = [] } = execution;
  const clock = skipTime ? virtualClock(from.now) : clockFrom(from.now);
  const signals = execution.signals.map((signal) => ({ ...signal, at: clock.now() }));
  for (const [index, signal] of signals.entries()) {
    execution.note({ type: 'signal', number: sent.length + index + 1, signal });
  }
  // A step that waits for ever lets the process end by itself, which is no success.
  process.exitCode = 1;
  const path = [...execution.path];
  const stop = new AbortController();
  const interrupt = (signal?: NodeJS.Signals): void => {
    stop.abort(new StopRun({ type: 'interrupted', by: byOf(signal) }));
    inspected?.letGo();
  };
  const ending = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of ending) process.once(signal, interrupt);
  let drained = (): void => undefined;
  let idle = (_until: number | null): void => undefined;
  /** The run is idle, which is the debugger's to end while one is attached. */
  let rest: (() => void) | null = null;
  let fail = (_error: unknown): void => undefined;
  let giveUp = (_error: unknown): void => undefined;
  let hasEnded = false;
  const unsettled = new Promise<never>((_, reject) => {
    drained = () => reject(new StopRun({ type: 'never-settled' }));
    process.once('beforeExit', drained);
    giveUp = (error) => {
      hasEnded = true;
      reject(error);
      stop.abort(error);
    };
    fail = (error) => reject(uncaught(error));
    idle = (until) => {
      // A clock that skips time is at the next timer in a moment, however late that is.
      const soon = until !== null && (skipTime || until - clock.now() <= patienceMs);
      if (soon) return;
      if (!inspected?.isAttached) return reject(new StopRun({ type: 'waiting' }));
      rest = () => idle(until);
    };
  });

  // What is thrown past every step ends the execution, and not the run.
  process.on('uncaughtException', fail);

  let last = from;
  let taken = 0;
  let stopped: StopRun | null = null;
  /** Signals that no frame tells of yet. */
  let untold = sent.length + signals.length;
  const backend = localBackend({
    run,
    manifest,
    services,
    servicesOf: execution.servicesOf,
    requests: execution.requests,
    artifacts: artifactFolder(join(execution.dir, 'artifacts'), policyFrom(process.env).redact),
    stop: stop.signal,
    ...(edits && { edits }),
    ...(answers && { answers: endingWhereRefused(answers, giveUp) }),
    ...(inFlight && { progress: inFlight }),
    signals: [...sent, ...signals],
    clock,
    onIdle: (until) => idle(until),
    record(frame) {
      // Whatever the step made of what ended the execution is not what the services or the recorder did.
      if (hasEnded) throw stop.signal.reason;
      rest = null;
      record(frame);
      untold = 0;
      taken++;
      if (isOnPath(frame)) path.push(frame.next);
      progress.step(frame);
    },
    boundary(snapshot, branch) {
      last = snapshot;
      const held = inspected?.boundary(snapshot, branch);
      if (snapshot.status === 'done' || snapshot.status === 'failed') return held;
      if (taken === maxSteps) throw new StopRun({ type: 'max-steps' });
      if (stop.signal.aborted) throw stop.signal.reason;
      // Now and then the event loop must turn, or Ctrl-C and timers would starve in a loop of steps that never wait.
      const turned = snapshot.seq % 64 === 0 ? new Promise<void>((turn) => setImmediate(turn)) : undefined;
      if (!held) return turned;
      return Promise.all([held, turned]).then(() => {
        if (stop.signal.aborted) throw stop.signal.reason;
      });
    },
    onLog(entry, request) {
      progress.log(entry, { branch: request.branch, state: request.entry.state });
      inspected?.logged(entry, request.entry.state, request.number);
    },
    onProgress(note) {
      try {
        execution.note(note);
        if (note.type === 'attempt' && note.attempt.error) {
          const [, branch = '', state = note.step] = /^(?:([^:]*)\/)?\d+:(.*)$/s.exec(note.step) ?? [];
          progress.retry(note.number, note.attempt.error, { branch, state });
        }
      } catch (error) {
        // The step may catch it, and must not go on unrecorded all the same.
        giveUp(error);
        throw error;
      }
    },
  });
  const deliver = (name: string, payload: Json): void => {
    try {
      execution.note({
        type: 'signal',
        number: untold + 1,
        signal: { name, payload, at: clock.now() },
      });
    } catch (error) {
      // What is not recorded was not sent.
      return giveUp(error);
    }
    untold++;
    backend.signal(name, payload);
  };
  try {
    await inspected?.begin({ signal: deliver, interrupt, onDetached: () => rest?.() });
    last = await Promise.race([interpret(manifest, backend, from), unsettled]);
  } catch (error) {
    if (!(error instanceof StopRun)) throw error;
    stopped = error;
  } finally {
    for (const signal of ending) process.off(signal, interrupt);
    process.off('uncaughtException', fail);
    process.off('beforeExit', drained);
    await inspected?.close();
  }
  const steps = (execution.steps ?? 0) + taken;
  const result = runResult({ run, last, steps, path, stopped, maxSteps });
  const { status, output } = result;
  const error = !stopped && last.status === 'failed' ? last.error : null;
  return {
    result,
    end: { status, output, error, endedAt: Date.now() },
    untaken: untakenOf(signals, from, last),
  };
}
