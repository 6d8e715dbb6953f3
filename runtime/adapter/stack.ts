import { lineAt, openLines } from '../language/line.ts';
import type { Instance, Snapshot } from '../language/snapshot.ts';
import { isFailedBranch } from '../model/failedBranch.ts';
import type { WorkflowGraph } from '../model/graph.ts';
import type { Frame, SourcePosition } from '../model/run.ts';
import { stepAt } from './codeAhead.ts';
import type { Cursor } from './cursor.ts';
import type { FailedAttempt } from './failedAttempt.ts';
import { isOf } from './lineMoves.ts';
import { standingAt, waitText } from './threads.ts';
import { signalWait } from './waitWords.ts';

/**
 * One entry of the call stack of the thread of `branch`: where its line stands (`top`), or the transition at position `k` of
 * the run, which on the main thread may be that of a branch.
 */
export interface StackEntry {
  readonly branch: string;
  readonly top: boolean;
  readonly k: number;
}

/** The stack of a line, newest first: where it stands, then every transition that led there. */
export interface Stack {
  readonly length: number;
  at(index: number): StackEntry;
}

export function stackOf(cursor: Cursor, branch: string): Stack {
  const { k } = cursor;
  const open = openLines(cursor.recorded);
  const isPlain = branch === '' && open.length === 0 && cursor.atHead === (k === cursor.timeline.head);
  if (isPlain && cursor.count === k) {
    return {
      length: k + 1,
      at: (index) => (index === 0 ? { branch, top: true, k } : { branch, top: false, k: k - index + 1 }),
    };
  }
  const taken = new Set(cursor.taken.frames.slice(0, cursor.count));
  const positions: number[] = [];
  for (let at = k; at > 0; at--) {
    const frame = cursor.timeline.frame(at);
    if (taken.has(frame) && belongs(frame, branch, open)) positions.push(at);
  }
  return {
    length: positions.length + 1,
    at: (index) =>
      index === 0 ? { branch, top: true, k } : { branch, top: false, k: positions[index - 1] as number },
  };
}

/** The main line has the branches that have ended in its past; an open one has a thread of its own. */
function belongs(frame: Frame, branch: string, open: readonly string[]): boolean {
  if (branch !== '') return isOf(frame, branch);
  return frame.branch === '' || !open.some((line) => isOf(frame, line));
}

export function entryName(
  cursor: Cursor,
  { branch, top, k }: StackEntry,
  failed: FailedAttempt | null = null,
): string {
  if (top && failed?.branch === branch) {
    return `${failed.name} · now ${standingName(cursor.snapshot, branch)}`;
  }
  if (top) {
    const { snapshot } = cursor;
    const waits = waitText(snapshot, branch);
    return `${standingName(snapshot, branch)}${waits === null ? '' : ` · ${waits}`}`;
  }
  const frame = cursor.timeline.frame(k);
  const from = frame.branch === '' || frame.branch === branch ? '' : `${frame.branch}: `;
  return `${from}${transitionName(frame)}  #${frame.seq}`;
}

/** Where a line stands, in words. */
export function standingName(snapshot: Snapshot, branch: string): string {
  const { state } = standingAt(snapshot, branch);
  return stepAt(snapshot, branch)?.undoes ? `undo of ${state}` : endName(state);
}

/** A transition in words. */
export function transitionName(frame: Frame): string {
  const { state, next, wake, undoes, directive, error } = frame;
  if (undoes) return `${state} ${error === null ? 'undone' : 'could not be undone'}`;
  if (next !== '#waiting') {
    const how = wake && wake.type !== 'join' ? ` (${wakeName(wake)})` : '';
    return `${state} → ${endName(next)}${how}${isFailedBranch(frame) ? ' · failed' : ''}`;
  }
  switch (directive.directive) {
    case 'waitFor':
      return `${state} ${signalWait(directive.signal)}`;
    case 'sleep':
      return `${state} sleeps`;
    case 'fanOut':
      return `${state} fans out to ${directive.items.length}`;
    case 'child':
      return `${state} starts ${directive.workflow}`;
    case 'goto':
    case 'done':
    case 'fail':
    case 'continueAs':
      return `${state} → ${next}`;
    default:
      return directive satisfies never;
  }
}

function wakeName(wake: NonNullable<Frame['wake']>): string {
  switch (wake.type) {
    case 'signal':
      return `signal ${wake.signal}`;
    case 'timeout':
      return `${wake.signal} timed out`;
    case 'timer':
    case 'join':
    case 'child':
      return wake.type;
    default:
      return wake satisfies never;
  }
}

/** `#done` and `#failed` as people read them. */
export function endName(state: string): string {
  return state === '#done' ? 'done' : state === '#failed' ? 'failed' : state;
}

/** Where an entry points: the `@step` line of the state where it stands, the return that took a transition. */
export function entryPosition(
  cursor: Cursor,
  { branch, top, k }: StackEntry,
  graphOf: (workflow: string) => WorkflowGraph | null,
  failed: FailedAttempt | null = null,
): SourcePosition {
  const { file, workflow } = cursor.timeline.header;
  const frame = k === 0 ? null : cursor.timeline.frame(k);
  const own = top ? workflowAt(cursor.snapshot, branch).workflow : (frame?.workflow ?? workflow);
  const graph = graphOf(own);
  const start = { file: graph?.file ?? file, line: graph?.line ?? 1, column: 1 };
  if (top && failed?.branch === branch) {
    return failed.at ?? methodPosition(failed.frame, graphOf(failed.frame.workflow ?? workflow)) ?? start;
  }
  const { state } = standingAt(cursor.snapshot, branch);
  if (top && stepAt(cursor.snapshot, branch)?.undoes) return undoPosition(state, graph) ?? start;
  if (top && !state.startsWith('#')) return stepPosition(state, graph) ?? start;
  if (top && frame?.undoes) return failedAt(cursor, frame) ?? start;
  return frame?.at ?? (frame && methodPosition(frame, graph)) ?? start;
}

/** The workflow that runs on a line; where the line has ended, the one that it was of. */
export function workflowAt(snapshot: Snapshot, branch: string): Instance {
  let id = branch;
  for (;;) {
    const line = lineAt(snapshot, id);
    if (line !== null) return line.instance;
    const slash = id.lastIndexOf('/');
    id = slash < 0 ? '' : id.slice(0, slash);
  }
}

/** Where the step stands that a line failed in, of which `undo` is the last undo. */
function failedAt(cursor: Cursor, undo: Frame): SourcePosition | null {
  const isOfLine = ({ branch, undoes }: Frame): boolean => branch === undo.branch && !undoes;
  return cursor.timeline.frames.slice(0, cursor.k).findLast(isOfLine)?.at ?? null;
}

function methodPosition({ state, undoes }: Frame, graph: WorkflowGraph | null): SourcePosition | null {
  return undoes ? undoPosition(state, graph) : stepPosition(state, graph);
}

function undoPosition(state: string, graph: WorkflowGraph | null): SourcePosition | null {
  const edge = graph?.transitions.find(({ from, kind }) => kind === 'compensate' && from === state);
  return edge ? { file: edge.file, line: edge.line, column: 1 } : null;
}

function stepPosition(state: string, graph: WorkflowGraph | null): SourcePosition | null {
  const node = graph?.states.find(({ id }) => id === state);
  return node ? { file: node.file, line: node.line, column: 1 } : null;
}
