import { BackstepError } from './backstepError.ts';
import type { BranchTarget, Directive, StateValue } from './directive.ts';
import type { Manifest } from './manifest.ts';
import { nearest } from './nearest.ts';
import { withoutProxies } from './settle.ts';

/**
 * The directive that a step's return value stands for, with states by member name.
 *
 * @param missing - what the step named where it returned undefined; null where it named nothing, as a run may end that way
 * @throws BackstepError `bad-return` or `unknown-state`
 */
export function readReturned(
  returned: unknown,
  state: string,
  manifest: Manifest,
  missing: string | null,
): Directive {
  if (returned === undefined) {
    if (missing !== null) throw missingName(missing, state, manifest);
    return { directive: 'done', output: null };
  }
  if (typeof returned === 'string' || typeof returned === 'number') {
    return { directive: 'goto', state: nameOf(returned, state, manifest), data: null };
  }
  if (!isDirective(returned)) {
    throw new BackstepError(
      'bad-return',
      `The step ${state} of ${manifest.name} returned ${describe(returned)}: return a state, goto(…), done(…) or another directive, or nothing.`,
    );
  }
  const name = (value: StateValue) => nameOf(value, state, manifest);
  switch (returned.directive) {
    case 'done':
    case 'fail':
    case 'continueAs':
      return returned;
    case 'goto':
    case 'sleep':
    case 'child':
      return { ...returned, state: name(returned.state) };
    case 'waitFor':
      return {
        ...returned,
        state: name(returned.state),
        onTimeout: returned.onTimeout === null ? null : name(returned.onTimeout),
      };
    case 'fanOut':
      return { ...returned, join: name(returned.join), branch: branchOf(returned.branch, name) };
    default:
      return returned satisfies never;
  }
}

function missingName(name: string, state: string, manifest: Manifest): BackstepError {
  const meant = nearest(/\.(\w+)$/.exec(name)?.[1] ?? '', manifest.states);
  return new BackstepError(
    'bad-return',
    `The step ${state} of ${manifest.name} returned ${name}, which is undefined${meant === null ? '.' : `: did you mean ${meant}?`} Return a state that there is, or done() where the run ends.`,
  );
}

function branchOf(branch: BranchTarget<StateValue>, name: (value: StateValue) => string): BranchTarget {
  return 'state' in branch ? { state: name(branch.state) } : branch;
}

const kinds: ReadonlySet<string> = new Set<Directive['directive']>([
  'goto',
  'done',
  'fail',
  'fanOut',
  'waitFor',
  'sleep',
  'child',
  'continueAs',
]);

function isDirective(value: unknown): value is Directive<StateValue> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'directive' in value &&
    typeof value.directive === 'string' &&
    kinds.has(value.directive)
  );
}

function nameOf(value: StateValue, state: string, manifest: Manifest): string {
  const name = manifest.names.get(value);
  if (name !== undefined) return name;
  const byName = manifest.states.includes(String(value)) ? ' (that is its name: return the enum member)' : '';
  const near = byName === '' ? nearest(String(value), manifest.states) : null;
  const meant = near === null ? `The states are ${manifest.states.join(', ')}.` : `Did you mean ${near}?`;
  throw new BackstepError(
    'unknown-state',
    `The step ${state} of ${manifest.name} went to ${JSON.stringify(value)}, which is not a state${byName}. ${meant}`,
  );
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object') return String(value);
  const keys = Object.keys(withoutProxies(value) as object).slice(0, 5);
  return Array.isArray(value)
    ? `an array of ${value.length}`
    : `an object with ${keys.join(', ') || 'no keys'}`;
}
