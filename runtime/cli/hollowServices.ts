/**
 * Services with every member that one could ask for, and no code: a replay of which every call is answered from the
 * recording needs no more of services that cannot be made here.
 *
 * @param refuse makes the error of a call that only the service itself could answer
 */
export function hollowServices(
  names: Iterable<string>,
  refuse: (service: string, method: string) => Error,
): { readonly [name: string]: unknown } {
  return Object.fromEntries([...names].map((name) => [name, hollow(name, '', refuse)]));
}

function hollow(service: string, path: string, refuse: (service: string, method: string) => Error): object {
  const members = new Map<string, object>();
  return new Proxy(function service() {}.bind(undefined), {
    get(target, key) {
      if (typeof key === 'symbol' || Reflect.has(Function.prototype, key)) return Reflect.get(target, key);
      // Else an await would take the service itself for a promise.
      if (key === 'then') return undefined;
      const made = members.get(key) ?? hollow(service, path === '' ? key : `${path}.${key}`, refuse);
      members.set(key, made);
      return made;
    },
    apply() {
      throw refuse(service, path);
    },
  });
}
