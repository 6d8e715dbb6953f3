import type { Json } from './json.ts';

/** What stands on disk in place of a redacted value. */
export const REDACTED = '[redacted]';

/** Texts that must not be written, wherever they turn up. */
export interface Secrets {
  /** How many are known. */
  readonly size: number;
  /** Takes the texts in a value for secrets. */
  learn(value: Json): void;
  /** The text with each secret in it replaced. */
  mask(text: string): string;
}

/** Shorter texts, such as "yes", stand in too many places by chance. */
const shortest = 6;

export function createSecrets(): Secrets {
  const known = new Set<string>();
  function learn(value: Json): void {
    if (typeof value === 'string') {
      if (value.length >= shortest && value !== REDACTED) known.add(value);
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(learn);
  }
  return {
    get size() {
      return known.size;
    },
    learn,
    mask(text) {
      let masked = text;
      for (const secret of known) if (masked.includes(secret)) masked = masked.replaceAll(secret, REDACTED);
      return masked;
    },
  };
}
