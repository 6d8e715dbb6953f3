import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { openRun } from '../recording/reader.ts';
import { Timeline } from '../recording/timeline.ts';
import { createUndoneSteps } from '../recording/undoneSteps.ts';
import { checkingArguments } from './argumentShapes.ts';
import { attachRun } from './attachRun.ts';
import { breakpointRequests } from './breakpointRequests.ts';
import { capabilitiesFor, capabilitiesOf } from './capabilities.ts';
import { codeRequests } from './codeRequests.ts';
import { completionRequests } from './completions.ts';
import type { Connection, Handlers, Reply } from './connection.ts';
import { DapError } from './dapError.ts';
import type { DebuggeeListener } from './debuggee.ts';
import { editRequests } from './editRequests.ts';
import { gotoRequests } from './gotoRequests.ts';
import { historyRequests } from './historyRequests.ts';
import { loadHost, ProgramError } from './hostClient.ts';
import { createHostStarter } from './hostStarter.ts';
import { refusingLate } from './lateRequests.ts';
import { type Launch, readAttach, readLaunch } from './launchArguments.ts';
import { launchCode, type Surroundings } from './launchCode.ts';
import { moveRequests } from './moveRequests.ts';
import { createOutputLimit } from './outputLimit.ts';
import { printPastLogs } from './pastLogs.ts';
import { createProgress } from './progress.ts';
import { answersOf, questionRequests } from './questions.ts';
import { openReplay } from './recordedRun.ts';
import { createRecorder } from './recorder.ts';
import { SessionContext } from './sessionContext.ts';
import { stateRequests } from './stateRequests.ts';
import { createStepLogs } from './stepLogs.ts';
import { stoppedBody } from './stoppedBody.ts';
import { waitRequests } from './waitRequests.ts';
import { writeRequests } from './writeRequests.ts';

/** How long the end of a session waits for a launch that it has ended. */
const answerMs = 500;
/** How often a client hears where a running workflow is. */
const progressMs = 100;

/** A debug session: answers DAP requests about one debuggee. */
export interface Session {
  readonly handlers: Handlers;
  /** Ends the host and the recording; safe to call more than once. */
  dispose(): Promise<void>;
}

export function createSession(connection: Connection): Session {
  const context = new SessionContext(connection);
  let configured = (): void => {};
  const configuration = new Promise<void>((resolve) => {
    configured = resolve;
  });
  const end = new AbortController();
  const logs = createStepLogs(
    (body) => context.event('output', body),
    (state) => context.linkTo(state),
  );
  const progress = createProgress((event, body) => context.event(event, body));
  const starter = createHostStarter(
    (args) => connection.runInTerminal(args),
    (message) => context.output('important', `${message}\n`),
  );
  const surroundings: Surroundings = {
    createRecorder,
    loadHost: (file, workflow, options, events, signal) =>
      loadHost(file, workflow, options, events, signal, starter.start),
  };
  const limit = createOutputLimit((category, text) => context.output(category, text));
  let progressTimer: NodeJS.Timeout | undefined;
  /** Launches and restarts, one after the other. */
  let starting: Promise<unknown> = Promise.resolve();
  let busy = false;
  let finished = false;

  const listener: DebuggeeListener = {
    onStop(stop) {
      logs.close();
      clearTimeout(progressTimer);
      progressTimer = undefined;
      context.lastStop = stop;
      context.ledTo = null;
      context.breakpoints.goal = null;
      context.forgetReferences();
      // First the position, so that whoever acts on the stop knows it already.
      context.tellPosition();
      context.tellThreads();
      context.tellStop(stoppedBody(stop, context));
    },
    onProgress() {
      logs.close();
      progressTimer ??= setTimeout(() => {
        progressTimer = undefined;
        context.tellPosition();
      }, progressMs);
    },
    onOutput(category, text, at) {
      if ((category === 'stdout' || category === 'stderr') && !at) limit.write(category, text);
      else context.output(category, text, at ?? null);
    },
    onLog: logs.log,
    onPrint(category, text, state, step) {
      logs.enter(state, step);
      limit.write(category, text);
    },
    onCode() {
      // What runs from here on is today's text.
      context.recordedSource = null;
      context.reverify();
    },
    during: progress.during,
    onStream: (stream) => context.event('backstep/stream', stream),
    onAsk(question) {
      context.output('important', `${question.question} ${answersOf(question)}\n`);
      context.event('backstep/ask', question);
      context.tellPosition();
    },
    onFinished: (exitCode) => finish(exitCode),
  };

  function finish(exitCode: number, run: 'goes on' | 'ends' = 'goes on'): void {
    if (finished) return;
    finished = true;
    const tell = (): void => {
      context.event('exited', { exitCode });
      context.event('terminated');
    };
    progress.during('Ending the session', dispose(run)).then(tell, (error: unknown) => {
      context.output('important', `${DapError.from(error).message}\n`);
      tell();
    });
  }

  async function start(launch: Launch): Promise<void> {
    context.launch = launch;
    if (launch.type === 'code') {
      const extracting = context.graphs.of(launch.program);
      context.recordedSource = null;
      context.debuggee = await launchCode(launch, context, listener, end.signal, surroundings);
      await extracting;
      await context.currentGraph();
    } else if (launch.type === 'attach') {
      context.debuggee = await attachRun(launch, context, listener, end.signal, surroundings);
      const { file, source } = context.debuggee.cursor.timeline.header;
      context.recordedSource = textOf(file) === source ? null : source;
      await context.currentGraph();
    } else {
      using run = await openRun(launch.path);
      if (run.damage !== null) context.output('important', `${run.damage}\n`);
      const { header } = run;
      context.recordedSource = textOf(header.file) === header.source ? null : header.source;
      const undone = createUndoneSteps(dirname(launch.path));
      context.debuggee = openReplay(new Timeline(header, run.frames), context.breakpoints, listener, undone);
    }
    // The client may have gone while the host was starting.
    if (end.signal.aborted) await context.debuggee.stop();
  }

  /** Starts one thing after the other; what cannot be started is told, and ends the session after its response. */
  function begin(title: string, request: DebugProtocol.Request, work: () => Promise<void>): Promise<void> {
    const cancel = (): void => finish(1);
    connection.onCancel(request, cancel);
    const done = progress
      .during(title, busy ? starting.then(work) : work(), cancel)
      .catch((error: unknown) => {
        const failure = DapError.from(error);
        const { userStack, at } = error instanceof ProgramError ? error : { userStack: null, at: null };
        context.output(
          'stderr',
          `${userStack?.includes(failure.message) ? userStack : failure.message}\n`,
          at,
        );
        setImmediate(() => finish(1));
        throw new DapError(failure.code, failure.message, { showUser: true });
      });
    busy = true;
    starting = done.then(
      () => {
        busy = false;
      },
      () => {
        busy = false;
      },
    );
    context.launching = starting;
    return done;
  }

  function enter(): void {
    if (end.signal.aborted) return;
    context.stage = 'going';
    if (context.launch?.type !== 'code' || !context.launch.noDebug) printPastLogs(context);
    context.launched.enter(context.launch?.stopOnEntry ?? true);
  }

  async function launched(request: DebugProtocol.Request, read: () => Launch): Promise<Reply> {
    if (context.launch) {
      throw new DapError('already-launched', 'This session has a workflow already: start another session.');
    }
    await begin('Loading the workflow', request, async () => start(read()));
    return {
      after() {
        const changed = context.launch && capabilitiesOf(context.launch);
        if (changed) context.event('capabilities', { capabilities: changed });
        tellProcess();
        context.reverify();
        void configuration.then(() => context.settled()).then(enter);
      },
    };
  }

  function tellProcess(): void {
    const { cursor, pid } = context.launched;
    if (pid === null) return;
    const { file } = cursor.timeline.header;
    const startMethod = context.launch?.type === 'attach' ? 'attach' : 'launch';
    context.event('process', { name: file, systemProcessId: pid, isLocalProcess: true, startMethod });
  }

  async function dispose(run: 'goes on' | 'ends' = 'goes on'): Promise<void> {
    context.stage = 'over';
    end.abort();
    logs.close();
    limit.flush();
    clearTimeout(progressTimer);
    // Where none is under way the host is ended at once: a process that exits waits for nothing.
    if (busy) await launchAnswered();
    await context.debuggee?.stop(run);
  }

  /** A launch that is under way is refused first, so that whoever asked for it hears so; but nothing waits for it long. */
  async function launchAnswered(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, answerMs);
    });
    await Promise.race([starting, patience]);
    clearTimeout(timer);
    await new Promise((resolve) => setImmediate(resolve));
  }

  const handlers: Handlers = {
    ...breakpointRequests(context),
    ...codeRequests(context),
    ...completionRequests(context),
    ...editRequests(context),
    ...gotoRequests(context),
    ...historyRequests(context),
    ...moveRequests(context),
    ...questionRequests(context),
    ...stateRequests(context),
    ...waitRequests(context),
    ...writeRequests(context),
    initialize(args) {
      const { linesStartAt1, columnsStartAt1, supportsInvalidatedEvent, supportsVariablePaging } =
        args as DebugProtocol.InitializeRequestArguments;
      const { clientID, supportsProgressReporting, supportsRunInTerminalRequest } =
        args as DebugProtocol.InitializeRequestArguments;
      starter.hasTerminals = supportsRunInTerminalRequest === true;
      progress.supported = supportsProgressReporting === true;
      context.refreshes = supportsInvalidatedEvent === true;
      context.variables.paging = supportsVariablePaging === true;
      context.countFrom(linesStartAt1 === false ? 0 : 1, columnsStartAt1 === false ? 0 : 1);
      return { body: capabilitiesFor(clientID), after: () => context.event('initialized') };
    },
    launch: (args, request) => launched(request, () => readLaunch(args)),
    attach: (args, request) => launched(request, () => readAttach(args)),
    cancel(args) {
      const { requestId, progressId } = args as DebugProtocol.CancelArguments;
      return {
        after() {
          if (requestId !== undefined) connection.cancel(requestId);
          if (progressId !== undefined) progress.cancel(progressId);
        },
      };
    },
    configurationDone: () => ({ after: configured }),
    async restart(args, request) {
      const { arguments: changed } = args as { readonly arguments?: unknown };
      const launch = changed === undefined ? context.launch : readLaunch(changed);
      if (!launch) throw new DapError('not-launched', 'There is nothing to restart: send launch first.');
      if (launch.type === 'attach') {
        throw new DapError(
          'no-restart',
          'A run that was attached to is started where it was: end it, and start it there.',
        );
      }
      await begin('Restarting the workflow', request, async () => {
        if (end.signal.aborted) throw new DapError('ended', 'This session has ended: start another.');
        await context.debuggee?.stop();
        clearTimeout(progressTimer);
        progressTimer = undefined;
        context.forgetReferences();
        await start(launch);
      });
      return {
        after() {
          tellProcess();
          enter();
        },
      };
    },
    terminate: () => ({ after: () => finish(0, 'ends') }),
    async disconnect(args) {
      const { terminateDebuggee } = args as DebugProtocol.DisconnectArguments;
      await dispose(terminateDebuggee === true ? 'ends' : 'goes on');
      return { after: () => connection.close() };
    },
  };

  return { handlers: checkingArguments(refusingLate(handlers)), dispose };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
