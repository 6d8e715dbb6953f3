import { BackstepError } from './backstepError.ts';

/** Labels of services, known to every copy of the package in this process. */
const registry = Symbol.for('backstep.effects');

/**
 * Marks a service, or a member of one, as one that changes the world: its calls are recorded with the label, and are not
 * silently made a second time when a run is taken up from an earlier point.
 *
 * @returns the service itself
 * @throws BackstepError `bad-effect` when the label is empty, or the service is neither an object nor a function
 * @example
 * ```ts
 * const mailer = { send: async (to: string, text: string) => console.log(to, text) };
 *
 * const services = () => ({ mailer: effect('email', mailer) });
 * ```
 */
export function effect<T extends object>(label: string, service: T): T {
  if (typeof label !== 'string' || label === '') {
    throw new BackstepError(
      'bad-effect',
      `effect was given ${JSON.stringify(label) ?? String(label)} as its label: give a word that says what changes, such as "email".`,
    );
  }
  if ((typeof service !== 'object' && typeof service !== 'function') || service === null) {
    throw new BackstepError(
      'bad-effect',
      `effect("${label}", …) was given ${String(service)}: give the service, an object or a function.`,
    );
  }
  labels().set(service, label);
  return service;
}

/** What `effect` named a service or a member; null when it did not. */
export function effectOf(service: object): string | null {
  return labels().get(service) ?? null;
}

function labels(): WeakMap<object, string> {
  const scope = globalThis as { [key: symbol]: WeakMap<object, string> | undefined };
  const known = scope[registry];
  if (known) return known;
  const made = new WeakMap<object, string>();
  Object.defineProperty(globalThis, registry, { value: made });
  return made;
}
