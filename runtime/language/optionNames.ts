import { nearest } from './nearest.ts';

/** The options of decorators, by name: a misspelt one would be ignored in silence. */
export const workflowOptionNames = [
  'states',
  'start',
  'name',
  'version',
  'services',
  'session',
  'config',
] as const;
export const stepOptionNames = ['retry', 'timeout', 'onError', 'session', 'uses'] as const;
export const retryOptionNames = ['attempts', 'delay', 'factor', 'maxDelay'] as const;

/** What to do about an option that there is not. */
export function unknownOption(where: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return `${where} has no option "${name}": ${meant ? `did you mean "${meant}"?` : `its options are ${known.join(', ')}.`}`;
}
