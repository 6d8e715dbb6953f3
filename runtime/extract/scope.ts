import type { ts } from 'ts-morph';
import type { Lazy } from './lazy.ts';
import type { Source } from './sources.ts';
import type { ClassValue } from './value.ts';

/** What the variables hold at one point of a function. */
export type Flow = ReadonlyMap<Variable, Lazy>;

export const emptyFlow: Flow = new Map();

/** A name in a scope, with how to find its value where no flow knows it. */
export interface Variable {
  readonly name: string;
  readonly scope: Scope;
  readonly declaration: ts.Node;
  /** Where it is assigned to after its declaration: nowhere, in its own function alone, or in a function inside that too. */
  readonly changes: 'never' | 'here' | 'inside';
  /** Its value wherever the point of the program is not known. */
  readonly anywhere: Lazy;
}

/** The names that a block, a function or a module declares. */
export interface Scope {
  readonly source: Source;
  readonly parent: Scope | null;
  /** The function (or source file) whose activation the scope belongs to. */
  readonly container: ts.Node;
  /** The class of `this`. */
  readonly self: ClassValue | null;
  /** The class that the code stands in, where `super` starts from. */
  readonly home: ClassValue | null;
  readonly variables: Map<string, Variable>;
  /** What was known when the function was entered. */
  readonly entry: Flow;
}

/** Where an expression stands: its names and what they hold. */
export interface Place {
  readonly scope: Scope;
  readonly flow: Flow;
  /** The calls that led here, innermost first. */
  readonly call: Call | null;
}

export interface Call {
  readonly node: ts.Node;
  /** Tells calls of one function apart where it calls itself; empty for the outermost. */
  readonly args: string;
  readonly depth: number;
  readonly parent: Call | null;
}

export function findVariable(scope: Scope, name: string): Variable | null {
  for (let at: Scope | null = scope; at; at = at.parent) {
    const variable = at.variables.get(name);
    if (variable) return variable;
  }
  return null;
}

export function childScope(parent: Scope): Scope {
  return { ...parent, parent, variables: new Map() };
}
