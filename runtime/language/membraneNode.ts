import type { Json } from './json.ts';

/** One container of a committed value that a step has looked into. */
export interface MembraneNode {
  readonly base: Json & object;
  /** The proxy's target: a shallow copy of `base` with the step's writes. */
  readonly copy: Container;
  readonly proxy: object;
  modified: boolean;
  /** Some child has a node of its own. */
  opened: boolean;
  /** Being settled now; meeting it again means a cycle. */
  settling: boolean;
}

export type Container = { [key: string]: unknown } | unknown[];

const nodeOfProxy = new WeakMap<object, MembraneNode>();
const nodeOfCopy = new WeakMap<object, MembraneNode>();

export function register(node: MembraneNode): MembraneNode {
  nodeOfProxy.set(node.proxy, node);
  nodeOfCopy.set(node.copy, node);
  return node;
}

/** The node behind a proxy or behind a proxy's target; undefined for all else. */
export function nodeOf(value: unknown): MembraneNode | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return nodeOfProxy.get(value) ?? nodeOfCopy.get(value);
}

export function nodeOfTarget(value: object): MembraneNode | undefined {
  return nodeOfCopy.get(value);
}
