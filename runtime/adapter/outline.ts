import type { Wake } from '../language/advance.ts';
import type { Json } from '../language/json.ts';
import { callName } from '../model/callName.ts';
import type { CallOutline, Shown, StepOutline } from '../model/history.ts';
import type { Call, Frame } from '../model/run.ts';
import { waitedMs } from '../model/taken.ts';
import { usageOfCall } from '../model/usage.ts';

/** Longer texts are shortened: an outline is sent for every step. */
const longestMessage = 300;
const mostSignals = 20;
/** JSON of more characters than this is not sent whole. */
const longestValue = 200_000;
const beginning = 4_000;

export function outlineOf(frame: Frame, k: number): StepOutline {
  return {
    k,
    seq: frame.seq,
    branch: frame.branch,
    workflow: frame.workflow ?? null,
    state: frame.state,
    next: frame.next,
    line: frame.at?.line ?? null,
    startedAt: frame.startedAt,
    durationMs: frame.durationMs,
    attempts: frame.attempts.map(({ startedAt, durationMs, error }) => ({
      startedAt,
      durationMs,
      failed: error !== null,
    })),
    calls: frame.calls.map(callOutline),
    error: failureOf(frame)?.slice(0, longestMessage) ?? null,
    edits: frame.edits.length,
    wake: frame.wake === undefined ? null : wakeWords(frame.wake),
    waitedMs: waitedMs(frame),
    signals: (frame.signals ?? []).slice(0, mostSignals).map(({ name }) => name),
    undoes: frame.undoes === true,
  };
}

function failureOf({ error, directive }: Frame): string | null {
  if (error !== null) return error.message;
  if (directive.directive !== 'fail') return null;
  return typeof directive.reason === 'string' ? directive.reason : JSON.stringify(directive.reason);
}

function wakeWords(wake: Wake): string {
  switch (wake.type) {
    case 'signal':
      return `the signal ${wake.signal}`;
    case 'timeout':
      return `no signal ${wake.signal} in time`;
    case 'timer':
      return 'the timer';
    case 'join':
      return 'the end of all branches';
    case 'child':
      return 'the end of the child';
    default:
      return wake satisfies never;
  }
}

export function callOutline(call: Call): CallOutline {
  const usage = usageOfCall(call);
  return {
    name: callName(call),
    startedMs: call.startedMs,
    durationMs: call.durationMs,
    attempt: call.attempt,
    failed: call.result.type === 'error',
    reused: call.reused,
    tokens: usage && usage.inputTokens + usage.outputTokens,
    cost: usage?.cost ?? null,
  };
}

/** The model that the answer or the request names. */
export function modelOf(call: Call): string | null {
  const answer = call.result.type === 'value' ? memberOf(call.result.value, 'model') : undefined;
  for (const model of [answer, ...call.args.map((argument) => memberOf(argument, 'model'))]) {
    if (typeof model === 'string' && model !== '') return model.slice(0, 120);
  }
  return null;
}

/** The value, or how it begins where it is too large to be sent with others. */
export function shown(value: Json): Shown {
  if (typeof value !== 'object' && typeof value !== 'string') return { type: 'whole', value };
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= longestValue) return { type: 'whole', value };
  return { type: 'cut', beginning: text.slice(0, beginning), length: text.length };
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Json })[name] : undefined;
}
