import { type InspectOptions, inspect } from 'node:util';
import type { Json } from '../language/json.ts';
import { legibleLines } from '../model/legible.ts';

/** A value for people. Of control characters, only those of its own colours are left, since it escapes those of texts. */
export function inspected(value: Json, options: InspectOptions): string {
  return inspect(value, options).split('\u001b').map(legibleLines).join('\u001b');
}
