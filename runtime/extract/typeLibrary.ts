/** The file name under which the compiler finds {@link typeLibrary}. */
export const typeLibraryFile = '/backstep-extract/lib.d.ts';

/**
 * What the type checker knows of JavaScript when it is asked about a state: enough to see through promises, arrays and
 * mapped types. The whole standard library would take half a second to load, and says no more about states.
 */
export const typeLibrary = `
interface Object { toString(): string; }
interface Function { readonly name: string; }
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface IArguments { readonly length: number; }
interface String {
  readonly length: number; trim(): string; toLowerCase(): string; toUpperCase(): string; split(by: string): string[];
  includes(part: string): boolean; startsWith(part: string): boolean; endsWith(part: string): boolean;
  slice(from?: number, to?: number): string; replace(a: unknown, b: unknown): string; at(index: number): string | undefined;
}
interface Number { toFixed(digits?: number): string; }
interface Boolean {}
interface BigInt {}
interface Symbol {}
interface RegExp { test(text: string): boolean; }
interface Error { name: string; message: string; stack?: string; }
interface ErrorConstructor { new (message?: string): Error; (message?: string): Error; }
declare var Error: ErrorConstructor;
interface Date { getTime(): number; toISOString(): string; }
interface DateConstructor { new (value?: unknown): Date; now(): number; }
declare var Date: DateConstructor;
interface ObjectConstructor {
  freeze<T>(value: T): Readonly<T>; keys(value: object): string[];
  values<T>(value: { [key: string]: T } | ArrayLike<T>): T[];
  entries<T>(value: { [key: string]: T } | ArrayLike<T>): [string, T][];
  fromEntries<T>(entries: Iterable<readonly [PropertyKey, T]>): { [key: string]: T };
}
declare var Object: ObjectConstructor;
declare var Math: { random(): number; floor(n: number): number; max(...n: number[]): number; min(...n: number[]): number; };
declare var JSON: { parse(text: string): any; stringify(value: unknown): string; };
interface ArrayLike<T> { readonly length: number; readonly [n: number]: T; }
interface Iterator<T, R = any, N = undefined> { next(...a: [] | [N]): IteratorResult<T, R>; }
interface Iterable<T, R = any, N = any> {}
interface AsyncIterable<T, R = any, N = any> {}
interface IteratorYieldResult<T> { done?: false; value: T; }
interface IteratorReturnResult<R> { done: true; value: R; }
type IteratorResult<T, R = any> = IteratorYieldResult<T> | IteratorReturnResult<R>;
interface Generator<T = unknown, R = any, N = any> extends Iterator<T, R, N> {}
interface AsyncGenerator<T = unknown, R = any, N = any> { next(...a: [] | [N]): Promise<IteratorResult<T, R>>; }
interface ReadonlyArray<T> {
  readonly length: number; readonly [n: number]: T;
  map<U>(f: (item: T, index: number) => U): U[]; filter<S extends T>(f: (item: T) => item is S): S[];
  filter(f: (item: T, index: number) => unknown): T[]; find<S extends T>(f: (item: T) => item is S): S | undefined;
  find(f: (item: T, index: number) => unknown): T | undefined; some(f: (item: T) => unknown): boolean;
  every(f: (item: T) => unknown): boolean; includes(item: T): boolean; indexOf(item: T): number; at(index: number): T | undefined;
  slice(from?: number, to?: number): T[]; concat(...items: (T | readonly T[])[]): T[]; join(by?: string): string;
  reduce<U>(f: (all: U, item: T) => U, first: U): U; flatMap<U>(f: (item: T) => U | readonly U[]): U[];
  forEach(f: (item: T, index: number) => void): void;
}
interface Array<T> extends ReadonlyArray<T> {
  length: number; [n: number]: T; push(...items: T[]): number; pop(): T | undefined; shift(): T | undefined;
  unshift(...items: T[]): number; sort(f?: (a: T, b: T) => number): this; reverse(): T[];
  splice(from: number, count?: number, ...items: T[]): T[];
}
interface ArrayConstructor { isArray(value: unknown): value is any[]; from<T>(items: Iterable<T> | ArrayLike<T>): T[]; }
declare var Array: ArrayConstructor;
interface TemplateStringsArray extends ReadonlyArray<string> {}
interface Map<K, V> { get(key: K): V | undefined; has(key: K): boolean; set(key: K, value: V): this; readonly size: number; }
interface ReadonlyMap<K, V> { get(key: K): V | undefined; has(key: K): boolean; readonly size: number; }
interface MapConstructor { new <K, V>(entries?: readonly (readonly [K, V])[] | null): Map<K, V>; }
declare var Map: MapConstructor;
interface Set<T> { has(item: T): boolean; add(item: T): this; readonly size: number; }
interface ReadonlySet<T> { has(item: T): boolean; readonly size: number; }
interface SetConstructor { new <T>(items?: readonly T[] | null): Set<T>; }
declare var Set: SetConstructor;
interface PromiseLike<T> {
  then<A = T, B = never>(f?: ((value: T) => A | PromiseLike<A>) | null, g?: ((reason: any) => B | PromiseLike<B>) | null): PromiseLike<A | B>;
}
interface Promise<T> {
  then<A = T, B = never>(f?: ((value: T) => A | PromiseLike<A>) | null, g?: ((reason: any) => B | PromiseLike<B>) | null): Promise<A | B>;
  catch<B = never>(g?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B>;
  finally(f?: (() => void) | null): Promise<T>;
}
interface PromiseConstructor {
  new <T>(f: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: any) => void) => void): Promise<T>;
  resolve<T>(value: T | PromiseLike<T>): Promise<Awaited<T>>; resolve(): Promise<void>; reject<T = never>(reason?: any): Promise<T>;
  all<T extends readonly unknown[] | []>(values: T): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }>;
  race<T extends readonly unknown[] | []>(values: T): Promise<Awaited<T[number]>>;
}
declare var Promise: PromiseConstructor;
type Awaited<T> = T extends null | undefined ? T : T extends object & { then(f: infer F, ...args: infer _): any }
  ? F extends (value: infer V, ...args: infer _) => any ? Awaited<V> : never : T;
type PropertyKey = string | number | symbol;
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never;
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any;
type InstanceType<T extends abstract new (...args: any) => any> = T extends abstract new (...args: any) => infer R ? R : any;
type Uppercase<S extends string> = intrinsic;
type Lowercase<S extends string> = intrinsic;
type Capitalize<S extends string> = intrinsic;
interface ThisType<T> {}
interface AbortSignal { readonly aborted: boolean; }
declare var console: { log(...values: unknown[]): void; error(...values: unknown[]): void; warn(...values: unknown[]): void; };
declare var process: { readonly env: { [name: string]: string | undefined }; };
declare function structuredClone<T>(value: T): T;
declare function parseInt(text: string, radix?: number): number;
declare function String(value?: unknown): string;
declare function Number(value?: unknown): number;
declare function Boolean(value?: unknown): boolean;
`;
