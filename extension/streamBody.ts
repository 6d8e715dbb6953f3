import type { StreamBody } from '../runtime/model/stream.ts';

/** What a `backstep/stream` event carries; null when the body is none. */
export function readStream(body: unknown): StreamBody | null {
  if (typeof body !== 'object' || body === null) return null;
  const { branch, step, state, attempt, call, name, chunks, cut } = body as Readonly<Record<string, unknown>>;
  const sound =
    [branch, state, name].every((text) => typeof text === 'string') &&
    [step, attempt, call].every((count) => Number.isSafeInteger(count)) &&
    Array.isArray(chunks) &&
    typeof cut === 'boolean';
  return sound ? (body as StreamBody) : null;
}
