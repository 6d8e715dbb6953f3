import { isJsonObject, type Json, type JsonObject } from '../language/json.ts';
import type { TokenUsage } from '../model/answer.ts';

/**
 * The tokens that an answer of a language model tells of, null when it tells of none. Known are the answers, and the chunks
 * of streamed answers, of OpenAI (chat completions and responses), of Anthropic, and of models of the Vercel AI SDK from
 * its version 5.
 *
 * @param parts the answer, or the chunks of a streamed one: of a number that several tell, the last counts
 */
export function tokenUsage(parts: readonly Json[]): TokenUsage | null {
  let found: TokenUsage | null = null;
  let model: string | null = null;
  for (const part of parts) {
    if (!isJsonObject(part)) continue;
    for (const holder of [part, part['response'], part['message']]) {
      if (!isJsonObject(holder)) continue;
      model = text(holder['model']) ?? text(holder['modelId']) ?? model;
      const usage = holder['usage'];
      if (isJsonObject(usage)) found = merged(found, usage);
    }
  }
  return found && { ...found, totalTokens: total(found), model };
}

type Counts = Omit<TokenUsage, 'model'>;

function merged(before: Counts | null, usage: JsonObject): TokenUsage | null {
  const now: Counts = {
    inputTokens: first(usage, ['inputTokens', 'input_tokens', 'prompt_tokens', 'promptTokens']),
    outputTokens: first(usage, ['outputTokens', 'output_tokens', 'completion_tokens', 'completionTokens']),
    totalTokens: first(usage, ['totalTokens', 'total_tokens']),
    cachedInputTokens:
      first(usage, ['cachedInputTokens', 'cache_read_input_tokens']) ??
      within(usage, ['inputTokens', 'inputTokenDetails'], ['cacheRead', 'cacheReadTokens']) ??
      within(usage, ['prompt_tokens_details', 'input_tokens_details'], ['cached_tokens']),
    reasoningTokens:
      first(usage, ['reasoningTokens']) ??
      within(usage, ['outputTokens', 'outputTokenDetails'], ['reasoning', 'reasoningTokens']) ??
      within(usage, ['completion_tokens_details', 'output_tokens_details'], ['reasoning_tokens']),
  };
  if (now.inputTokens === null && now.outputTokens === null && now.totalTokens === null) {
    return before && { ...before, model: null };
  }
  return {
    inputTokens: now.inputTokens ?? before?.inputTokens ?? null,
    outputTokens: now.outputTokens ?? before?.outputTokens ?? null,
    totalTokens: now.totalTokens ?? before?.totalTokens ?? null,
    cachedInputTokens: now.cachedInputTokens ?? before?.cachedInputTokens ?? null,
    reasoningTokens: now.reasoningTokens ?? before?.reasoningTokens ?? null,
    model: null,
  };
}

function total({ totalTokens, inputTokens, outputTokens }: Counts): number | null {
  if (totalTokens !== null || inputTokens === null || outputTokens === null) return totalTokens;
  return inputTokens + outputTokens;
}

/** A count, which version 6 of the Vercel AI SDK gives as an object with a `total`. */
function first(usage: JsonObject, names: readonly string[]): number | null {
  for (const name of names) {
    const value = usage[name];
    const found = isJsonObject(value) ? count(value['total']) : count(value);
    if (found !== null) return found;
  }
  return null;
}

function within(usage: JsonObject, owners: readonly string[], names: readonly string[]): number | null {
  for (const owner of owners) {
    const details = usage[owner];
    if (!isJsonObject(details)) continue;
    for (const name of names) {
      const found = count(details[name]);
      if (found !== null) return found;
    }
  }
  return null;
}

function count(value: Json | undefined): number | null {
  return typeof value === 'number' && value >= 0 ? value : null;
}

function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
