import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { lineAt, openLines } from '../language/line.ts';
import type { Patch } from '../language/patch.ts';
import { callName } from '../model/callName.ts';
import { explainUndrawn, leadsTo } from '../model/drawn.ts';
import type { WorkflowGraph } from '../model/graph.ts';
import type { Edit, Frame, RunHeader, SourcePosition } from '../model/run.ts';
import { type Breakpoints, createBreakpoints } from './breakpoints.ts';
import { childGraphs } from './childGraphs.ts';
import { type CodeDebugger, createCodeDebugger } from './codeDebugger.ts';
import type { Connection } from './connection.ts';
import { dataOf } from './cursor.ts';
import { DapError } from './dapError.ts';
import type { Debuggee, Stop } from './debuggee.ts';
import type { Names } from './expressionRealm.ts';
import { namesAt, namesOn } from './frames.ts';
import { createGraphs, type Graphs } from './graphs.ts';
import type { Launch } from './launchArguments.ts';
import { realPath } from './places.ts';
import { positionBody } from './position.ts';
import type { StackEntry } from './stack.ts';
import { createThreads, mainThread, type Threads } from './threads.ts';
import type { TypedBreakpoint } from './typedBreakpoints.ts';
import { createVariables, type Variables } from './variables.ts';
import { createVisits } from './visits.ts';
import { createWatch, type Watch } from './watch.ts';

const otherText =
  'This run was recorded with another text of this file: stop at a return in the recorded source, which the stack opens.';

/** What all requests of a session share: the debuggee, the references that the client holds, and how it counts. */
export class SessionContext {
  readonly breakpoints: Breakpoints = createBreakpoints();
  readonly variables: Variables = createVariables((path) => this.breakpoints.watches(path));
  readonly graphs: Graphs;
  /** The main line and its open branches. */
  readonly threads: Threads = createThreads();
  /** The JavaScript debugger that the client attaches for what is inside a step. */
  readonly code: CodeDebugger = createCodeDebugger((event, body) => this.event(event, body));
  launch: Launch | null = null;
  debuggee: Debuggee | null = null;
  /** The text that a replayed run was recorded with, when today's file differs. */
  recordedSource: string | null = null;
  lastStop: Stop | null = null;
  /** The thread that the client was told of when it stopped last. */
  stoppedThread = mainThread;
  /** The change of a value that the last such request led to. */
  ledTo: { readonly expression: string; readonly k: number } | null = null;
  /** The breakpoints that were typed in the console. */
  typed: readonly (TypedBreakpoint & { readonly id: number })[] = [];
  /** Done when the launch that is under way has been answered. */
  launching: Promise<unknown> = Promise.resolve();
  /** Where the session is in its life: nothing moves before the client has configured it, or after its end. */
  stage: 'configuring' | 'going' | 'over' = 'configuring';
  /** Looks again where breakpoints belong, since there is another text, or more is known. */
  reverify: () => void = () => undefined;
  /** A move was taken and has not begun yet. */
  moving = false;
  /** Whether the client refreshes its views when it is told to. */
  refreshes = false;
  readonly #connection: Connection;
  readonly #visits = createVisits();
  readonly #watch: Watch;
  readonly #stack = new Map<number, StackEntry>();
  /** The graphs of the run's file, as they were read last. */
  #known: readonly WorkflowGraph[] = [];
  #nextFrame = 1;
  /** The lines that the client knows as threads, but the main one. */
  #openLines: readonly string[] = [];
  #settling: Promise<unknown> = Promise.resolve();
  #firstLine = 1;
  #firstColumn = 1;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.graphs = createGraphs((message) => this.output('stderr', `${message}\n`));
    this.#watch = createWatch(
      (header, frame) => this.#graphOfRun(header, frame),
      (frame, drawing) => this.#tellUndrawn(frame, drawing),
    );
  }

  /** @throws DapError `not-launched` */
  get launched(): Debuggee {
    if (this.debuggee) return this.debuggee;
    throw new DapError('not-launched', 'No workflow is being debugged yet: send launch first.');
  }

  /** @throws DapError `not-launched`, `running` */
  get stopped(): Debuggee {
    const debuggee = this.launched;
    if (this.stage === 'over') throw new DapError('ended', 'This session has ended: start another.');
    if (debuggee.running || this.moving) {
      throw new DapError('running', 'The workflow is running: pause it first.');
    }
    return debuggee;
  }

  /** @throws DapError `not-configured` */
  assertEntered(): void {
    if (this.stage !== 'configuring') return;
    throw new DapError(
      'not-configured',
      'The session has not begun: send configurationDone, and wait for the first stop.',
    );
  }

  /** A move that failed leaves the session where it was, and says why. */
  tellFailure(error: unknown): void {
    const { message } = DapError.from(error);
    this.output('important', `${message}\n`);
    const threadId = mainThread;
    this.tellStop({
      reason: 'exception',
      description: message,
      text: message,
      threadId,
      allThreadsStopped: true,
    });
  }

  tellStop(body: DebugProtocol.StoppedEvent['body'] & { readonly threadId: number }): void {
    this.stoppedThread = body.threadId;
    this.event('stopped', body);
  }

  event(event: string, body?: object): void {
    this.#connection.event(event, body);
  }

  output(category: string, text: string, at: SourcePosition | null = null): void {
    const place = at && {
      source: this.sourceOf(at.file),
      line: this.clientLine(at.line),
      column: this.clientColumn(at.column),
    };
    this.event('output', { category, output: text, ...place });
  }

  /** Branches and children that are open now, or have ended: they are threads. */
  tellThreads(): void {
    if (!this.debuggee) return;
    const open = openLines(this.debuggee.cursor.snapshot);
    for (const line of this.#openLines) if (!open.includes(line)) this.#tellThread('exited', line);
    for (const line of open) if (!this.#openLines.includes(line)) this.#tellThread('started', line);
    this.#openLines = open;
  }

  #tellThread(reason: 'started' | 'exited', line: string): void {
    this.event('thread', { reason, threadId: this.threads.idOf(line) });
  }

  tellPosition(): void {
    if (!this.debuggee) return;
    const { cursor, running, asked } = this.debuggee;
    const [waits] = asked;
    this.#visits.moveTo(cursor.taken, cursor.count);
    const undrawn = this.#watch.undrawn.map((edge) => ({
      ...edge,
      file: edge.file && this.#spelling(edge.file),
    }));
    this.event('backstep/position', {
      ...positionBody(cursor, running, this.#visits),
      ...(waits && running ? { question: waits[0], asks: callName(waits[1]) } : {}),
      ...(undrawn.length > 0 ? { undrawn } : {}),
    });
    void this.#watch.observe(cursor.timeline);
  }

  /**
   * For an edit that has to wait for something before it is made.
   *
   * @returns what throws DapError `stale-reference` or `running` when the session has moved since
   * @throws DapError `running`
   */
  staying(): () => void {
    const place = (): string => {
      const { timeline, cut } = this.stopped.cursor;
      return JSON.stringify([timeline.header.id, cut]);
    };
    const seen = place();
    return () => {
      if (place() === seen) return;
      throw new DapError(
        'stale-reference',
        'The session has moved since this edit was begun: look at where it stands now, and edit again.',
      );
    };
  }

  /** Edits what stands at this position, and brings the client's references up to date. */
  edit(target: Edit['target'], patches: readonly Patch[]): void {
    const { cursor } = this.stopped;
    cursor.edit(target, patches);
    const { snapshot } = cursor;
    if (target !== 'state')
      this.variables.refresh(target, target === 'session' ? snapshot.session : dataOf(snapshot));
  }

  /** After an edit: what the client shows of this position is out of date. */
  tellEdit(areas: readonly ('variables' | 'stacks')[] = ['variables']): void {
    if (this.refreshes) this.event('invalidated', { areas });
    this.tellPosition();
  }

  /** The run moves: every reference that the client holds ends here. */
  forgetReferences(): void {
    this.variables.clear();
    this.#stack.clear();
  }

  frameId(entry: StackEntry): number {
    const id = this.#nextFrame++;
    this.#stack.set(id, entry);
    return id;
  }

  /** @throws DapError `stale-reference` */
  entryOf(frameId: number | undefined): StackEntry {
    if (frameId === undefined) return { branch: '', top: true, k: this.stopped.cursor.k };
    const entry = this.#stack.get(frameId);
    if (entry) return entry;
    throw new DapError(
      'stale-reference',
      `The frame ${frameId} is from before the run went on: choose it again in the stack as it is now.`,
    );
  }

  /** Null for a frame that the client no longer should hold. */
  knownEntry(frameId: number | undefined): StackEntry | null {
    return frameId === undefined ? null : (this.#stack.get(frameId) ?? null);
  }

  namesOf(entry: StackEntry): Names {
    const { cursor } = this.launched;
    if (!entry.top) return namesAt(cursor.timeline, entry.k);
    const names = namesAt(cursor.taken, cursor.count, cursor.snapshot);
    return entry.branch === '' ? names : { ...names, ...namesOn(cursor.snapshot, entry.branch) };
  }

  /**
   * The line of the thread that a request names; the main one where it names none.
   *
   * @throws DapError `no-such-thread`
   */
  lineOf(args: unknown): string {
    const { threadId } = args as { readonly threadId?: number };
    const branch = this.threads.lineOf(threadId);
    // A branch that has joined since has no thread any more: its run goes on.
    return lineAt(this.stopped.cursor.snapshot, branch) === null ? '' : branch;
  }

  /** The thread of a line; that of the main line where the line has ended. */
  threadOf(branch: string): number {
    return lineAt(this.launched.cursor.snapshot, branch) === null ? mainThread : this.threads.idOf(branch);
  }

  /** The static graphs of the run's file, and of files whose children it runs, by workflow. */
  async graphsOfRun(): Promise<(workflow: string) => WorkflowGraph | null> {
    const { file } = this.launched.cursor.timeline.header;
    const own = await this.graphsOf(file);
    const graphs = [...own, ...(await childGraphs(own, (other) => this.graphsOf(other)))];
    return (workflow) => graphs.find(({ name }) => name === workflow) ?? null;
  }

  /** The static graph of the run's source: that of the recording where it differs from today's. */
  async currentGraph(): Promise<WorkflowGraph | null> {
    const { file, workflow } = this.launched.cursor.timeline.header;
    return (await this.graphsOf(file)).find(({ name }) => name === workflow) ?? null;
  }

  /**
   * The workflow that is debugged and its children, for the breakpoints of a file: every session is sent those of every file. Where a
   * replayed run was recorded with another text of the file, states are known by their names, but lines are others.
   */
  async breakable(
    file: string,
    sourceReference = 0,
  ): Promise<{
    readonly graphs: readonly WorkflowGraph[];
    readonly noReturns: string | null;
  }> {
    if (this.launch !== null && this.launch.type !== 'code') await this.launching;
    const { launch } = this;
    if (launch === null) return { graphs: await this.graphs.of(file), noReturns: null };
    const program = launch.type === 'code' ? launch.program : this.launched.cursor.timeline.header.file;
    const name =
      this.debuggee?.cursor.timeline.header.workflow ?? (launch.type === 'code' ? launch.workflow : null);
    const isOfToday = sourceReference === 0 && this.#isRecorded(file);
    const all = await (isOfToday ? this.graphs.of(file) : this.graphsOf(program));
    const own = name === null ? all : all.filter((graph) => graph.name === name);
    return {
      graphs: [...own, ...(await childGraphs(own, (other) => this.graphsOf(other)))],
      noReturns: isOfToday ? otherText : null,
    };
  }

  /** Remembers work that must be done before the run goes on, such as the reading of breakpoints. */
  settling<T>(work: () => Promise<T>): Promise<T> {
    const done = work();
    this.#settling = Promise.allSettled([this.#settling, done]);
    return done;
  }

  settled(): Promise<unknown> {
    return this.#settling;
  }

  async graphsOf(file: string): Promise<readonly WorkflowGraph[]> {
    const recorded = this.#isRecorded(file) ? this.recordedSource : null;
    const graphs = await (recorded === null ? this.graphs.of(file) : this.graphs.ofText(file, recorded));
    if (file === this.debuggee?.cursor.timeline.header.file) this.#known = graphs;
    return graphs;
  }

  /** Where the step of a state stands, as far as a graph has been read; for links. */
  linkTo(state: string): Pick<DebugProtocol.OutputEvent['body'], 'source' | 'line'> {
    const workflow = this.debuggee?.cursor.timeline.header.workflow;
    const graph = this.#known.find(({ name }) => name === workflow);
    const node = graph?.states.find(({ id }) => id === state);
    return node ? { source: this.sourceOf(node.file), line: this.clientLine(node.line) } : {};
  }

  sourceOf(file: string): DebugProtocol.Source {
    const path = this.#spelling(file);
    const source = { name: basename(path), path };
    return this.#isRecorded(path) ? { ...source, sourceReference: 1, origin: 'recorded source' } : source;
  }

  countFrom(firstLine: number, firstColumn: number): void {
    this.#firstLine = firstLine;
    this.#firstColumn = firstColumn;
  }

  clientLine(line: number): number {
    return line - 1 + this.#firstLine;
  }

  clientColumn(column: number): number {
    return column - 1 + this.#firstColumn;
  }

  ownLine(line: number): number {
    return line - this.#firstLine + 1;
  }

  ownColumn(column: number): number {
    return column - this.#firstColumn + 1;
  }

  /** The graph of the code that runs, which is not always that of the file as it is now. */
  async #graphOfRun(header: RunHeader, frame: Frame): Promise<WorkflowGraph | null> {
    const wanted = frame.workflow ?? header.workflow;
    const own = await this.graphs.ofSource(header.file, header.source);
    // A child workflow may come from a file of its own.
    const other = frame.at?.file ?? header.file;
    const all = other === header.file ? own : [...own, ...(await this.graphs.of(other))];
    return all.find(({ name }) => name === wanted) ?? null;
  }

  #tellUndrawn(frame: Frame, drawing: 'unknown' | 'missing'): void {
    this.output(
      'console',
      `undrawn-transition: ${explainUndrawn(frame.state, leadsTo(frame), drawing)} The picture shows it as observed.\n`,
      frame.at,
    );
    this.tellPosition();
  }

  /** The program may have been named through a link; its steps come back with their real path. */
  #spelling(file: string): string {
    const program = this.debuggee?.cursor.timeline.header.file ?? null;
    return program !== null && file !== program && realPath(file) === realPath(program) ? program : file;
  }

  #isRecorded(file: string): boolean {
    return this.recordedSource !== null && file === this.debuggee?.cursor.timeline.header.file;
  }
}
