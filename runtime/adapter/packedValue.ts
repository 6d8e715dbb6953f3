import type { Odd } from './expressionRealm.ts';

/** A value as JSON, with null for what in it is no JSON, and what stood at those places. */
export interface Packed {
  readonly json: unknown;
  readonly odds: readonly {
    readonly path: readonly (string | number)[];
    readonly kind: string;
    readonly text: string;
  }[];
}

class Mark {
  readonly kind: string;
  readonly text: string;

  constructor(kind: string, text: string) {
    this.kind = kind;
    this.text = text;
  }
}

/** Packs what `make` makes of the odd values that it is given. */
export function packed(make: (odd: Odd) => unknown): Packed {
  const odds: Packed['odds'][number][] = [];
  function json(value: unknown, path: readonly (string | number)[]): unknown {
    if (value instanceof Mark) {
      odds.push({ path, kind: value.kind, text: value.text });
      return null;
    }
    if (Array.isArray(value)) return value.map((item: unknown, index) => json(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, json(member, [...path, key])]),
    );
  }
  return {
    json: json(
      make((kind, text) => new Mark(kind, text)),
      [],
    ),
    odds,
  };
}

export function unpacked({ json, odds }: Packed, odd: Odd): unknown {
  const around: { value: unknown } = { value: json };
  for (const { path, kind, text } of odds) {
    let owner: object = around;
    let key: string | number = 'value';
    for (const next of path) {
      owner = Reflect.get(owner, key) as object;
      key = next;
    }
    Object.defineProperty(owner, key, {
      value: odd(kind, text),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return around.value;
}
