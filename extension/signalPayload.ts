import type { Json } from '../runtime/language/json.ts';

/** What was typed as a payload: JSON where it looks like JSON, else the text itself; nothing is null. */
export function readPayload(typed: string): Json {
  const text = typed.trim();
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** A text that begins like JSON is meant as JSON: what is wrong with it; null when nothing is. */
export function payloadMistake(typed: string): string | null {
  const text = typed.trim();
  return /^[[{"]/.test(text) ? jsonMistake(text) : null;
}

/** Why a text is no JSON; null when it is. */
export function jsonMistake(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
