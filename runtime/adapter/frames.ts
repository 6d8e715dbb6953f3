import type { DebugProtocol } from '@vscode/debugprotocol';
import { edited } from '../language/advance.ts';
import { valueAt } from '../language/applyPatches.ts';
import type { Json } from '../language/json.ts';
import type { Snapshot } from '../language/snapshot.ts';
import type { WorkflowGraph } from '../model/graph.ts';
import type { Call, Frame, SourcePosition } from '../model/run.ts';
import { usageOfCall } from '../model/usage.ts';
import type { Timeline } from '../recording/timeline.ts';
import { type Cursor, dataOf } from './cursor.ts';
import type { Names } from './expression.ts';
import { expressionOf } from './pathExpression.ts';
import { tallyAt } from './tally.ts';
import { type Root, shape, type Variables } from './variables.ts';

/** One entry of the call stack: the current state (`top`), or the transition that step `k` took. */
export interface StackEntry {
  readonly top: boolean;
  readonly k: number;
}

/** The stack at a position, newest first: where the run stands, then every transition that led there. */
export function entryAt(cursor: Cursor, index: number): StackEntry {
  return index === 0 ? { top: true, k: cursor.k } : { top: false, k: cursor.k - index + 1 };
}

export function entryName(cursor: Cursor, entry: StackEntry): string {
  if (entry.top) return endName(cursor.state);
  const frame = cursor.timeline.frame(entry.k);
  return `${frame.state} → ${endName(frame.next)}  #${frame.seq}`;
}

/** Where an entry points: the `@step` line of the current state, the return that took a transition. */
export function entryPosition(
  cursor: Cursor,
  entry: StackEntry,
  graph: WorkflowGraph | null,
): SourcePosition {
  const { file } = cursor.timeline.header;
  if (entry.top && !cursor.state.startsWith('#')) {
    return stepPosition(cursor.state, graph) ?? { file, line: graph?.line ?? 1, column: 1 };
  }
  const frame = entry.k === 0 ? null : cursor.timeline.frame(entry.k);
  return (
    frame?.at ?? (frame && stepPosition(frame.state, graph)) ?? { file, line: graph?.line ?? 1, column: 1 }
  );
}

export function scopesOf(cursor: Cursor, entry: StackEntry, variables: Variables): DebugProtocol.Scope[] {
  const snapshot = entry.top ? cursor.snapshot : cursor.timeline.snapshotAt(entry.k);
  const frame = entry.k === 0 ? null : cursor.timeline.frame(entry.k);
  const refusal = entry.top ? cursor.editRefusal : 'this is a past step; run on from it to edit';
  const data = entry.top ? dataOf(snapshot) : (frame?.data ?? null);
  const scopes = [
    scope('Session', snapshot.session, { name: 'session', target: 'session', readOnly: refusal }),
    dataScope(),
    scope('Input', snapshot.input, { name: 'input', target: null, readOnly: null }),
    scope('Config', snapshot.config, { name: 'config', target: null, readOnly: null }),
  ];
  if (frame) {
    scopes.push(
      scope('Calls', callsOf(frame.calls), { name: 'calls', target: null, readOnly: null }),
      scope('Last change', changesOf(cursor.timeline, entry.k), {
        name: 'change',
        target: null,
        readOnly: null,
      }),
    );
  }
  return scopes;

  /** At the end of a run its output or its error stands where the data was. */
  function dataScope(): DebugProtocol.Scope {
    const status = entry.top ? snapshot.status : 'running';
    if (status === 'done') return scope('Output', data, { name: 'output', target: null, readOnly: null });
    if (status === 'failed') return scope('Error', data, { name: 'error', target: null, readOnly: null });
    return scope('Data', data, { name: 'data', target: 'data', readOnly: refusal });
  }

  function scope(name: string, value: Json, root: Root): DebugProtocol.Scope {
    // A scope has members; data that is a plain value becomes its only one.
    const shown =
      typeof value === 'object' && value !== null ? value : value === null ? {} : { [root.name]: value };
    const owner = shown === value ? root : { ...root, bare: true };
    const variablesReference = variables.reference(shown, owner);
    return { name, variablesReference, ...shape(shown), expensive: false };
  }
}

/** What an expression can name at a position. */
export function namesAt(timeline: Timeline, k: number, snapshot: Snapshot = timeline.snapshotAt(k)): Names {
  const frame = k === 0 ? null : timeline.frame(k);
  return {
    ...tallyAt(timeline, k),
    error: frame?.error ?? null,
    attempts: frame?.attempts.length ?? 0,
    session: snapshot.session,
    [dataName(snapshot)]: dataOf(snapshot),
    input: snapshot.input,
    config: snapshot.config,
    state: snapshot.status === 'running' ? snapshot.state : (frame?.next ?? timeline.header.start),
    from: frame?.state ?? null,
    to: frame?.next ?? timeline.header.start,
    seq: k,
    get calls() {
      return frame ? callsOf(frame.calls) : {};
    },
    get change() {
      return k === 0 ? {} : changesOf(timeline, k);
    },
  };
}

/** `#done` and `#failed` as people read them. */
export function endName(state: string): string {
  return state === '#done' ? 'done' : state === '#failed' ? 'failed' : state;
}

/** What an expression calls what a snapshot carries. */
function dataName(snapshot: Snapshot): 'data' | 'output' | 'error' {
  return snapshot.status === 'running' ? 'data' : snapshot.status === 'done' ? 'output' : 'error';
}

function stepPosition(state: string, graph: WorkflowGraph | null): SourcePosition | null {
  const node = graph?.states.find(({ id }) => id === state);
  return node ? { file: node.file, line: node.line, column: 1 } : null;
}

function callsOf(calls: readonly Call[]): Json {
  const entries = calls.map((call, index): [string, Json] => {
    const name = call.method === '' ? call.service : `${call.service}.${call.method}`;
    return [
      `${index + 1} ${name}`,
      {
        request: call.args.length === 1 ? (call.args[0] as Json) : call.args,
        ...answerOf(call),
        ...usageOf(call),
        durationMs: call.durationMs,
        ...(call.reused ? { reused: true } : {}),
        ...(call.attempt > 1 ? { attempt: call.attempt } : {}),
      },
    ];
  });
  return Object.fromEntries(entries);
}

/** Tokens and money, as far as the answer tells of them. */
function usageOf(call: Call): { readonly [name: string]: Json } {
  const used = usageOfCall(call);
  if (used === null) return {};
  return {
    tokens: used.inputTokens + used.outputTokens,
    ...(used.cost === null ? {} : { cost: used.cost }),
  };
}

function answerOf(call: Call): { readonly [name: string]: Json } {
  switch (call.result.type) {
    case 'value':
      return { answer: call.result.value };
    case 'handle':
      return { answer: call.result.text };
    case 'error':
      return { error: { ...call.result.error } };
    case 'open':
      return { answer: 'not awaited by the step' };
    default:
      return call.result satisfies never;
  }
}

/** What a step changed in the session, by path: before and after. */
function changesOf(timeline: Timeline, k: number): Json {
  const frame: Frame = timeline.frame(k);
  if (frame.patches.length === 0) return {};
  const before = edited(timeline.snapshotAt(k - 1), frame.edits).session;
  const after = timeline.snapshotAt(k).session;
  const changes: { [path: string]: Json } = {};
  for (const { path } of frame.patches) {
    const [old, now] = [valueAt(before, path), valueAt(after, path)];
    changes[expressionOf('session', path)] = {
      ...(old === undefined ? {} : { before: old }),
      ...(now === undefined ? {} : { after: now }),
    };
  }
  return changes;
}
