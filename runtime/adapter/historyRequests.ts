import { valueAt } from '../language/applyPatches.ts';
import { isJsonObject, type Json, type Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import { toJson } from '../language/settle.ts';
import { isFailedBranch } from '../model/failedBranch.ts';
import type { Change, HistoryPage, SessionTypeBody, StateAt, StepDetails } from '../model/history.ts';
import type { CallResult } from '../model/run.ts';
import { usageOfCall } from '../model/usage.ts';
import type { Timeline } from '../recording/timeline.ts';
import { enters, workflowMeant } from './breakpointTarget.ts';
import type { Handlers } from './connection.ts';
import { dataOf } from './cursor.ts';
import { DapError } from './dapError.ts';
import { sessionOfLine, sessionsAround, valuesOfLine } from './lineSession.ts';
import { callOutline, modelOf, outlineOf, shown } from './outline.ts';
import { expressionOf } from './pathExpression.ts';
import type { SessionContext } from './sessionContext.ts';
import { forcingHint, newMismatches } from './typeMismatch.ts';
import { summary } from './variables.ts';

/** Outlines in one answer at most; a client asks on from there. */
const largestPage = 1_000;
/** Characters of JSON in one answer at most. */
const mostCharacters = 20_000_000;

/** Requests of Backstep's own about what a run has been, for timelines and views of state. They read while the run goes on. */
export function historyRequests(context: SessionContext): Handlers {
  const timeline = (): Timeline => context.launched.cursor.timeline;
  return {
    'backstep/history'(args) {
      const { from, count = largestPage } = args as { readonly from?: unknown; readonly count?: unknown };
      const { header, head, frames } = timeline();
      const first = whole('from', from, 1, Number.MAX_SAFE_INTEGER);
      const length = Math.min(largestPage, whole('count', count, 1, Number.MAX_SAFE_INTEGER));
      const steps = frames
        .slice(first - 1, first - 1 + length)
        .map((frame, index) => outlineOf(frame, first + index));
      return { body: { run: header.id, head, from: first, steps } satisfies HistoryPage };
    },
    'backstep/step'(args) {
      const k = whole('k', (args as { readonly k?: unknown }).k, 1, timeline().head);
      return { body: detailsOf(timeline(), k) };
    },
    'backstep/call'(args) {
      const { k, index } = args as { readonly k?: unknown; readonly index?: unknown };
      const { calls } = timeline().frame(whole('k', k, 1, timeline().head));
      if (calls.length === 0) throw new DapError('bad-request', `Step ${k} called no service.`);
      const call = calls[whole('index', index, 0, calls.length - 1)];
      assertSendable(`The call at step ${String(k)}`, call as unknown as Json);
      return { body: { ...call } };
    },
    'backstep/find'(args) {
      const {
        to,
        from = '*',
        workflow: named = null,
        before,
      } = args as { readonly [Key in 'to' | 'from' | 'workflow' | 'before']?: unknown };
      const { header, frames, head } = timeline();
      const last = before === undefined ? head : whole('before', before, 0, head) - 1;
      const workflow = named ?? workflowMeant(header, { from: String(from), to: String(to) });
      for (let k = last; k > 0; k--) {
        const frame = frames[k - 1];
        if (frame === undefined) continue;
        const leads = frame.next === to && (from === '*' || frame.state === from);
        const own = frame.workflow ?? header.workflow;
        if (leads && (workflow === null || own === workflow)) return { body: { k } };
        // A child's first state is entered by the step that starts it.
        if (from === '*' && typeof named === 'string' && enters(frame, named, String(to), header.workflow))
          return { body: { k } };
      }
      if (workflow !== null && workflow !== header.workflow) return { body: { k: null } };
      return { body: { k: last >= 0 && from === '*' && to === header.start ? 0 : null } };
    },
    'backstep/state'(args) {
      const { cursor } = context.launched;
      const { k: position, branch } = args as { readonly k?: unknown; readonly branch?: unknown };
      const k = whole('k', position, 0, cursor.timeline.head);
      const line = lineOf(branch);
      const snapshot = k === cursor.k ? cursor.snapshot : cursor.timeline.snapshotAt(k);
      const state = k === 0 ? cursor.timeline.header.start : cursor.timeline.frame(k).next;
      const session = line === '' ? snapshot.session : sessionOfLine(cursor.timeline, k, line);
      assertSendable(`The session after step ${k}`, session);
      const isHere = k === cursor.k && line === '';
      const refusal = isHere ? cursor.editRefusal('session') : 'the session stands elsewhere; go there first';
      const body: StateAt = {
        run: cursor.timeline.header.id,
        k,
        state,
        session,
        data: dataOf(snapshot),
        refusal,
      };
      return { body };
    },
    async 'backstep/sessionType'() {
      const { file, workflow } = timeline().header;
      return { body: { type: await context.graphs.sessionType(file, workflow) } satisfies SessionTypeBody };
    },
    'backstep/values'(args) {
      const { path, branch, k } = args as { readonly [Key in 'path' | 'branch' | 'k']?: unknown };
      const { head } = timeline();
      const here = k === undefined ? head : whole('k', k, 0, head);
      return { body: valuesOfLine(timeline(), pathOf(path), lineOf(branch), here) };
    },
    async 'backstep/edit'(args) {
      const { target, value } = args as { readonly target?: unknown; readonly value?: unknown };
      if (target !== 'session' && target !== 'data') {
        throw new DapError('bad-request', `"${String(target)}" cannot be edited: session and data can.`);
      }
      context.assertEntered();
      const { cursor } = context.stopped;
      cursor.assertEditable(target);
      const wanted = toJson(value, target);
      if (target === 'session' && !isJsonObject(wanted)) {
        throw new DapError('bad-value', `The session is an object, and ${summary(wanted)} is none.`);
      }
      const now = target === 'session' ? cursor.snapshot.session : dataOf(cursor.snapshot);
      const patches = patchesTo(now, wanted);
      // A document that is saved as it was opened changes nothing: an edit of nothing would begin a new run all the same.
      if (patches.length === 0) return { body: {} };
      const assertStayed = context.staying();
      const { file, workflow } = cursor.timeline.header;
      const type = target === 'session' ? await context.graphs.sessionType(file, workflow) : null;
      assertStayed();
      const mistakes = type === null ? [] : newMismatches(now, wanted, type, target);
      if (mistakes.length > 0) throw new DapError('bad-type', `${mistakes.join(' ')} ${forcingHint}`);
      context.edit(target, patches);
      return { body: {}, after: () => context.tellEdit() };
    },
  };
}

/**
 * A client that gets more in one message is busy with it for minutes, and with nothing else.
 *
 * @throws DapError `too-large`
 */
function assertSendable(what: string, value: Json): void {
  const { length } = JSON.stringify(value);
  if (length <= mostCharacters) return;
  throw new DapError(
    'too-large',
    `${what} has ${Math.ceil(length / 1e6)} million characters, more than an editor takes: its parts stand under Variables, and the page of the recording saves all of it.`,
  );
}

function detailsOf(timeline: Timeline, k: number): StepDetails {
  const frame = timeline.frame(k);
  return {
    run: timeline.header.id,
    k,
    branch: frame.branch,
    state: frame.state,
    next: frame.next,
    data: shown(frame.data),
    returned:
      frame.error !== null || frame.wake || frame.undoes ? null : shown(frame.directive as unknown as Json),
    calls: frame.calls.map((call) => {
      const usage = usageOfCall(call);
      const { result } = call;
      return {
        ...callOutline(call),
        args: call.args.map(shown),
        answer: shown(answerOf(result)),
        stream: result.type === 'stream' ? { left: result.streams.some(({ end }) => end === 'left') } : null,
        error: result.type === 'error' ? result.error : null,
        inputTokens: usage?.inputTokens ?? null,
        outputTokens: usage?.outputTokens ?? null,
        model: modelOf(call),
      };
    }),
    changes: changesOf(timeline, k),
    logs: frame.logs,
    metrics: frame.metrics,
    error: frame.error,
    ...(isFailedBranch(frame) ? { failedBranch: true } : {}),
  };
}

function answerOf(result: CallResult): Json {
  switch (result.type) {
    case 'value':
      return result.value;
    case 'stream':
      return result.streams.flatMap(({ chunks }) => chunks);
    case 'handle':
      return result.text;
    case 'error':
    case 'open':
      return null;
    default:
      return result satisfies never;
  }
}

function changesOf(timeline: Timeline, k: number): Change[] {
  const frame = timeline.frame(k);
  if (frame.patches.length === 0) return [];
  const { before, after } = sessionsAround(timeline, k);
  const paths = new Map(frame.patches.map(({ path }) => [JSON.stringify(path), path]));
  return [...paths.values()].map((path) => {
    const [old, now] = [valueAt(before, path), valueAt(after, path)];
    return {
      name: expressionOf('session', path),
      path,
      before: old === undefined ? null : shown(old),
      after: now === undefined ? null : shown(now),
    };
  });
}

/** What takes one value to another: by member where both are objects, so that a small edit stays small. */
function patchesTo(from: Json, to: Json): Patch[] {
  if (!isObject(from) || !isObject(to)) return same(from, to) ? [] : [{ op: 'set', path: [], value: to }];
  const gone = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  const changed = Object.keys(to).filter((key) => !Object.hasOwn(from, key) || !same(from[key], to[key]));
  return [
    ...gone.map((key): Patch => ({ op: 'delete', path: [key] })),
    ...changed.map((key): Patch => ({ op: 'set', path: [key], value: to[key] as Json })),
  ];
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws DapError `bad-request` */
export function whole(name: string, value: unknown, least: number, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
    return value as number;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw new DapError('bad-request', `"${name}" is ${JSON.stringify(value)}: give a whole number ${range}.`);
}

/** @throws DapError `bad-request` */
function lineOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw new DapError(
    'bad-request',
    `"branch" is ${JSON.stringify(value)}: give the id of a line, as a step has it.`,
  );
}

/** @throws DapError `bad-request` */
function pathOf(value: unknown): Path {
  const sound =
    Array.isArray(value) && value.every((key) => typeof key === 'string' || Number.isSafeInteger(key));
  if (sound) return value as Path;
  throw new DapError(
    'bad-request',
    `"path" is ${JSON.stringify(value)}: give an array of names and indices, such as ["user", "name"].`,
  );
}
