import type { Json, Path } from '../runtime/language/json.ts';

/** In characters: nobody recognizes a longer one in a list. */
const longest = 10_000;

/**
 * An input as it is kept for the next time; null for one that is not kept, because it is long, or because it holds what
 * recordings never hold.
 *
 * @param rules - those of the setting `backstep.redact`: names of keys, and dotted paths that paths end with
 */
export function rememberedInput(input: Json, rules: readonly string[]): string | null {
  const text = JSON.stringify(input);
  const split = rules.map((rule) => rule.split('.'));
  return text.length > longest || holds(input, ['input'], split) ? null : text;
}

function holds(value: Json, keys: Path, rules: readonly (readonly string[])[]): boolean {
  if (rules.some((rule) => rule.every((key, index) => keys[keys.length - rule.length + index] === key)))
    return true;
  if (typeof value !== 'object' || value === null) return false;
  // Places in arrays are not part of paths.
  if (Array.isArray(value)) return value.some((item: Json) => holds(item, keys, rules));
  return Object.entries(value).some(([key, item]) => holds(item, [...keys, key], rules));
}
