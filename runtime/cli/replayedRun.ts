import type { Clock } from '../engine/clock.ts';
import { localBackend } from '../engine/localBackend.ts';
import { edited } from '../language/advance.ts';
import { commitTree } from '../language/committed.ts';
import { stepName } from '../language/interpret.ts';
import type { Json } from '../language/json.ts';
import type { Frame } from '../model/run.ts';
import { type Divergence, frameDivergence } from '../recording/divergence.ts';
import type { Timeline } from '../recording/timeline.ts';
import type { Program } from './program.ts';
import { recordedServices, type UnansweredCall } from './recordedServices.ts';

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
  unanswered: UnansweredCall[],
): Promise<ReplayDivergence | null> {
  const { manifest } = program;
  const { header } = run;
  if (manifest.start !== header.start) {
    return differing(0, ['start'], header.start, manifest.start, 'the workflow starts in another state');
  }
  for (let k = 1; k <= run.head; k++) {
    const recorded = run.frame(k);
    const entry = manifest.steps.get(recorded.state);
    if (!entry)
      return differing(k, ['state'], recorded.state, undefined, `no step handles ${recorded.state}`);
    const before = edited(run.snapshotAt(k - 1), recorded.edits);
    if (before.status !== 'running') throw new TypeError(`replayRun: no step can follow step ${k - 1}`);
    commitTree(before.session);
    commitTree(before.input);
    commitTree(before.config);
    unanswered.length = 0;
    const again = await runStep(program, header.id, recorded, unanswered, {
      name: stepName(recorded.seq, recorded.branch, recorded.state),
      seq: recorded.seq,
      branch: recorded.branch,
      entry,
      snapshot: before,
    });
    const [missing] = unanswered;
    if (missing) return liveCall(k, recorded, again, missing);
    if (again === null) return differing(k, [], recorded.next, undefined, 'the step never settles');
    const found = frameDivergence(recorded, again, () => run.snapshotAt(k - 1).session);
    if (found) return { k, ...found, message: 'the step does something else' };
  }
  return null;
}

/** Null when it awaits what nothing will resolve. */
async function runStep(
  { manifest, services }: Program,
  run: string,
  recorded: Frame,
  unanswered: UnansweredCall[],
  request: Parameters<ReturnType<typeof localBackend>['runStep']>[0],
): Promise<Frame | null> {
  let again: Frame | null = null;
  const answering = recordedServices(services, recorded.calls, (call) => {
    unanswered.push(call);
    return unansweredError(call);
  });
  const backend = localBackend({
    run,
    manifest,
    services: answering,
    edits: recorded.edits,
    clock: recordedClock(recorded.startedAt),
    record(frame) {
      again = frame;
    },
  });
  let drained = (): void => undefined;
  const unsettled = new Promise<void>((resolve) => {
    drained = resolve;
    process.once('beforeExit', drained);
  });
  await Promise.race([backend.runStep(request), unsettled]);
  process.off('beforeExit', drained);
  return again;
}

/** The error of a call that is not made. It is no reason to try again. */
export function unansweredError(call: UnansweredCall): Error {
  const error = new Error(`No answer is recorded for ${callText(call)}, and a replay makes no calls.`);
  return Object.assign(error, { code: 'no-recorded-answer', retryable: false });
}

export function callText({ service, method, args }: UnansweredCall): string {
  const given = args.map((arg) => JSON.stringify(arg)).join(', ');
  const short = given.length > 200 ? `${given.slice(0, 200)}…` : given;
  return `${method === '' ? service : `${service}.${method}`}(${short})`;
}

/** Waits take no time, and the time is what it was. */
function recordedClock(startedAt: number): Clock {
  let now = startedAt;
  return {
    now: () => now,
    sleep(durationMs) {
      now += durationMs;
      return Promise.resolve();
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
