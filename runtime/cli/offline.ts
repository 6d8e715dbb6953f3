import { Socket } from 'node:net';

/**
 * Keeps this process from opening any connection: what `fetch`, `http` and the drivers of databases do ends in a
 * `Socket.connect`. Each try throws what `refuse` makes of it.
 */
export function goOffline(refuse: (address: string) => Error): void {
  Socket.prototype.connect = function connect(...given: unknown[]): never {
    throw refuse(addressOf(given));
  };
}

/** Node's own callers pass the normalized arguments, a list with the options first. */
function addressOf(given: readonly unknown[]): string {
  const [first, second] = given.flat() as readonly unknown[];
  if (typeof first !== 'object' || first === null)
    return typeof second === 'string' ? `${second}:${first}` : String(first);
  const { host, port, path } = first as {
    readonly host?: unknown;
    readonly port?: unknown;
    readonly path?: unknown;
  };
  return typeof path === 'string' && port === undefined ? path : `${host ?? 'localhost'}:${port}`;
}
