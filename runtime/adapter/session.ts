import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Json } from '../language/json.ts';
import { openMembrane } from '../language/membrane.ts';
import { toJson } from '../language/settle.ts';
import type { WorkflowGraph } from '../model/graph.ts';
import type { SourcePosition } from '../model/run.ts';
import { openRun } from '../recording/reader.ts';
import { Timeline } from '../recording/timeline.ts';
import { createBreakpoints } from './breakpoints.ts';
import type { Connection, Handlers, Reply } from './connection.ts';
import { DapError } from './dapError.ts';
import { type Debuggee, type DebuggeeListener, launchCode, openReplay, type Stop } from './debuggee.ts';
import { evaluateExpression, type Names, readTypedValue } from './expression.ts';
import { endName, entryAt, entryName, entryPosition, namesAt, type StackEntry, scopesOf } from './frames.ts';
import { createGraphs } from './graphs.ts';
import { ProgramError } from './hostClient.ts';
import { type Launch, readLaunch } from './launchArguments.ts';
import { breakableLines } from './places.ts';
import { positionBody } from './position.ts';
import { createVariables, summary, typeName } from './variables.ts';
import { createVisits } from './visits.ts';

/** One run, one thread: branches of a fan-out get threads of their own. */
const threadId = 1;
/** How often a client hears where a running workflow is. */
const progressMs = 100;

const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsStepBack: true,
  supportsRestartFrame: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportTerminateDebuggee: true,
  supportsSetVariable: true,
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsExceptionInfoRequest: true,
  supportsDelayedStackTraceLoading: true,
};

/** A debug session: answers DAP requests about one debuggee. Call `dispose` when the client is gone. */
export interface Session {
  readonly handlers: Handlers;
  dispose(): Promise<void>;
}

export function createSession(connection: Connection): Session {
  const breakpoints = createBreakpoints();
  const variables = createVariables();
  const visits = createVisits();
  const graphs = createGraphs((message) => output('stderr', `${message}\n`));
  const stackIds = new Map<number, StackEntry>();
  const configured = deferred();
  let launch: Launch | null = null;
  let debuggee: Debuggee | null = null;
  /** The text that the run was recorded with, when today's file differs. */
  let recordedSource: string | null = null;
  let lastStop: Stop | null = null;
  let nextId = 1;
  let progressTimer: NodeJS.Timeout | undefined;
  let over = false;
  let lines = 0;
  let columns = 0;

  const listener: DebuggeeListener = {
    onStop(stop) {
      lastStop = stop;
      forget();
      connection.event('stopped', stoppedBody(stop));
      tellPosition();
    },
    onProgress() {
      progressTimer ??= setTimeout(() => {
        progressTimer = undefined;
        tellPosition();
      }, progressMs);
    },
    onOutput: output,
    onLog: (entry, state) =>
      output(
        entry.level === 'error' || entry.level === 'warn' ? 'stderr' : 'stdout',
        `[${state}] ${entry.message}\n`,
      ),
    onFinished: finish,
  };

  function output(category: string, text: string, at: SourcePosition | null = null): void {
    connection.event('output', {
      category,
      output: text,
      ...(at
        ? { source: sourceOf(at.file), line: clientLine(at.line), column: clientColumn(at.column) }
        : {}),
    });
  }
  function finish(exitCode: number): void {
    if (over) return;
    over = true;
    clearTimeout(progressTimer);
    const stopping = debuggee?.stop() ?? Promise.resolve();
    void stopping.then(() => {
      connection.event('exited', { exitCode });
      connection.event('terminated');
    });
  }
  function forget(): void {
    variables.clear();
    stackIds.clear();
  }
  function tellPosition(): void {
    if (!debuggee) return;
    visits.moveTo(debuggee.cursor.timeline, debuggee.cursor.k);
    connection.event('backstep/position', positionBody(debuggee.cursor, debuggee.running, visits));
  }
  function stoppedBody(stop: Stop): DebugProtocol.StoppedEvent['body'] {
    const { cursor } = stopped();
    const { mode } = cursor;
    const { head } = cursor.timeline;
    const where = `${endName(cursor.state)} · step ${cursor.k}`;
    const place = cursor.atHead
      ? mode === 'replay'
        ? ` of ${head}, end of the recording`
        : ''
      : ` of ${head}`;
    const manner =
      mode === 'following'
        ? ', following the recording'
        : mode === 'forking'
          ? ', next step starts a new run'
          : '';
    return {
      reason: stop.reason,
      description: `${where}${place}${manner}`,
      threadId,
      allThreadsStopped: true,
      ...(stop.text === null ? {} : { text: stop.text }),
      ...(stop.hit.length > 0 ? { hitBreakpointIds: [...stop.hit] } : {}),
    };
  }
  function launched(): Debuggee {
    if (debuggee) return debuggee;
    throw new DapError('not-launched', 'No workflow is being debugged yet: send launch first.');
  }
  function stopped(): Debuggee {
    const current = launched();
    if (current.running) throw new DapError('running', 'The workflow is running: pause it first.');
    return current;
  }
  /** A request that moves the run: answered first, then done, so that events follow the response. */
  function move(body: object, go: (debuggee: Debuggee) => void): Reply {
    const current = stopped();
    return {
      body,
      after: () => {
        forget();
        go(current);
        if (current.running) tellPosition();
      },
    };
  }
  function entryOf(frameId: number | undefined): StackEntry {
    if (frameId === undefined) return { top: true, k: stopped().cursor.k };
    const entry = stackIds.get(frameId);
    if (entry) return entry;
    throw new DapError(
      'stale-reference',
      `The frame ${frameId} is from before the run went on: ask for the stack again.`,
    );
  }
  function namesOf(entry: StackEntry): Names {
    const { cursor } = launched();
    return entry.top
      ? namesAt(cursor.timeline, cursor.k, cursor.snapshot)
      : namesAt(cursor.timeline, entry.k);
  }
  function edited(): void {
    connection.event('invalidated', { areas: ['variables'] });
    tellPosition();
  }
  function sourceOf(file: string): DebugProtocol.Source {
    const recorded = recordedSource !== null && file === debuggee?.cursor.timeline.header.file;
    return recorded
      ? { name: basename(file), path: file, sourceReference: 1, origin: 'recorded source' }
      : { name: basename(file), path: file };
  }
  /** The static graph of the run's source: that of the recording where it differs from today's. */
  async function currentGraph(): Promise<WorkflowGraph | null> {
    const { file, workflow } = launched().cursor.timeline.header;
    const found = await (recordedSource === null ? graphs.of(file) : graphs.ofText(file, recordedSource));
    return found.find(({ name }) => name === workflow) ?? null;
  }
  const clientLine = (line: number): number => line - 1 + lines;
  const clientColumn = (column: number): number => column - 1 + columns;
  const ownLine = (line: number): number => line - lines + 1;

  async function start(wanted: Launch): Promise<void> {
    launch = wanted;
    if (wanted.type === 'code') {
      const extracting = graphs.of(wanted.program);
      debuggee = await launchCode(wanted, breakpoints, listener);
      graph =
        (await extracting).find(({ name }) => name === debuggee?.cursor.timeline.header.workflow) ?? null;
    } else {
      using run = await openRun(wanted.path);
      if (run.damage !== null) output('important', `${run.damage}\n`);
      const timeline = new Timeline(run.header, run.frames);
      const { header } = timeline;
      recordedSource = todaysText(header.file) === header.source ? null : header.source;
      const found = await (recordedSource === null
        ? graphs.of(header.file)
        : graphs.ofText(header.file, header.source));
      graph = found.find(({ name }) => name === header.workflow) ?? null;
      debuggee = openReplay(timeline, breakpoints, listener);
    }
  }

  const handlers: Handlers = {
    initialize(args) {
      const { linesStartAt1 = true, columnsStartAt1 = true } =
        args as DebugProtocol.InitializeRequestArguments;
      lines = linesStartAt1 ? 1 : 0;
      columns = columnsStartAt1 ? 1 : 0;
      return { body: capabilities, after: () => connection.event('initialized') };
    },
    async launch(args) {
      if (launch)
        throw new DapError('already-launched', 'This session has a workflow already: start another session.');
      try {
        await start(readLaunch(args));
      } catch (error) {
        if (error instanceof ProgramError) {
          output(
            'stderr',
            `${error.userStack?.includes(error.message) ? error.userStack : error.message}\n`,
            error.at,
          );
        }
        // A launch that fails ends the session, after its response.
        setImmediate(() => connection.event('terminated'));
        throw error;
      }
      return {
        after: () => {
          configured.promise.then(() => debuggee?.enter(launch?.stopOnEntry ?? true));
        },
      };
    },
    attach() {
      throw new DapError(
        'no-attach',
        'Backstep cannot attach to a running workflow yet: use a launch configuration.',
        { showUser: true },
      );
    },
    configurationDone: () => ({ after: configured.resolve }),
    async setBreakpoints(args) {
      const { source, breakpoints: wanted = [] } = args as DebugProtocol.SetBreakpointsArguments;
      const path = source.path;
      if (path === undefined)
        throw new DapError('no-source-path', 'Breakpoints need the path of a source file.');
      const own = wanted.map((breakpoint) => ({ ...breakpoint, line: ownLine(breakpoint.line) }));
      const recorded =
        recordedSource !== null && path === debuggee?.cursor.timeline.header.file ? recordedSource : null;
      const found = await (recorded === null ? graphs.of(path) : graphs.ofText(path, recorded));
      const answers = breakpoints.setLines(path, own, found);
      return {
        body: { breakpoints: answers.map((answer) => ({ ...answer, line: clientLine(answer.line ?? 1) })) },
      };
    },
    async setFunctionBreakpoints(args) {
      const { breakpoints: wanted } = args as DebugProtocol.SetFunctionBreakpointsArguments;
      const known = debuggee?.cursor.timeline.header.states ?? (await launchedStates());
      return { body: { breakpoints: breakpoints.setFunctions(wanted, known) } };
    },
    setExceptionBreakpoints: () => ({ body: { breakpoints: [] } }),
    async breakpointLocations(args) {
      const { source, line, endLine = line } = args as DebugProtocol.BreakpointLocationsArguments;
      const path = source.path ?? '';
      const found = breakableLines(await graphs.of(path), path, ownLine(line), ownLine(endLine));
      return { body: { breakpoints: found.map((breakable) => ({ line: clientLine(breakable) })) } };
    },
    threads: () => ({
      body: { threads: [{ id: threadId, name: debuggee ? threadName(debuggee) : 'Backstep' }] },
    }),
    async stackTrace(args) {
      const { startFrame = 0, levels } = args as DebugProtocol.StackTraceArguments;
      const graph = await currentGraph();
      const { cursor } = stopped();
      const total = cursor.k + 1;
      const end = levels ? Math.min(total, startFrame + levels) : total;
      const stackFrames: DebugProtocol.StackFrame[] = [];
      for (let index = startFrame; index < end; index++) {
        const entry = entryAt(cursor, index);
        const position = entryPosition(cursor, entry, graph);
        const id = nextId++;
        stackIds.set(id, entry);
        stackFrames.push({
          id,
          name: entryName(cursor, entry),
          source: sourceOf(position.file),
          line: clientLine(position.line),
          column: clientColumn(position.column),
          canRestart: cursor.mode !== 'replay' && (!entry.top || cursor.snapshot.status === 'running'),
        });
      }
      return { body: { stackFrames, totalFrames: total } };
    },
    scopes(args) {
      const { frameId } = args as DebugProtocol.ScopesArguments;
      return { body: { scopes: scopesOf(stopped().cursor, entryOf(frameId), variables) } };
    },
    variables: (args) => ({
      body: { variables: variables.children(args as DebugProtocol.VariablesArguments) },
    }),
    setVariable(args) {
      const { variablesReference, name, value } = args as DebugProtocol.SetVariableArguments;
      const current = stopped();
      const { root, path, value: parent } = variables.held(variablesReference);
      if (root.target === null)
        throw new DapError('read-only', `${root.name} cannot be edited: only session and data can.`);
      if (root.readOnly !== null)
        throw new DapError('read-only', `${root.name} cannot be edited here: ${root.readOnly}.`);
      const full = root.bare ? [] : [...path, Array.isArray(parent) ? Number(name) : name];
      const json = toJson(
        readTypedValue(value, namesOf({ top: true, k: current.cursor.k })),
        `${root.name}.${full.join('.')}`,
      );
      current.edit(root.target, [{ op: 'set', path: full, value: json }]);
      return {
        body: {
          value: summary(json),
          type: typeName(json),
          variablesReference: variables.reference(json, root, full),
        },
        after: edited,
      };
    },
    evaluate(args) {
      const { expression, frameId, context } = args as DebugProtocol.EvaluateArguments;
      const current = stopped();
      const entry = entryOf(frameId);
      const names = namesOf(entry);
      const writable = context === 'repl' && entry.top && current.cursor.editRefusal === null;
      const session = openMembrane(
        names['session'] as Json & object,
        'session',
        writable ? null : 'only the console, at the current state of a run with its code, can change it',
      );
      const value = toValue(evaluateExpression(expression, { ...names, session: session.view }));
      const { patches } = session.commit();
      if (patches.length > 0) current.edit('session', patches);
      const text =
        context === 'clipboard'
          ? typeof value === 'string'
            ? value
            : JSON.stringify(value, null, 2)
          : summary(value);
      const root = { name: expression, target: null, readOnly: null };
      return {
        body: { result: text, type: typeName(value), variablesReference: variables.reference(value, root) },
        ...(patches.length > 0 ? { after: edited } : {}),
      };
    },
    next: () => move({}, (current) => current.next()),
    stepIn: () => move({}, (current) => current.next()),
    stepOut: () => move({}, (current) => current.resume()),
    continue: () => move({ allThreadsContinued: true }, (current) => current.resume()),
    stepBack: () => move({}, (current) => current.back()),
    reverseContinue: () => move({}, (current) => current.backToStop()),
    restartFrame(args) {
      const entry = entryOf((args as DebugProtocol.RestartFrameArguments).frameId);
      return move({}, (current) => current.runOnFrom(entry.top ? entry.k : entry.k - 1));
    },
    pause() {
      const current = launched();
      return { after: () => current.pause() };
    },
    exceptionInfo() {
      const error = stopped().cursor.last?.error ?? null;
      return {
        body: {
          exceptionId: error?.name ?? 'Stopped',
          description: error?.message ?? lastStop?.text ?? '',
          breakMode: 'always',
          ...(error
            ? {
                details: {
                  message: error.message,
                  typeName: error.name,
                  ...(error.stack ? { stackTrace: error.stack } : {}),
                },
              }
            : {}),
        },
      };
    },
    source(args) {
      const { sourceReference, source } = args as DebugProtocol.SourceArguments;
      if ((source?.sourceReference ?? sourceReference) === 1 && recordedSource !== null) {
        return { body: { content: recordedSource, mimeType: 'text/typescript' } };
      }
      throw new DapError('no-source', 'There is no recorded source under this reference.');
    },
    async restart(args) {
      const again = (args as { readonly arguments?: unknown }).arguments;
      const wanted = again === undefined ? launch : readLaunch(again);
      if (!wanted) throw new DapError('not-launched', 'There is nothing to restart.');
      await debuggee?.stop();
      forget();
      await start(wanted);
      return { after: () => debuggee?.enter(wanted.stopOnEntry) };
    },
    terminate: () => ({ after: () => finish(0) }),
    async disconnect() {
      await dispose();
      return { after: () => connection.stop() };
    },
  };

  async function launchedStates(): Promise<readonly string[]> {
    if (launch?.type !== 'code') return [];
    const found = await graphs.of(launch.program);
    return found.flatMap((workflow) => workflow.states.map(({ id }) => id));
  }
  async function dispose(): Promise<void> {
    over = true;
    clearTimeout(progressTimer);
    configured.resolve();
    await debuggee?.stop();
  }

  return { handlers, dispose };
}

function threadName({ cursor }: Debuggee): string {
  const { workflow, id } = cursor.timeline.header;
  return `${workflow} · run ${id}`;
}

/** What an expression gave, as JSON; what is not JSON as it prints. */
function toValue(value: unknown): Json {
  if (value === undefined) return 'undefined';
  try {
    return toJson(value, 'value');
  } catch {
    return String(value);
  }
}

function todaysText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
