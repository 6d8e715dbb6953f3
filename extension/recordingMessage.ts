import type { FromRecordingPage } from '../runtime/model/pageProtocol.ts';
import type { ValuePlace } from '../runtime/model/recorded.ts';

/** The message that the page of a recording posted; null when it is none of ours. */
export function readFromRecordingPage(message: unknown): FromRecordingPage | null {
  if (typeof message !== 'object' || message === null) return null;
  const { type: kind, from, k, place, length } = message as Loose;
  switch (kind) {
    case 'ready':
    case 'replay':
    case 'source':
    case 'export':
      return { type: kind };
    case 'rows':
      return isPosition(from) && from >= 1 ? { type: kind, from } : null;
    case 'step':
      return isPosition(k) && k >= 1 ? { type: kind, k } : null;
    case 'value':
      return isPlace(place) && isPosition(length) ? { type: kind, place, length } : null;
    default:
      kind satisfies undefined;
      return null;
  }
}

type Loose = { readonly [Key in 'from' | 'k' | 'place' | 'length']?: unknown } & {
  readonly type?: FromRecordingPage['type'];
};

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isPlace(value: unknown): value is ValuePlace {
  if (typeof value !== 'object' || value === null) return false;
  const { k, path } = value as { readonly k?: unknown; readonly path?: unknown };
  return (
    isPosition(k) && Array.isArray(path) && path.every((key) => typeof key === 'string' || isPosition(key))
  );
}
