import type { ArtifactStore } from '../engine/artifactStore.ts';
import { type Clock, realClock, startTimer } from '../engine/clock.ts';
import { localBackend } from '../engine/localBackend.ts';
import { edited } from '../language/advance.ts';
import { BackstepError } from '../language/backstepError.ts';
import { commitTree } from '../language/committed.ts';
import type { Json } from '../language/json.ts';
import { lineAt } from '../language/line.ts';
import type { Snapshot } from '../language/snapshot.ts';
import { requestAt, type StepRequest } from '../language/stepRequest.ts';
import { callName } from '../model/callName.ts';
import type { Frame } from '../model/run.ts';
import { type Divergence, frameDivergence } from '../recording/divergence.ts';
import type { Timeline } from '../recording/timeline.ts';
import type { Program } from './program.ts';
import { replayAnswers, type UnansweredCall } from './replayAnswers.ts';

/** The first step in which today's code does something else than the recording, and how; null when there is none. */
export type ReplayDivergence = Divergence & { readonly message: string };

/**
 * Runs each recorded step again, from the snapshot that it was recorded from and with the answers that its services
 * gave. As long as the steps do the same, that is what a run from the start would do.
 *
 * @param unanswered calls that went around the services since the last look, such as those of `fetch`
 */
export async function replayRun(
  program: Program,
  run: Timeline,
  artifacts: ArtifactStore,
  unanswered: UnansweredCall[],
): Promise<ReplayDivergence | null> {
  const { manifest } = program;
  const { header } = run;
  if (manifest.start !== header.start) {
    return differing(0, ['start'], header.start, manifest.start, 'the workflow starts in another state');
  }
  for (let k = 1; k <= run.head; k++) {
    const recorded = run.frame(k);
    // The engine's own transitions follow from the record: no code takes part in them.
    if (recorded.wake) continue;
    const before = edited(run.snapshotAt(k - 1), recorded.edits);
    const request = requestFor(manifest, before, recorded.branch);
    if (request === null)
      return differing(k, ['state'], recorded.state, undefined, `no step handles ${recorded.state}`);
    unanswered.length = 0;
    const again = await runStep(program, header.id, recorded, artifacts, unanswered, request);
    const [missing] = unanswered;
    if (missing) return liveCall(k, recorded, again, missing);
    if (again === null) return differing(k, [], recorded.next, undefined, 'the step never settles');
    const found = frameDivergence(recorded, again, request.instance.session);
    if (found) return { k, ...found, message: 'the step does something else' };
  }
  return null;
}

/** Null when today's code has no such step. */
function requestFor(manifest: Program['manifest'], before: Snapshot, branch: string): StepRequest | null {
  const line = lineAt(before, branch);
  if (line === null) throw new TypeError(`replayRun: no step can follow step ${before.seq}`);
  commitTree(line.instance.session);
  commitTree(line.instance.input);
  commitTree(line.instance.config);
  try {
    return requestAt(manifest, line, branch, null);
  } catch (error) {
    if (error instanceof BackstepError) return null;
    throw error;
  }
}

/** Null when it awaits what nothing will resolve. */
async function runStep(
  { manifest, services, servicesOf, requests }: Program,
  run: string,
  recorded: Frame,
  artifacts: ArtifactStore,
  unanswered: UnansweredCall[],
  request: StepRequest,
): Promise<Frame | null> {
  const answers = replayAnswers(recorded.calls, (call) => {
    unanswered.push(call);
    return unansweredError(call);
  });
  const clock = recordedClock(recorded);
  const backend = localBackend({
    run,
    manifest,
    services,
    servicesOf,
    answers,
    requests,
    artifacts,
    edits: recorded.edits,
    clock,
    restored: (attempt) => recorded.attempts[attempt - 1]?.restored,
    record() {},
  });
  let drained = (): void => undefined;
  const unsettled = new Promise<null>((resolve) => {
    drained = () => {
      if (!clock.timeOut()) return resolve(null);
      // What it woke has to run before the process may look again whether anything is left.
      setImmediate(() => undefined);
    };
    process.on('beforeExit', drained);
  });
  const taken = await Promise.race([backend.runStep(request), unsettled]);
  process.off('beforeExit', drained);
  return taken && { ...taken.frame, seq: recorded.seq };
}

/** The error of a call that is not made. It is no reason to try again. */
export function unansweredError(call: UnansweredCall): Error {
  const error = new Error(`No answer is recorded for ${callText(call)}, and a replay makes no calls.`);
  return Object.assign(error, { code: 'no-recorded-answer', retryable: false });
}

export function callText(call: UnansweredCall): string {
  const given = call.args.map((arg) => JSON.stringify(arg)).join(', ');
  const short = given.length > 80 ? `${given.slice(0, 80)}…` : given;
  return `${callName(call)}(${short})`;
}

interface RecordedClock extends Clock {
  /** What waits for a timeout has it now; false when nothing does. */
  timeOut(): boolean;
}

/** Waits take no time, the time is what it was, and a timeout comes when nothing else is left to wait for, if not before. */
function recordedClock({ startedAt, attempts }: Frame): RecordedClock {
  let now = startedAt;
  let attempt = 0;
  const timeouts = new Set<() => void>();
  return {
    ...realClock,
    now: () => now,
    sleep(durationMs) {
      attempt++;
      now = attempts[attempt]?.startedAt ?? now + durationMs;
      return Promise.resolve();
    },
    startTimer(durationMs, onTime) {
      const stopTimer = startTimer(durationMs, onTime, { keepsAlive: false });
      timeouts.add(onTime);
      return () => {
        stopTimer();
        timeouts.delete(onTime);
      };
    },
    timeOut() {
      const waiting = [...timeouts];
      timeouts.clear();
      for (const onTime of waiting) onTime();
      return waiting.length > 0;
    },
  };
}

function liveCall(
  k: number,
  recorded: Frame,
  again: Frame | null,
  missing: UnansweredCall,
): ReplayDivergence {
  const { service, method, args } = missing;
  const made =
    again?.calls.findIndex(
      (call) => call.result.type === 'error' && call.result.error.code === 'no-recorded-answer',
    ) ?? -1;
  const index = made < 0 ? recorded.calls.length : made;
  const there = recorded.calls[index];
  const before = there && { service: there.service, method: there.method, args: there.args };
  const message = `${callText(missing)} has no recorded answer`;
  return differing(k, ['calls', index], before, { service, method, args }, message);
}

function differing(
  k: number,
  path: Divergence['path'],
  a: Json | undefined,
  b: Json | undefined,
  message: string,
): ReplayDivergence {
  return { k, path, a, b, message };
}
