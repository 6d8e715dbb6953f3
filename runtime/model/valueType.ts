/** A TypeScript type of JSON values, as far as it is written out where it can be read; `any` where it is not. */
export type ValueType =
  | { readonly type: 'any' | 'string' | 'number' | 'boolean' | 'null' }
  | { readonly type: 'literal'; readonly value: string | number | boolean }
  | { readonly type: 'array'; readonly items: ValueType }
  | {
      readonly type: 'object';
      readonly members: { readonly [name: string]: Member };
      /** What members of other names are; null where there may be none. */
      readonly rest: ValueType | null;
    }
  | { readonly type: 'union'; readonly of: readonly ValueType[] };

export interface Member {
  readonly value: ValueType;
  readonly optional: boolean;
}
