import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { WorkflowGraph } from '../model/graph.ts';
import type { SourcePosition } from '../model/run.ts';
import { type Breakpoints, createBreakpoints } from './breakpoints.ts';
import type { Connection } from './connection.ts';
import { DapError } from './dapError.ts';
import type { Debuggee, Stop } from './debuggee.ts';
import type { Names } from './expression.ts';
import { namesAt, type StackEntry } from './frames.ts';
import { createGraphs, type Graphs } from './graphs.ts';
import type { Launch } from './launchArguments.ts';
import { positionBody } from './position.ts';
import { createVariables, type Variables } from './variables.ts';
import { createVisits } from './visits.ts';

/** One run, one thread: branches of a fan-out get threads of their own. */
export const threadId = 1;

/** What all requests of a session share: the debuggee, the references that the client holds, and how it counts. */
export class SessionContext {
  readonly breakpoints: Breakpoints = createBreakpoints();
  readonly variables: Variables = createVariables();
  readonly graphs: Graphs;
  launch: Launch | null = null;
  debuggee: Debuggee | null = null;
  /** The text that a replayed run was recorded with, when today's file differs. */
  recordedSource: string | null = null;
  lastStop: Stop | null = null;
  readonly #connection: Connection;
  readonly #visits = createVisits();
  readonly #stack = new Map<number, StackEntry>();
  #nextFrame = 1;
  #firstLine = 1;
  #firstColumn = 1;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.graphs = createGraphs((message) => this.output('stderr', `${message}\n`));
  }

  /** @throws DapError `not-launched` */
  get launched(): Debuggee {
    if (this.debuggee) return this.debuggee;
    throw new DapError('not-launched', 'No workflow is being debugged yet: send launch first.');
  }

  /** @throws DapError `not-launched`, `running` */
  get stopped(): Debuggee {
    if (!this.launched.running) return this.launched;
    throw new DapError('running', 'The workflow is running: pause it first.');
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

  tellPosition(): void {
    if (!this.debuggee) return;
    const { cursor, running } = this.debuggee;
    this.#visits.moveTo(cursor.timeline, cursor.k);
    this.event('backstep/position', positionBody(cursor, running, this.#visits));
  }

  /** After an edit: what the client shows of this position is out of date. */
  tellEdit(): void {
    this.event('invalidated', { areas: ['variables'] });
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
    if (frameId === undefined) return { top: true, k: this.stopped.cursor.k };
    const entry = this.#stack.get(frameId);
    if (entry) return entry;
    throw new DapError(
      'stale-reference',
      `The frame ${frameId} is from before the run went on: ask for the stack again.`,
    );
  }

  namesOf(entry: StackEntry): Names {
    const { cursor } = this.launched;
    if (!entry.top) return namesAt(cursor.timeline, entry.k);
    return namesAt(cursor.timeline, cursor.k, cursor.snapshot);
  }

  /** The static graph of the run's source: that of the recording where it differs from today's. */
  async currentGraph(): Promise<WorkflowGraph | null> {
    const { file, workflow } = this.launched.cursor.timeline.header;
    return (await this.graphsOf(file)).find(({ name }) => name === workflow) ?? null;
  }

  graphsOf(file: string): Promise<readonly WorkflowGraph[]> {
    const recorded = this.#isRecorded(file) ? this.recordedSource : null;
    return recorded === null ? this.graphs.of(file) : this.graphs.ofText(file, recorded);
  }

  sourceOf(file: string): DebugProtocol.Source {
    const source = { name: basename(file), path: file };
    return this.#isRecorded(file) ? { ...source, sourceReference: 1, origin: 'recorded source' } : source;
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

  #isRecorded(file: string): boolean {
    return this.recordedSource !== null && file === this.debuggee?.cursor.timeline.header.file;
  }
}
