import { dirname, join } from 'node:path';
import { openRun } from '../recording/reader.ts';
import { Timeline } from '../recording/timeline.ts';
import { attachHost } from './attachedHost.ts';
import type { Breakpoints } from './breakpoints.ts';
import type { CodeDebugger } from './codeDebugger.ts';
import { Cursor } from './cursor.ts';
import type { Debuggee, DebuggeeListener } from './debuggee.ts';
import { loadHost } from './hostClient.ts';
import type { AttachLaunch, CodeLaunch } from './launchArguments.ts';
import type { Surroundings } from './launchCode.ts';
import { LiveRun } from './liveRun.ts';
import { createRecorder } from './recorder.ts';

/**
 * Attaches to a run of another process. What it has recorded so far is read from its recording, what comes after that is
 * told by the process itself, which records it first.
 *
 * @throws DapError, BackstepError
 */
export async function attachRun(
  launch: AttachLaunch,
  { breakpoints, code }: { readonly breakpoints: Breakpoints; readonly code: CodeDebugger },
  listener: DebuggeeListener,
  signal: AbortSignal,
  surroundings: Surroundings = { loadHost, createRecorder },
): Promise<Debuggee> {
  let live: LiveRun | null = null;
  const attached = await attachHost(
    launch,
    {
      onFrame: (frame) => live?.onFrame(frame),
      onBoundary: (reason, branch, seq) => live?.onBoundary(reason, branch, seq),
      onLog: listener.onLog,
      onLost: (how) => live?.onGone(how),
      onOver: () => live?.onGone(null),
    },
    signal,
  );
  try {
    const { facts } = attached;
    using run = await openRun(facts.recording);
    const timeline = new Timeline(run.header, run.range(1, facts.seq));
    const cursor = new Cursor(timeline, 'attached');
    cursor.moveTo(timeline.head);
    const record = dirname(facts.recording);
    const recorder = surroundings.createRecorder(record, launch.policy, (message) =>
      listener.onOutput('important', `${message}\n`),
    );
    const forks: CodeLaunch = {
      ...launch,
      type: 'code',
      program: facts.file,
      workflow: facts.workflow,
      record,
      input: null,
      session: {},
      config: {},
      stopOnEnd: true,
      noDebug: false,
      maxSteps: null,
      host: {
        ...launch.host,
        cwd: facts.cwd,
        artifacts: join(record, 'artifacts'),
        redact: launch.policy.redact,
      },
    };
    live = new LiveRun({
      launch: forks,
      cursor,
      recorder,
      host: null,
      attached,
      loadHost: surroundings.loadHost,
      breakpoints,
      code,
      listener,
    });
    return live;
  } catch (error) {
    attached.kill();
    throw error;
  }
}
