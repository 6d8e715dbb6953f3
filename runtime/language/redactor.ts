import type { Json, Path } from './json.ts';
import { createSecrets, REDACTED } from './secrets.ts';

/** Replaces what must not be written, in values and in texts. */
export interface Redactor {
  /** True for a value under a rule. */
  hides(keys: Path): boolean;
  value(json: Json, keys: Path): Json;
  /** A text with the secrets in it replaced, of which no path is known. */
  text(text: string): string;
  /** Takes the texts in a value, which will not be written at all, for secrets. */
  learn(json: Json): void;
  /** Redacts once more when a secret became known on the way: it may stand in what was done before. */
  settled<T>(redact: () => T): T;
}

/**
 * A rule is a key name, which holds at any depth, or a dotted path, which holds wherever a value's own path ends with
 * it. Array indices are not part of paths.
 *
 * A text that was found under a rule is a secret from then on: it is replaced wherever else it turns up.
 */
export function createRedactor(rules: readonly string[]): Redactor {
  const split = rules.map((rule) => rule.split('.'));
  const secrets = createSecrets();
  const hides = (keys: Path): boolean =>
    split.some((rule) => rule.every((key, index) => keys[keys.length - rule.length + index] === key));
  const value = (json: Json, keys: Path): Json => {
    if (hides(keys)) {
      secrets.learn(json);
      return REDACTED;
    }
    if (typeof json === 'string') return secrets.mask(json);
    if (typeof json !== 'object' || json === null) return json;
    if (Array.isArray(json)) return json.map((item: Json) => value(item, keys));
    const entries = Object.entries(json).map(([key, item]): [string, Json] => [
      key,
      value(item, [...keys, key]),
    ]);
    return Object.fromEntries(entries);
  };
  return {
    hides,
    value,
    text: secrets.mask,
    learn: secrets.learn,
    settled(redact) {
      const before = secrets.size;
      const first = redact();
      return secrets.size === before ? first : redact();
    },
  };
}
