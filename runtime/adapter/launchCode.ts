import type { RunHeader } from '../model/run.ts';
import { newRunId } from '../recording/runId.ts';
import { Timeline } from '../recording/timeline.ts';
import type { Breakpoints } from './breakpoints.ts';
import type { CodeDebugger } from './codeDebugger.ts';
import { Cursor } from './cursor.ts';
import type { Debuggee, DebuggeeListener } from './debuggee.ts';
import { loadHost } from './hostClient.ts';
import { hostEvents } from './hostEvents.ts';
import type { CodeLaunch } from './launchArguments.ts';
import { LiveRun } from './liveRun.ts';
import { createRecorder } from './recorder.ts';

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
  const events = hostEvents(listener, () => live);
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
    const cursor = new Cursor(new Timeline(header), 'live');
    live = new LiveRun({
      launch,
      cursor,
      recorder,
      host,
      attached: null,
      loadHost: surroundings.loadHost,
      breakpoints,
      code,
      listener,
    });
    return live;
  } catch (error) {
    host.kill();
    throw error;
  }
}
