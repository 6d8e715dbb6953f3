import type { ts } from 'ts-morph';
import type { Lazy } from './lazy.ts';
import type { Flow, Scope } from './scope.ts';

/** What an expression may be when the program runs: one of these. No alternatives means that it is never evaluated. */
export type Alternatives = readonly Alternative[];

export interface Alternative {
  readonly value: Value;
  /** The nearest condition under which it is this one; empty when there is none. */
  readonly guard: string;
  /** False when it rests on a declared type or a guess. */
  readonly certain: boolean;
}

export type Primitive = string | number | bigint | boolean | null | undefined;

/** A value as far as the source tells. */
export type Value =
  | LiteralValue
  /** Undefined only where a lookup misses or a type lies: of interest to `??`, never to a return. */
  | { readonly type: 'missing' }
  | MemberValue
  | EnumValue
  | ObjectValue
  | ArrayValue
  | MapValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | { readonly type: 'module'; readonly file: string }
  | { readonly type: 'namespace'; readonly scope: Scope }
  | { readonly type: 'global'; readonly name: string }
  /** Something exported by backstep itself. */
  | { readonly type: 'language'; readonly name: string }
  | LanguageCall
  | GeneratorValue
  | PatternValue
  /** A member that its enum does not have. */
  | { readonly type: 'noMember'; readonly owner: string; readonly name: string; readonly node: ts.Node }
  | UnknownValue;

export interface LiteralValue {
  readonly type: 'literal';
  readonly value: Primitive;
  /** The string literals that it comes from, as they are written; left out where it is computed. */
  readonly origins?: readonly ts.Node[];
}

export interface MemberValue {
  readonly type: 'member';
  readonly owner: string;
  readonly name: string;
  /** Null when the initializer cannot be computed. */
  readonly value: string | number | null;
  readonly node: ts.EnumMember;
}

export interface EnumValue {
  readonly type: 'enum';
  readonly name: string;
  readonly members: ReadonlyMap<string, MemberValue>;
}

export interface ObjectValue {
  readonly type: 'object';
  readonly entries: ReadonlyMap<string, { readonly value: Lazy; readonly node: ts.Node }>;
  /** Why there may be more keys, or other values, than the entries; null when there are none. */
  readonly open: string | null;
  /** Keys that are assigned to somewhere (`*` for any), with what they may hold besides their entries. */
  readonly changed: ReadonlyMap<string, Lazy>;
  readonly node: ts.Node;
}

export interface ArrayValue {
  readonly type: 'array';
  readonly items: readonly Lazy[];
  readonly open: string | null;
  readonly node: ts.Node;
}

export interface MapValue {
  readonly type: 'map';
  readonly entries: readonly { readonly key: Lazy; readonly value: Lazy }[];
  readonly open: string | null;
}

export interface FunctionValue {
  readonly type: 'function';
  readonly node: ts.FunctionLikeDeclaration;
  readonly scope: Scope;
  /** The variables at hand where it was made. */
  readonly flow: Flow;
}

export interface ClassValue {
  readonly type: 'class';
  readonly node: ts.ClassLikeDeclaration;
  readonly scope: Scope;
  readonly flow: Flow;
}

export interface InstanceValue {
  readonly type: 'instance';
  readonly of: ClassValue;
  /** True for `super`, whose members are looked up from this class but called on `self`. */
  readonly self: ClassValue;
}

/** A call of a directive or a decorator of the language, not yet taken apart. */
export interface LanguageCall {
  readonly type: 'call';
  readonly name: string;
  readonly args: readonly Lazy[];
  readonly node: ts.CallExpression;
  readonly file: string;
}

export interface GeneratorValue {
  readonly type: 'generator';
  readonly returns: Lazy;
  readonly yields: Lazy;
}

/** A string of which only parts are known, as from a template. */
export interface PatternValue {
  readonly type: 'pattern';
  /** A regular expression for all of it. */
  readonly source: string;
  readonly node: ts.Node;
}

export interface UnknownValue {
  readonly type: 'unknown';
  readonly reason: string;
  readonly node: ts.Node;
  /** The expressions that the value came through, the first last: the type of any may tell more. */
  readonly through?: readonly ts.Node[];
  /** The module whose absence makes it unknown. */
  readonly missing?: string;
}

export const undefinedValue: Value = { type: 'literal', value: undefined };

export function sure(value: Value): Alternatives {
  return [{ value, guard: '', certain: true }];
}

export function literal(value: Primitive): Alternatives {
  return sure({ type: 'literal', value });
}

export function unknown(reason: string, node: ts.Node): Alternatives {
  return sure({ type: 'unknown', reason, node });
}

/** Alternatives of something reached under a condition: a condition nearer by wins. */
export function under(guard: string, alternatives: Alternatives): Alternatives {
  if (guard === '') return alternatives;
  return alternatives.map((one) => (one.guard === '' ? { ...one, guard } : one));
}

/** What becomes of each alternative, under its guard and no more certain than it. */
export function derive(from: Alternatives, become: (value: Value) => Alternatives): Alternatives {
  return union(
    ...from.map(({ value, guard, certain }) => {
      const results = under(guard, become(value));
      return certain ? results : results.map((one) => ({ ...one, certain: false }));
    }),
  );
}

export function union(...groups: readonly Alternatives[]): Alternatives {
  if (groups.length === 1) return groups[0] as Alternatives;
  const result: Alternative[] = [];
  const seen = new Map<string, number>();
  const same = new Set<Value>();
  for (const one of groups.flat()) {
    const key = plainKey(one.value);
    if (key === null) {
      if (same.has(one.value)) continue;
      same.add(one.value);
    } else {
      const full = `${one.guard}\0${one.certain}\0${key}`;
      const before = seen.get(full);
      if (before !== undefined) {
        result[before] = withOrigins(result[before] as Alternative, one.value);
        continue;
      }
      seen.set(full, result.length);
    }
    result.push(one);
  }
  return result;
}

/** One value may be written in several places, and each of them is it. */
function withOrigins(
  known: Alternative,
  { origins }: Value & { readonly origins?: readonly ts.Node[] },
): Alternative {
  const { value } = known;
  if (value.type !== 'literal' || origins === undefined) return known;
  const all = new Set([...(value.origins ?? []), ...origins]);
  return all.size === value.origins?.length ? known : { ...known, value: { ...value, origins: [...all] } };
}

/** Equal for values that are the same for every reader; null for those that must be compared by identity. */
function plainKey(value: Value): string | null {
  switch (value.type) {
    case 'literal':
      return `${typeof value.value}:${String(value.value)}`;
    case 'member':
      return `member:${value.owner}.${value.name}`;
    case 'missing':
    case 'global':
    case 'language':
    case 'module':
      return JSON.stringify(value);
    case 'unknown':
      return `unknown:${value.node.getSourceFile().fileName}:${value.node.pos}:${value.node.end}:${value.reason}`;
    default:
      return null;
  }
}

/** Like a plain key for every value, by the place it was made at; only good for telling whether a search has settled. */
export function roughKey(value: Value): string {
  const plain = plainKey(value);
  if (plain !== null) return plain;
  if ('node' in value) return `${value.type}:${value.node.getSourceFile().fileName}:${value.node.pos}`;
  return value.type;
}

/** True, false, or null when either is possible. */
export function truth(value: Value): boolean | null {
  switch (value.type) {
    case 'literal':
      return Boolean(value.value);
    case 'member':
      return value.value === null ? null : Boolean(value.value);
    case 'missing':
    case 'unknown':
    case 'pattern':
    case 'noMember':
      return null;
    default:
      return true;
  }
}

/** True, false, or null when either is possible. */
export function nullish(value: Value): boolean | null {
  if (value.type === 'literal') return value.value === undefined || value.value === null;
  if (value.type === 'missing') return true;
  return value.type === 'unknown' ? null : false;
}

/** Whether two values are `===`, null when that cannot be told. */
export function equal(a: Value, b: Value): boolean | null {
  const left = primitiveOf(a);
  const right = primitiveOf(b);
  if (left && right) return left.value === right.value;
  if (a.type === 'member' && b.type === 'member' && a.owner === b.owner) return a.name === b.name;
  return null;
}

export function primitiveOf(value: Value): { readonly value: Primitive } | null {
  if (value.type === 'literal') return value;
  if (value.type === 'missing') return { value: undefined };
  if (value.type === 'member' && value.value !== null) return { value: value.value };
  return null;
}
