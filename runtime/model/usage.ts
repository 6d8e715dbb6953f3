import type { Json, JsonObject } from '../language/json.ts';
import { type Spending, stepMs } from './heat.ts';
import type { Call, Frame } from './run.ts';
import { waitedMs } from './taken.ts';

/** What a run, a step or a call is known to have used of models. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In US dollars; null where nothing tells. */
  readonly cost: number | null;
}

/** What a run's own steps took; those of its parents are counted there. */
export interface Spent {
  /** Milliseconds in which a step ran; those of branches that ran side by side count once. */
  readonly ms: number;
  readonly usage: Usage | null;
}

/**
 * What the calls of a step used, as far as their answers and the step's own metrics tell; null when neither does. A call
 * that was answered from a recording used nothing. A step that reports a metric knows better than its answers do.
 */
export function usageOfFrame({ calls, metrics }: Pick<Frame, 'calls' | 'metrics'>): Usage | null {
  const answered = addUsages(calls.filter(({ reused }) => !reused).map(usageOfCall));
  const reported = (name: string): number | null => {
    const values = metrics.filter((metric) => metric.name === name);
    return values.length === 0 ? null : total(values.map(({ value }) => value));
  };
  const [input, output, cost] = [reported('inputTokens'), reported('outputTokens'), reported('cost')];
  if (answered === null && input === null && output === null && cost === null) return null;
  return {
    inputTokens: input ?? answered?.inputTokens ?? 0,
    outputTokens: output ?? answered?.outputTokens ?? 0,
    cost: cost ?? answered?.cost ?? null,
  };
}

/** What a step took. */
export function spendingOf(frame: Frame): Spending {
  const usage = usageOfFrame(frame);
  return {
    count: frame.wake ? 0 : 1,
    ms: stepMs(frame),
    waitedMs: waitedMs(frame),
    tokens: usage === null ? 0 : usage.inputTokens + usage.outputTokens,
    cost: usage?.cost ?? 0,
  };
}

/** What one call used, by the `usage` of its answer as the clients of models write it; null when it has none. */
export function usageOfCall({ result, usage: told }: Pick<Call, 'result' | 'usage'>): Usage | null {
  const answered = usageOfAnswer(result);
  if (!told) return answered;
  return {
    inputTokens: told.inputTokens ?? 0,
    outputTokens: told.outputTokens ?? 0,
    // What was noted of the call has tokens only.
    cost: answered?.cost ?? null,
  };
}

function usageOfAnswer(result: Call['result']): Usage | null {
  if (result.type !== 'value' || !isObject(result.value)) return null;
  const usage = [result.value, result.value['response']]
    .filter(isObject)
    .flatMap((answer) => [answer['usage'], answer['usageMetadata']])
    .find(isObject);
  if (usage === undefined) return null;
  const input = firstNumber(usage, inputNames);
  const output = firstNumber(usage, outputNames);
  if (input === null && output === null) return null;
  return { inputTokens: input ?? 0, outputTokens: output ?? 0, cost: firstNumber(usage, ['cost']) };
}

/** The sum of what is known; null when nothing is. */
export function addUsages(usages: readonly (Usage | null)[]): Usage | null {
  const known = usages.filter((usage) => usage !== null);
  if (known.length === 0) return null;
  const costs = known.flatMap(({ cost }) => cost ?? []);
  return {
    inputTokens: total(known.map(({ inputTokens }) => inputTokens)),
    outputTokens: total(known.map(({ outputTokens }) => outputTokens)),
    cost: costs.length === 0 ? null : total(costs),
  };
}

const inputNames = ['input_tokens', 'prompt_tokens', 'inputTokens', 'promptTokens', 'promptTokenCount'];
const outputNames = [
  'output_tokens',
  'completion_tokens',
  'outputTokens',
  'completionTokens',
  'candidatesTokenCount',
];

function firstNumber(object: JsonObject, names: readonly string[]): number | null {
  for (const name of names) {
    const value = object[name];
    if (typeof value === 'number' && value >= 0) return value;
  }
  return null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
