import type { Json } from '../language/json.ts';
import type { CallOutline, Shown, StepOutline } from '../model/history.ts';
import type { Call, Frame } from '../model/run.ts';

/** Longer texts are shortened: an outline is sent for every step. */
const longestMessage = 300;
/** JSON of more characters than this is not sent whole. */
const longestValue = 200_000;
const beginning = 4_000;

export function outlineOf(frame: Frame, k: number): StepOutline {
  return {
    k,
    seq: frame.seq,
    branch: frame.branch,
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
    error: frame.error === null ? null : frame.error.message.slice(0, longestMessage),
    edits: frame.edits.length,
  };
}

export function callOutline(call: Call): CallOutline {
  const usage = usageOf(call);
  return {
    name: call.method === '' ? call.service : `${call.service}.${call.method}`,
    startedMs: call.startedMs,
    durationMs: call.durationMs,
    attempt: call.attempt,
    failed: call.result.type === 'error',
    reused: call.reused,
    tokens: usage && usage.input + usage.output,
    cost: null,
  };
}

/** Tokens that an answer reports in the words of OpenAI, Anthropic or the AI SDK; null where it reports none. */
export function usageOf(call: Call): { readonly input: number; readonly output: number } | null {
  if (call.result.type !== 'value') return null;
  const usage = memberOf(call.result.value, 'usage');
  const input = numberOf(usage, ['prompt_tokens', 'input_tokens', 'inputTokens', 'promptTokens']);
  const output = numberOf(usage, ['completion_tokens', 'output_tokens', 'outputTokens', 'completionTokens']);
  return input === null && output === null ? null : { input: input ?? 0, output: output ?? 0 };
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

function numberOf(value: Json | undefined, names: readonly string[]): number | null {
  for (const name of names) {
    const found = memberOf(value, name);
    if (typeof found === 'number' && Number.isFinite(found)) return found;
  }
  return null;
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as { readonly [key: string]: Json })[name] : undefined;
}
