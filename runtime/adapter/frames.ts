import type { DebugProtocol } from '@vscode/debugprotocol';
import { edited } from '../language/advance.ts';
import { applyPatches, valueAt } from '../language/applyPatches.ts';
import type { ErrorRecord } from '../language/directive.ts';
import type { Json } from '../language/json.ts';
import { lineAt } from '../language/line.ts';
import type { Snapshot } from '../language/snapshot.ts';
import { callName } from '../model/callName.ts';
import type { Call, Frame } from '../model/run.ts';
import { usageOfCall } from '../model/usage.ts';
import type { Timeline } from '../recording/timeline.ts';
import type { UndoneSteps } from '../recording/undoneSteps.ts';
import { type Cursor, dataOf } from './cursor.ts';
import type { Names } from './expressionRealm.ts';
import { isOf } from './lineMoves.ts';
import { expressionOf } from './pathExpression.ts';
import { type StackEntry, workflowAt } from './stack.ts';
import { tallyAt } from './tally.ts';
import { standingAt } from './threads.ts';
import { type Root, shape, type Variables } from './variables.ts';

export function scopesOf(
  cursor: Cursor,
  entry: StackEntry,
  variables: Variables,
  undone: UndoneSteps,
): DebugProtocol.Scope[] {
  const frame = frameOf(cursor, entry);
  const whole = entry.top ? cursor.snapshot : cursor.timeline.snapshotAt(entry.k);
  const branch = entry.top ? entry.branch : (frame?.branch ?? entry.branch);
  const line = lineAt(whole, branch);
  const snapshot = workflowAt(whole, branch);
  const data = entry.top ? dataHere(whole, branch) : (frame?.data ?? null);
  const scopes = [
    scope('Session', snapshot.session, {
      name: 'session',
      target: 'session',
      readOnly: refusalOf(cursor, entry, 'session'),
    }),
    dataScope(),
    scope('Input', snapshot.input, { name: 'input', target: null, readOnly: null }),
    scope('Config', snapshot.config, { name: 'config', target: null, readOnly: null }),
  ];
  if (frame) {
    scopes.push(
      scope('Calls', callsOf(frame.calls, frame.undoable === true && undone.stateOf(frame) === 'undone'), {
        name: 'calls',
        target: null,
        readOnly: null,
      }),
      scope('Last change', changesOf(cursor.timeline, frame), {
        name: 'change',
        target: null,
        readOnly: null,
      }),
    );
  }
  return scopes;

  /** At the end of a run its output or its error stands where the data was. */
  function dataScope(): DebugProtocol.Scope {
    const status = entry.top && line?.type !== 'arm' ? snapshot.status : 'running';
    if (status === 'done') return scope('Output', data, { name: 'output', target: null, readOnly: null });
    if (status === 'failed') return scope('Error', data, { name: 'error', target: null, readOnly: null });
    return scope('Data', data, { name: 'data', target: 'data', readOnly: refusalOf(cursor, entry, 'data') });
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

/** The frame that an entry tells of: at the top the last one of its line. */
function frameOf(cursor: Cursor, { top, branch, k }: StackEntry): Frame | null {
  if (!top) return cursor.timeline.frame(k);
  if (branch === '') return cursor.last;
  return cursor.taken.frames.slice(0, cursor.count).findLast((frame) => isOf(frame, branch)) ?? null;
}

function refusalOf(cursor: Cursor, { top, branch }: StackEntry, target: 'session' | 'data'): string | null {
  if (!top) return 'this is a past step; run on from it to edit';
  return branch === ''
    ? cursor.editRefusal(target)
    : 'a branch is open, and only the main line can be edited between steps';
}

function dataHere(snapshot: Snapshot, branch: string): Json {
  const line = lineAt(snapshot, branch);
  return line?.type === 'arm' ? line.item : dataOf(workflowAt(snapshot, branch));
}

/** What an expression can name at a position. */
export function namesAt(timeline: Timeline, k: number, snapshot: Snapshot = timeline.snapshotAt(k)): Names {
  const frame = k === 0 ? null : timeline.frame(k);
  return {
    ...tallyAt(timeline, k),
    error: frame?.error ?? (frame?.undoes ? null : failureOf(snapshot, frame?.branch ?? '')),
    attempts: frame?.attempts.length ?? 0,
    session: snapshot.session,
    [dataName(snapshot)]: dataOf(snapshot),
    input: snapshot.input,
    config: snapshot.config,
    state: standingAt(snapshot, '').state,
    from: frame?.state ?? null,
    to: frame?.next ?? timeline.header.start,
    seq: k,
    get calls() {
      return frame ? callsOf(frame.calls) : {};
    },
    get change() {
      return frame === null ? {} : changesOf(timeline, frame);
    },
  };
}

/** Why a line fails, while what it did is being undone. */
function failureOf(snapshot: Snapshot, branch: string): ErrorRecord | null {
  return lineAt(snapshot, branch)?.instance.failure ?? null;
}

/** What an expression can name on a branch instead of what stands on the main line. */
export function namesOn(snapshot: Snapshot, branch: string): Names {
  const { session, input, config } = workflowAt(snapshot, branch);
  const { state } = standingAt(snapshot, branch);
  return { session, input, config, state, data: dataHere(snapshot, branch) };
}

/** What an expression calls what a snapshot carries. */
function dataName(snapshot: Snapshot): 'data' | 'output' | 'error' {
  if (snapshot.status === 'done') return 'output';
  return snapshot.status === 'failed' ? 'error' : 'data';
}

/** `undone`: what they changed in the world was taken back since. */
function callsOf(calls: readonly Call[], undone = false): Json {
  const entries = calls.map((call, index): [string, Json] => {
    return [
      `${index + 1} ${callName(call)}`,
      {
        ...(undone && call.effect !== undefined && !call.reused
          ? { undone: 'since, by the compensation of its step, from another run' }
          : {}),
        request: call.args.length === 1 ? (call.args[0] as Json) : call.args,
        ...answerOf(call),
        ...usageOf(call),
        durationMs: call.durationMs,
        ...(call.usage ? { usage: { ...call.usage } } : {}),
        ...(call.effect === undefined ? {} : { effect: call.effect }),
        ...(call.observed ? { effect: 'unknown: it went past the services' } : {}),
        ...(call.undoing ? { undoes: 'what was done before, in the run that this one goes back to' } : {}),
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
    case 'stream':
      return streamsOf(call.result);
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

/** A streamed answer: its chunks, and what stood around them. */
function streamsOf({ value, streams }: Extract<Call['result'], { type: 'stream' }>): {
  readonly [name: string]: Json;
} {
  const chunks = streams.map(({ path, chunks, end }) => ({
    [path.length === 0 ? 'chunks' : `${path.join('.')} chunks`]: chunks,
    ...(end === 'done' ? {} : { ended: end === 'left' ? 'left by the step' : end }),
  }));
  return Object.assign(value === null ? {} : { answer: value }, ...chunks);
}

/** What a step changed in its session, by path: before and after. */
function changesOf(timeline: Timeline, frame: Frame): Json {
  if (frame.patches.length === 0) return {};
  const k = timeline.frames.indexOf(frame) + 1;
  const before = edited(workflowAt(timeline.snapshotAt(k - 1), frame.branch), frame.edits).session;
  const after = frame.branch === '' ? timeline.snapshotAt(k).session : applyPatches(before, frame.patches);
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
