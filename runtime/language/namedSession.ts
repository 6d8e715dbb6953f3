import { applyPatches } from './applyPatches.ts';
import { BackstepError } from './backstepError.ts';
import { commitTree } from './committed.ts';
import type { Json, JsonObject } from './json.ts';
import { type Membrane, openMembrane } from './membrane.ts';

/**
 * A membrane over the session for a step whose decorator names what it touches: it sees those members and no other, and
 * asking for another throws.
 *
 * @param where - the step, as in "@step on Trip.book"
 */
export function openNamedSession(
  session: JsonObject,
  names: readonly string[],
  where: string,
  readOnly: string | null,
): Membrane {
  const all = commitTree(session) as JsonObject;
  const named = Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(all, name) ? [[name, all[name]]] : [])),
  );
  const inner = openMembrane(named as JsonObject, 'session', readOnly);
  return {
    ...inner,
    view: new Proxy(inner.view, new NamedMembers(names, where)),
    commit() {
      const { patches } = inner.commit();
      return {
        patches,
        value: patches.length === 0 ? all : commitTree(applyPatches(all, patches) as Json & object),
      };
    },
  };
}

class NamedMembers implements ProxyHandler<object> {
  readonly #names: readonly string[];
  readonly #where: string;

  constructor(names: readonly string[], where: string) {
    this.#names = names;
    this.#where = where;
  }

  get(target: object, key: string | symbol): unknown {
    this.#check(key, 'read');
    return Reflect.get(target, key);
  }

  has(target: object, key: string | symbol): boolean {
    this.#check(key, 'read');
    return Reflect.has(target, key);
  }

  set(target: object, key: string | symbol, value: unknown): boolean {
    this.#check(key, 'write');
    return Reflect.set(target, key, value);
  }

  defineProperty(target: object, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    this.#check(key, 'write');
    return Reflect.defineProperty(target, key, descriptor);
  }

  deleteProperty(target: object, key: string | symbol): boolean {
    this.#check(key, 'write');
    return Reflect.deleteProperty(target, key);
  }

  #check(key: string | symbol, what: 'read' | 'write'): void {
    if (typeof key === 'symbol' || this.#names.includes(key)) return;
    // Whatever looks at an object asks for these, such as `JSON.stringify`, `await` and a text with the object in it.
    if (what === 'read' && (key in Object.prototype || key === 'toJSON' || key === 'then')) return;
    throw notNamed('session', `session.${key}`, key, this.#where);
  }
}

/** The error of a step that asks for what its decorator does not name. */
export function notNamed(
  option: 'session' | 'uses',
  what: string,
  name: string,
  where: string,
): BackstepError {
  return new BackstepError(
    'not-named',
    `${where} asks for ${what}, which its \`${option}\` option does not name: add ${JSON.stringify(name)} there.`,
  );
}
