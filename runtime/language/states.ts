import { BackstepError } from './backstepError.ts';
import type { StateValue } from './directive.ts';
import { refusedStateName } from './stateName.ts';

/** An enum, a const object, or an array of string literals that names the states of a workflow. */
export type StatesSource = { readonly [member: string]: StateValue } | readonly string[];

/** The type of a state's value, from the `states` option. */
export type StateOf<E> = E extends readonly (infer S)[] ? S : E[keyof E];

/**
 * Member name and value of each state, in the order they are declared. The reverse mapping of a numeric enum, which
 * TypeScript puts on the same object, is left out.
 *
 * @throws BackstepError `no-states`, `bad-state-name` or `duplicate-state`
 */
export function readStates(source: StatesSource, workflow: string): ReadonlyMap<StateValue, string> {
  const members = Array.isArray(source)
    ? source.map((name: string): [string, StateValue] => [name, name])
    : Object.entries(source as { readonly [member: string]: StateValue }).filter(
        ([name]) => !isReverseMapping(source as { readonly [member: string]: StateValue }, name),
      );
  if (members.length === 0) {
    throw new BackstepError(
      'no-states',
      `${workflow} has no states: give \`states\` an enum with a member for each.`,
    );
  }
  const names = new Map<StateValue, string>();
  for (const [name, value] of members) {
    const refused = refusedStateName(name);
    if (refused !== null) throw new BackstepError('bad-state-name', `${workflow}: ${refused}`);
    const other = names.get(value);
    if (other !== undefined) {
      throw new BackstepError(
        'duplicate-state',
        `${workflow} has two states with the value ${JSON.stringify(value)}, ${other} and ${name}: give each its own.`,
      );
    }
    names.set(value, name);
  }
  return names;
}

function isReverseMapping(source: { readonly [member: string]: StateValue }, name: string): boolean {
  return (
    /^-?\d+(\.\d+)?$/.test(name) && typeof source[name] === 'string' && source[source[name]] === Number(name)
  );
}
