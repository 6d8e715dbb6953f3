import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { BackstepError } from '../language/backstepError.ts';
import type { Json } from '../language/json.ts';
import type { Exchange } from '../model/answer.ts';
import type { CallResult } from '../model/run.ts';
import { maskedUrl } from './maskedUrl.ts';
import { type StreamListener, type Within, watchReadable } from './watchStreams.ts';

type Fetch = typeof fetch;
type FetchInput = Parameters<Fetch>[0];
type FetchInit = Parameters<Fetch>[1];

/** The requests that a service makes with `fetch` inside one call, and their answers where they are known already. */
export interface ExchangeLog {
  /** Makes a request as `real` would, or answers it from the recording, and keeps what comes of it. */
  fetch(input: FetchInput, init: FetchInit, real: Fetch): Promise<Response>;
  /** What a re-run needs; null when that is nothing, or not everything. */
  record(): readonly Exchange[] | null;
  /** What came over the wire, for an answer that nobody looked at otherwise. */
  answer(): CallResult | null;
  /** The JSON in the bodies. */
  parts(): readonly Json[];
  /** Whether a request went out although the call was to be answered from the recording. */
  wentOut(): boolean;
}

/** Answers that are larger than this are not kept. */
const largest = 32 * 1024 * 1024;

interface OpenExchange extends Omit<Exchange, 'body' | 'encoding' | 'complete'> {
  readonly chunks: Uint8Array[];
  size: number;
  complete: boolean;
}

export function openExchangeLog(
  recorded: { readonly exchanges: readonly Exchange[]; readonly sameArguments: boolean } | null,
): ExchangeLog {
  const exchanges: OpenExchange[] = [];
  const left = recorded ? withoutRetries(recorded.exchanges) : [];
  let isUnusable = false;
  let sentOut = false;

  function known(method: string, url: string, request: string): Exchange | null {
    const same = left.findIndex((exchange) => exchange.request === request);
    const like = (exchange: Exchange): boolean => exchange.method === method && exchange.url === url;
    const found = same >= 0 || !recorded?.sameArguments ? same : left.findIndex(like);
    return found < 0 ? null : (left.splice(found, 1)[0] ?? null);
  }

  return {
    async fetch(input, init, real) {
      const { method, url, request } = identify(input, init);
      const before = recorded ? known(method, url, request) : null;
      if (recorded && !before) sentOut = true;
      const response = before ? answered(before, signalOf(input, init)) : await real(input, init);
      const exchange: OpenExchange = {
        method,
        url,
        request,
        status: response.status,
        statusText: response.statusText,
        headers: openHeaders(response.headers),
        chunks: [],
        size: 0,
        complete: response.body === null,
      };
      exchanges.push(exchange);
      const heard = hear(response, {
        onChunk(chunk) {
          if (!(chunk instanceof Uint8Array)) return;
          exchange.size += chunk.byteLength;
          // A stream of bytes takes its chunks away from whoever still holds them.
          if (exchange.size <= largest) exchange.chunks.push(chunk.slice());
          else isUnusable = true;
        },
        onEnd(end) {
          if (end === 'done') exchange.complete = true;
          // A reader that gave up by its signal gives up again in a re-run.
          if (end === 'error' && !signalOf(input, init)?.aborted) isUnusable = true;
        },
      });
      if (heard === null) isUnusable = true;
      return heard ?? response;
    },
    record: () => (isUnusable || exchanges.length === 0 ? null : exchanges.map(stored)),
    answer() {
      const last = exchanges.at(-1);
      if (isUnusable || !last?.complete) return null;
      const { body, encoding } = stored(last);
      if (encoding !== 'text') return { type: 'handle', text: `${last.size} bytes` };
      const json = parsed(body);
      return json === undefined
        ? { type: 'handle', text: body.slice(0, 200) }
        : { type: 'value', value: json };
    },
    parts: () => exchanges.flatMap((exchange) => partsOf(stored(exchange))),
    wentOut: () => sentOut,
  };
}

/** A client that tries again after a failure need not fail, and wait, once more. */
function withoutRetries(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.filter(
    ({ status, request }, index) =>
      (status !== 408 && status !== 409 && status !== 429 && status < 500) ||
      !exchanges.slice(index + 1).some((later) => later.request === request),
  );
}

function identify(
  input: FetchInput,
  init: FetchInit,
): { readonly method: string; readonly url: string; readonly request: string } {
  const given = input instanceof Request ? input : null;
  const method = (init?.method ?? given?.method ?? 'GET').toUpperCase();
  const url = maskedUrl(given ? given.url : String(input));
  const body = bodyOf(init?.body ?? given?.body ?? null);
  const request = createHash('sha256').update(`${method} ${url}\n`).update(body).digest('hex').slice(0, 32);
  return { method, url, request };
}

/** A body that is a stream, a form or a file cannot be looked into without taking it: such requests count as equal. */
function bodyOf(body: unknown): string | Uint8Array {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return body instanceof URLSearchParams ? String(body) : '';
}

function signalOf(input: FetchInput, init: FetchInit): AbortSignal | null {
  return init?.signal ?? (input instanceof Request ? input.signal : null);
}

const secretHeader =
  /cookie|authori[sz]ation|authenticate|secret|signature|session|api-?key|(?<!ratelimit.*)token/i;

function openHeaders(headers: Headers): { readonly [name: string]: string } {
  return Object.fromEntries([...headers].filter(([name]) => !secretHeader.test(name)));
}

/** The recorded response to a request. */
function answered(exchange: Exchange, signal: AbortSignal | null): Response {
  signal?.throwIfAborted();
  const { status, statusText, headers, body, encoding, complete, url } = exchange;
  const bytes = Buffer.from(body, encoding === 'text' ? 'utf8' : 'base64');
  const content = complete ? bytes : cutOff(bytes, exchange, signal);
  const response = new Response(hasBody(status) ? content : null, {
    status,
    statusText,
    headers: { ...headers },
  });
  Object.defineProperty(response, 'url', { value: url });
  return response;
}

/** How long a body that was once given up waits for its reader to give it up again. */
const patienceMs = 1000;

function cutOff(bytes: Uint8Array, { method, url }: Exchange, signal: AbortSignal | null): ReadableStream {
  let given = false;
  return new ReadableStream(
    {
      async pull(controller) {
        if (!given && bytes.length > 0) {
          given = true;
          controller.enqueue(new Uint8Array(bytes));
          return;
        }
        await Promise.race([aborted(signal), setTimeout(patienceMs, null, { ref: false })]);
        controller.error(
          signal?.aborted
            ? signal.reason
            : new BackstepError(
                'answer-incomplete',
                `The recorded answer to ${method} ${url} was left after ${bytes.length} bytes, and more is read of it now: let the service answer by the policy "live".`,
              ),
        );
      },
    },
    { highWaterMark: 0 },
  );
}

function aborted(signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    else signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The response with a body that is heard; null when it cannot be heard. */
function hear(response: Response, listener: StreamListener): Response | null {
  const { body, status, statusText, headers, url, redirected, type } = response;
  if (body === null) return response;
  if (!hasBody(status) || response.bodyUsed) return null;
  const heard = new Response(watchReadable(body, asIs, listener), { status, statusText, headers });
  for (const [name, value] of Object.entries({ url, redirected, type })) {
    Object.defineProperty(heard, name, { value });
  }
  return heard;
}

const asIs: Within = (run) => run();

function hasBody(status: number): boolean {
  return status >= 200 && status <= 599 && status !== 204 && status !== 205 && status !== 304;
}

function stored({ chunks, size, ...exchange }: OpenExchange): Exchange {
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(bytes);
  return {
    ...exchange,
    body: isText ? text : bytes.toString('base64'),
    encoding: isText ? 'text' : 'base64',
  };
}

/** The body as JSON, or the JSON in the `data` lines of a stream of events. */
function partsOf({ body, encoding }: Exchange): readonly Json[] {
  if (encoding !== 'text') return [];
  const whole = parsed(body);
  if (whole !== undefined) return [whole];
  return body.split('\n').flatMap((line) => {
    const json = line.startsWith('data:') ? parsed(line.slice('data:'.length)) : undefined;
    return json === undefined ? [] : [json];
  });
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
