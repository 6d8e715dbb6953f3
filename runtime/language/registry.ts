import { BackstepError } from './backstepError.ts';
import { type Manifest, manifestOf } from './manifest.ts';

/**
 * The workflow classes that were loaded, by name. A run that is taken up in the middle of a child knows the child by its
 * name alone. They are kept under a registered symbol, so that two copies of the package know the same ones.
 */
const registryTag = Symbol.for('backstep.workflows');

type Registry = Map<string, Set<new () => object>>;

export function registerWorkflow(name: string, workflowClass: new () => object): void {
  const classes = registry().get(name);
  if (classes) classes.add(workflowClass);
  else registry().set(name, new Set([workflowClass]));
}

/**
 * The manifest of a loaded workflow.
 *
 * @throws BackstepError `unknown-workflow` or `ambiguous-workflow`
 */
export function workflowNamed(name: string): Manifest {
  const classes = [...(registry().get(name) ?? [])];
  if (classes.length === 0) {
    throw new BackstepError(
      'unknown-workflow',
      `No workflow "${name}" is loaded: import the file that holds its class.`,
    );
  }
  if (classes.length > 1) {
    throw new BackstepError(
      'ambiguous-workflow',
      `${classes.length} classes are called "${name}": give each a \`name\` of its own in @workflow(…).`,
    );
  }
  return manifestOf(classes[0] as new () => object);
}

/** Names of all workflows that are loaded. */
export function workflowNames(): readonly string[] {
  return [...registry().keys()];
}

function registry(): Registry {
  const scope = globalThis as { [registryTag]?: Registry };
  scope[registryTag] ??= new Map();
  return scope[registryTag];
}
