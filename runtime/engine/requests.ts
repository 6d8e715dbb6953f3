import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { ExchangeLog } from './exchangeLog.ts';
import { maskedUrl } from './maskedUrl.ts';

/** A request on its way out that no service made. */
export interface SeenRequest {
  readonly by: 'fetch' | 'http';
  readonly method: string;
  readonly url: string;
}

/** Hears of a request, and answers with who hears how it ended: with a status, or with an error. */
export type OnRequest = (request: SeenRequest) => (outcome: { readonly status: number } | Error) => void;

/** Knows who makes the requests of this process. It changes no request, and no answer that a step gets. */
export interface Requests {
  /** What `run` requests, and what it starts, is told to `onRequest`, unless a call makes it. */
  inStep<T>(onRequest: OnRequest, run: () => T): T;
  /** What `run` requests with `fetch` goes through the log of the call. */
  inCall<T>(call: { exchanges(): ExchangeLog }, run: () => T): T;
  /** Takes everything out again. */
  stop(): void;
}

type Scope =
  | { readonly type: 'step'; readonly onRequest: OnRequest }
  | { readonly type: 'call'; readonly call: { exchanges(): ExchangeLog } }
  /** Seen already. */
  | { readonly type: 'seen' };

/**
 * Begins to watch. Must be called before user code is loaded: clients keep the `fetch` that they find then.
 *
 * `fetch` is replaced, because calls of services are answered through it; everything else is heard through the channels
 * on which Node tells of requests.
 */
export function watchRequests(): Requests {
  const scopes = new AsyncLocalStorage<Scope>();
  const real = globalThis.fetch;

  const watching: typeof fetch = function fetch(input, init) {
    const scope = scopes.getStore();
    if (scope?.type === 'call') return scope.call.exchanges().fetch(input, init, real);
    if (scope?.type !== 'step') return real(input, init);
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    const url = maskedUrl(input instanceof Request ? input.url : String(input));
    const onOutcome = scope.onRequest({ by: 'fetch', method: method.toUpperCase(), url });
    return scopes
      .run({ type: 'seen' }, () => real(input, init))
      .then(
        (response) => {
          onOutcome({ status: response.status });
          return response;
        },
        (error: unknown) => {
          onOutcome(error instanceof Error ? error : new Error(String(error)));
          throw error;
        },
      );
  };
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  Object.defineProperty(globalThis, 'fetch', { ...descriptor, value: watching });

  const open = new WeakMap<object, ReturnType<OnRequest>>();
  function heard(request: object, seen: () => SeenRequest): void {
    const scope = scopes.getStore();
    if (scope?.type === 'step') open.set(request, scope.onRequest(seen()));
  }
  const channels: readonly (readonly [string, (message: unknown) => void])[] = [
    [
      'http.client.request.start',
      (message) => {
        const { request } = message as { readonly request: ClientRequest };
        heard(request, () => {
          const { method, protocol, host, path } = request;
          const port = String(request.getHeader('host') ?? host);
          return { by: 'http', method, url: maskedUrl(`${protocol}//${port}${path}`) };
        });
      },
    ],
    [
      'http.client.response.finish',
      (message) => {
        const { request, response } = message as {
          readonly request: object;
          readonly response: IncomingMessage;
        };
        open.get(request)?.({ status: response.statusCode ?? 0 });
      },
    ],
    ['http.client.request.error', failed],
    [
      'undici:request:create',
      (message) => {
        const { request } = message as { readonly request: UndiciRequest };
        heard(request, () => {
          const { method, origin, path } = request;
          return { by: 'http', method, url: maskedUrl(`${String(origin)}${path}`) };
        });
      },
    ],
    [
      'undici:request:headers',
      (message) => {
        const { request, response } = message as {
          readonly request: object;
          readonly response: { readonly statusCode: number };
        };
        open.get(request)?.({ status: response.statusCode });
      },
    ],
    ['undici:request:error', failed],
  ];
  function failed(message: unknown): void {
    const { request, error } = message as { readonly request: object; readonly error: unknown };
    open.get(request)?.(error instanceof Error ? error : new Error(String(error)));
  }
  for (const [name, onMessage] of channels) subscribe(name, onMessage);

  return {
    inStep: (onRequest, run) => scopes.run({ type: 'step', onRequest }, run),
    inCall: (call, run) => scopes.run({ type: 'call', call }, run),
    stop() {
      for (const [name, onMessage] of channels) unsubscribe(name, onMessage);
      if (descriptor && globalThis.fetch === watching) Object.defineProperty(globalThis, 'fetch', descriptor);
      scopes.disable();
    },
  };
}

/** What the client that Node's `fetch` is made with tells, and copies of it that others have installed. */
interface UndiciRequest {
  readonly method: string;
  readonly origin: string | URL;
  readonly path: string;
}
