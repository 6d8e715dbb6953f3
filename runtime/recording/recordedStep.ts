import { valueAt } from '../language/applyPatches.ts';
import type { Json, Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import { callName } from '../model/callName.ts';
import type { RecordedCall, RecordedChange, RecordedStep, Shown, ValuePlace } from '../model/recorded.ts';
import type { Call, Edit } from '../model/run.ts';
import { usageOfCall } from '../model/usage.ts';
import { type Limit, type ShownRun, shown } from './shown.ts';
import { stepRow } from './stepRow.ts';

/**
 * All of the step that led to position k, as it is shown.
 *
 * @throws BackstepError as the run's `frame` and `snapshotAt` do.
 */
export function recordedStep(run: ShownRun, k: number, limit: Limit): RecordedStep {
  const frame = run.frame(k);
  const before = run.snapshotAt(k - 1).session;
  const after = run.snapshotAt(k).session;
  const session = (patch: Patch): RecordedChange =>
    changeOf(patch, { root: 'session', before, after, k }, limit);
  return {
    ...stepRow(k, frame),
    data: shown(frame.data, { k, path: ['data'] }, limit),
    edits: frame.edits.flatMap(({ target, patches }) =>
      patches.map((patch) =>
        target === 'session'
          ? session(patch)
          : changeOf(patch, { root: target, before: null, after: frame[target], k }, limit),
      ),
    ),
    changes: frame.patches.slice(0, mostChanges).map(session),
    directive: shown(frame.directive as unknown as Json, { k, path: ['directive'] }, limit),
    failure: frame.error,
    callList: frame.calls.map((call, index) => recordedCall(call, k, index, limit)),
    logs: frame.logs,
    metrics: frame.metrics,
  };
}

/** Changes shown of one step; whoever wants more has the session itself. */
const mostChanges = 200;

interface Changed {
  readonly root: Edit['target'];
  readonly before: Json;
  readonly after: Json;
  readonly k: number;
}

function changeOf(patch: Patch, { root, before, after, k }: Changed, limit: Limit): RecordedChange {
  const path = [root, ...patch.path].join('.');
  const there = (value: Json, at: number): ReturnType<typeof shown> | null => {
    const found = valueAt(value, patch.path);
    return found === undefined ? null : shown(found, { k: at, path: [root, ...patch.path] as Path }, limit);
  };
  if (patch.op !== 'array') {
    return {
      path,
      before: root === 'session' ? there(before, k - 1) : null,
      after: there(after, k),
      note: null,
    };
  }
  const added = patch.pieces.flatMap((piece) => ('insert' in piece ? piece.insert : []));
  const kept = patch.pieces.reduce((sum, piece) => sum + ('insert' in piece ? 0 : piece.count), 0);
  const place = { k, path: [root, ...patch.path] };
  return {
    path,
    before: null,
    after: added.length === 0 ? null : shown(added.length === 1 ? (added[0] as Json) : added, place, limit),
    note: kept === 0 ? `${items(added.length)} added` : `${items(kept)} kept, ${added.length} added`,
  };
}

function items(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}

function recordedCall(call: Call, k: number, index: number, limit: Limit): RecordedCall {
  const { result, reused, attempt, durationMs } = call;
  const at = (...path: Path): ValuePlace => ({ k, path: ['calls', index, ...path] });
  return {
    name: callName(call),
    args: call.args.map((value, argument) => shown(value, at('args', argument), limit)),
    answer: answerOf(result, at, limit),
    streamed: result.type === 'stream',
    text:
      result.type === 'error'
        ? `${result.error.name}: ${result.error.message}`
        : result.type === 'handle'
          ? result.text
          : result.type === 'open'
            ? 'had not answered when the step ended'
            : '',
    failed: result.type === 'error',
    reused,
    attempt,
    durationMs,
    usage: usageOfCall(call),
  };
}

function answerOf(result: Call['result'], at: (...path: Path) => ValuePlace, limit: Limit): Shown | null {
  if (result.type === 'value') return shown(result.value, at('result', 'value'), limit);
  if (result.type !== 'stream') return null;
  const pieces = result.streams.flatMap(({ chunks }) => chunks);
  return shown(pieces, at('result', 'streams'), limit);
}
