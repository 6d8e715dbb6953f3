import { BackstepError } from './backstepError.ts';
import { unknownOption } from './optionNames.ts';

/**
 * Checks that an object has the options that it must have, and none that nobody reads.
 *
 * @throws BackstepError `bad-option`
 */
export function checkOptions(
  given: unknown,
  where: string,
  known: readonly string[],
  needed: readonly string[] = [],
): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const what = needed.length === 0 ? 'an object' : `an object with ${needed.join(' and ')}`;
    throw new BackstepError('bad-option', `${where} needs its options: give ${what}.`);
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw new BackstepError('bad-option', unknownOption(where, name, known));
  }
  for (const name of needed) {
    if ((given as { readonly [name: string]: unknown })[name] !== undefined) continue;
    throw new BackstepError('bad-option', `${where} lacks the option "${name}": give it.`);
  }
}
