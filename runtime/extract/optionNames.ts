import { unknownOption } from '../language/optionNames.ts';
import type { Problem } from '../model/graph.ts';
import type { Lazy } from './lazy.ts';
import { problem } from './problem.ts';
import { rangeOf } from './range.ts';
import { onlyValue } from './stateTable.ts';

/** Reports the options of a decorator that nobody reads: most are a slip of the pen. */
export function unknownOptions(
  options: Lazy | null,
  where: string,
  known: readonly string[],
): readonly Problem[] {
  const value = options && onlyValue(options.force());
  if (value?.type !== 'object') return [];
  return [...value.entries]
    .filter(([name]) => !known.includes(name))
    .map(([name, { node }]) => problem('unknown-option', rangeOf(node), unknownOption(where, name, known)));
}
