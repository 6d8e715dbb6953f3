import type { ts } from 'ts-morph';
import type { StateTable } from './stateTable.ts';

/** The last resort: what the type of an expression says where its value cannot be read. */
export interface TypeResort {
  /** The states that an expression's type allows; null when it says nothing, or allows them all. */
  statesOf(node: ts.Node, table: StateTable): readonly string[] | null;
}

export function noResort(): TypeResort {
  return { statesOf: () => null };
}
