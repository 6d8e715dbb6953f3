import type { UnderlyingByteSource } from 'node:stream/web';
import type { Json, Path } from '../language/json.ts';
import { isPlain } from './typedJson.ts';

/** Hears how a stream is read. */
export interface StreamListener {
  onChunk(chunk: unknown): void;
  onEnd(end: 'done' | 'left' | 'error', error: unknown): void;
}

/** A stream in an answer. */
export interface FoundStream {
  readonly path: Path;
  readonly kind: 'iterable' | 'readable';
  /** It can do more than be read, and the record cannot. */
  readonly isMore: boolean;
}

/** An answer with its streams. */
export interface Watched {
  /** What the step gets: the answer, in which every stream tells how it is read. */
  readonly value: unknown;
  /** The answer with null where the streams stood. */
  readonly around: unknown;
  readonly streams: readonly FoundStream[];
}

/** Runs what a service does while its stream is read as the service's own doing. */
export type Within = <T>(run: () => T) => T;

/** Deeper in an answer than this nobody looks for streams. */
const deepest = 3;

/**
 * Finds the streams in an answer, itself included, and lets them be heard. Nothing is read ahead of the step, and leaving
 * or cancelling a stream reaches its source.
 */
export function watchStreams(
  answer: unknown,
  within: Within,
  listen: (stream: FoundStream) => StreamListener,
): Watched | null {
  const streams: FoundStream[] = [];

  function look(value: unknown, path: Path): { readonly watched: unknown; readonly around: unknown } {
    const found = streamAt(value, path);
    if (found) {
      const watched = watch(value as object, found, within, listen);
      if (watched === null) return { watched: value, around: value };
      streams.push(found);
      return { watched, around: null satisfies Json };
    }
    if (!isPlain(value) || path.length >= deepest) return { watched: value, around: value };
    const before = streams.length;
    const children = Object.entries(value).map(([key, child]) => ({ key, ...look(child, [...path, key]) }));
    if (streams.length === before) return { watched: value, around: value };
    return {
      watched: Object.fromEntries(children.map(({ key, watched }) => [key, watched])),
      around: Object.fromEntries(children.map(({ key, around }) => [key, around])),
    };
  }

  const { watched, around } = look(answer, []);
  return streams.length === 0 ? null : { value: watched, around, streams };
}

function streamAt(value: unknown, path: Path): FoundStream | null {
  if (typeof value !== 'object' || value === null) return null;
  if (value instanceof ReadableStream) {
    return { path, kind: 'readable', isMore: Object.getPrototypeOf(value) !== ReadableStream.prototype };
  }
  const makes: unknown = Reflect.get(value, Symbol.asyncIterator);
  return typeof makes === 'function' ? { path, kind: 'iterable', isMore: isMoreThanIterable(value) } : null;
}

/** The stream that the step gets; null when this one does not let itself be heard. */
function watch(
  stream: object,
  found: FoundStream,
  within: Within,
  listen: (stream: FoundStream) => StreamListener,
): object | null {
  if (found.kind === 'readable') {
    if (found.isMore || (stream as ReadableStream).locked) return null;
    return watchReadable(stream as ReadableStream, within, listen(found));
  }
  return watchIterable(stream, within, () => listen(found));
}

/**
 * A stream of its own in front of another, which hears all that is read. The methods of the original cannot be heard: it
 * keeps its parts to itself.
 */
export function watchReadable(
  stream: ReadableStream,
  within: Within,
  listener: StreamListener,
): ReadableStream {
  let known: ReadableStreamDefaultReader | null = null;
  const reader = (): ReadableStreamDefaultReader => {
    known ??= stream.getReader() as ReadableStreamDefaultReader;
    return known;
  };
  const pull = async (controller: Controller): Promise<void> => {
    try {
      const { done, value } = await within(() => reader().read());
      if (done) {
        listener.onEnd('done', null);
        controller.close();
        (controller.byobRequest as { respond(bytes: number): void } | null | undefined)?.respond(0);
      } else {
        listener.onChunk(value);
        controller.enqueue(value);
      }
    } catch (error) {
      listener.onEnd('error', error);
      throw error;
    }
  };
  const cancel = (reason: unknown): Promise<void> => {
    listener.onEnd('left', null);
    return within(() => reader().cancel(reason));
  };
  // Nothing is asked of the source before the step asks.
  return isOfBytes(stream)
    ? new ReadableStream({ type: 'bytes', pull, cancel } as UnderlyingByteSource)
    : new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
}

interface Controller {
  /** Set on a stream of bytes whose reader waits with a buffer; the types of Node say that it never is. */
  readonly byobRequest?: unknown;
  close(): void;
  enqueue(chunk: unknown): void;
}

/** What a stream of bytes can do more is to be read into a buffer of the reader's. */
function isOfBytes(stream: ReadableStream): boolean {
  try {
    (stream.getReader({ mode: 'byob' }) as ReadableStreamBYOBReader).releaseLock();
    return true;
  } catch {
    return false;
  }
}

type AnyIterator = AsyncIterator<unknown, unknown, unknown>;

/**
 * The object stays the service's own, so that whatever else it can do goes on working. Its iterators are heard: an object
 * that is its own iterator, as a generator is, through its methods, another through the iterators that it makes.
 */
function watchIterable(stream: object, within: Within, listen: () => StreamListener): object | null {
  if (!Object.isExtensible(stream)) return null;
  if ('next' in stream && typeof stream.next === 'function') {
    hear(stream as unknown as AnyIterator, within, listen());
    return stream;
  }
  const original = Reflect.get(stream, Symbol.asyncIterator) as () => AnyIterator;
  let listener: StreamListener | null = listen();
  Reflect.defineProperty(stream, Symbol.asyncIterator, {
    configurable: true,
    writable: true,
    value(this: unknown) {
      const iterator = within(() => Reflect.apply(original, this, []) as AnyIterator);
      // What is read a second time was recorded the first.
      if (listener && Object.isExtensible(iterator)) hear(iterator, within, listener);
      listener = null;
      return iterator;
    },
  });
  return stream;
}

function hear(iterator: AnyIterator, within: Within, listener: StreamListener): void {
  const tell = async (
    step: Promise<IteratorResult<unknown, unknown>>,
    isLeaving: boolean,
  ): Promise<IteratorResult<unknown, unknown>> => {
    try {
      const result = await step;
      if (isLeaving) listener.onEnd('left', null);
      else if (result.done) listener.onEnd('done', null);
      else listener.onChunk(result.value);
      return result;
    } catch (error) {
      listener.onEnd('error', error);
      throw error;
    }
  };
  for (const name of ['next', 'return', 'throw'] as const) {
    const method = iterator[name];
    if (!method) continue;
    Reflect.defineProperty(iterator, name, {
      configurable: true,
      writable: true,
      value: (...given: [unknown]) =>
        tell(
          within(
            async (): Promise<IteratorResult<unknown, unknown>> => Reflect.apply(method, iterator, given),
          ),
          name !== 'next',
        ),
    });
  }
}

const iterableMembers: ReadonlySet<unknown> = new Set([
  'constructor',
  'next',
  'return',
  'throw',
  Symbol.asyncIterator,
  Symbol.toStringTag,
  // `Symbol.asyncDispose`, which Node 20 does not know under this name everywhere.
  Reflect.get(Symbol, 'asyncDispose'),
]);

/** Whether an async iterable has members that one made of recorded chunks would lack. */
function isMoreThanIterable(value: object): boolean {
  for (
    let at: object | null = value;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    if (Reflect.ownKeys(at).some((key) => !iterableMembers.has(key))) return true;
  }
  return false;
}
