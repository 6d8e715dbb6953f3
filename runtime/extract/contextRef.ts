import type { ts } from 'ts-morph';

/** What a name or an expression stands for, as far as facts are concerned. */
export type Ref =
  | { readonly root: 'context' }
  | SessionRef
  | { readonly root: 'service'; readonly path: readonly string[] }
  | { readonly root: 'bag'; readonly parts: ReadonlyMap<string, Ref> }
  | { readonly root: 'function'; readonly node: ts.FunctionLikeDeclaration; readonly names: Names };

export interface Names {
  readonly own: Map<string, Ref | null>;
  readonly outer: Names | null;
}

export interface SessionRef {
  readonly root: 'session';
  readonly path: readonly string[];
  /** Set below the first index or key that is not written out, where paths end. */
  readonly open: boolean;
}

/** What a step's context has besides the services. */
const contextMembers: ReadonlySet<string> = new Set([
  'session',
  'input',
  'config',
  'key',
  'abortSignal',
  'now',
  'log',
  'metric',
  'checkpoint',
  'restored',
  'run',
  'artifact',
  'load',
]);

/** What `ref.name` stands for. */
export function below(ref: Ref, name: string): Ref | null {
  switch (ref.root) {
    case 'context':
      if (name === 'session') return { root: 'session', path: [], open: false };
      return contextMembers.has(name) ? null : { root: 'service', path: [name] };
    case 'session':
      return sessionBelow(ref, name);
    case 'service':
      return { ...ref, path: [...ref.path, name] };
    case 'bag':
      return ref.parts.get(name) ?? null;
    case 'function':
      return null;
    default:
      return ref satisfies never;
  }
}

/** What an index or a key that is not written out leads to. */
export function itemOf(ref: Ref): Ref {
  return ref.root === 'session' ? { ...ref, open: true } : ref;
}

/** The path as graphs show it; `*` is the session as a whole. */
export function pathText({ path }: { readonly path: readonly string[] }): string {
  const meaningful = path.at(-1) === 'length' ? path.slice(0, -1) : path;
  return meaningful.length === 0 ? '*' : meaningful.join('.');
}

/** What a name stands for. */
export function lookUp(name: string, names: Names): Ref | null {
  return homeOf(name, names)?.own.get(name) ?? null;
}

/** The names that a name belongs to; null when it is none of those. */
export function homeOf(name: string, names: Names): Names | null {
  for (let at: Names | null = names; at; at = at.outer) if (at.own.has(name)) return at;
  return null;
}

/** Equal for equal references. */
export function keyOf(ref: Ref | null): string {
  if (!ref) return '';
  switch (ref.root) {
    case 'context':
      return 'context';
    case 'session':
    case 'service':
      return `${ref.root}.${ref.path.join('.')}`;
    case 'bag':
      return `{${[...ref.parts].map(([name, part]) => `${name}:${keyOf(part)}`).join(',')}}`;
    case 'function':
      return `function:${ref.node.pos}`;
    default:
      return ref satisfies never;
  }
}

export function sessionBelow(ref: SessionRef, name: string): SessionRef {
  return ref.open ? ref : { ...ref, path: [...ref.path, name] };
}
