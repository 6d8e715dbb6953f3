import type { ts } from 'ts-morph';
import { refusedStateName } from '../language/stateName.ts';
import type { Problem } from '../model/graph.ts';
import type { Evaluator } from './evaluator.ts';
import { problem } from './problem.ts';
import { rangeOf } from './range.ts';
import { type Alternatives, type Primitive, primitiveOf, type Value } from './value.ts';

/** The states of a workflow, by what its code returns for them. */
export interface StateTable {
  /** In the order they are declared. */
  readonly names: readonly string[];
  /** Where each state is declared. */
  readonly nodes: ReadonlyMap<string, ts.Node>;
  /** The name of the state that a value stands for; null when it is none. */
  nameOf(value: Value): string | null;
  /** Names that fit a partly known string. */
  fitting(pattern: RegExp): readonly string[];
  /** The enum that the states are members of. */
  readonly owner: string | null;
  /** String literals that were found to mean a state: those whose values were asked for a name and had one. */
  readonly meant: ReadonlyMap<ts.Node, string>;
}

interface Entry {
  readonly name: string;
  readonly value: Primitive;
  readonly node: ts.Node;
}

/** Reads the `states` option; null with no problem of its own when its value is not known. */
export function readStates(
  evaluator: Evaluator,
  given: Alternatives,
  problems: Problem[],
): StateTable | null {
  const [only, ...others] = given;
  if (!only || others.length > 0) return null;
  const entries = entriesOf(evaluator, only.value);
  if (!entries) return null;
  const owner = only.value.type === 'enum' ? ([...only.value.members.values()][0]?.owner ?? null) : null;
  return tableOf(entries, owner, problems);
}

/**
 * The states that steps name, for a workflow whose own list cannot be read. `State.A` counts by its text even where
 * nothing is known of `State`.
 */
export function statesOfSteps(
  evaluator: Evaluator,
  values: readonly { readonly value: Value; readonly node: ts.Node }[],
): StateTable {
  const { ts } = evaluator;
  const entries: Entry[] = [];
  let owner: string | null = null;
  for (const { value, node } of values) {
    if (value.type === 'member') {
      entries.push({ name: value.name, value: value.value ?? undefined, node: value.node });
      owner = value.owner;
    } else if (value.type === 'literal' && typeof value.value === 'string') {
      entries.push({ name: value.value, value: value.value, node });
    } else if (value.type === 'unknown' && ts.isPropertyAccessExpression(value.node)) {
      entries.push({ name: value.node.name.text, value: textKey(value.node), node });
    }
  }
  const unique = [...new Map(entries.map((entry) => [entry.name, entry])).values()];
  return tableOf(unique, owner, []);
}

/** What stands for a member of an object of which nothing but its name is known. */
function textKey(node: ts.Node): string {
  return `\0${node.getText()}`;
}

function entriesOf(evaluator: Evaluator, value: Value): readonly Entry[] | null {
  switch (value.type) {
    case 'enum':
      return [...value.members.values()].map(({ name, value: held, node }) => ({
        name,
        // A member whose value is not known is still itself, so it gets a value that nothing else has.
        value: held ?? `\0${name}`,
        node,
      }));
    case 'object': {
      if (value.open !== null) return null;
      const entries: Entry[] = [];
      for (const [name, entry] of value.entries) {
        const [held, ...more] = entry.value.force();
        const primitive = held && more.length === 0 ? primitiveOf(held.value) : null;
        if (!primitive) return null;
        entries.push({ name, value: primitive.value, node: entry.node });
      }
      return entries;
    }
    case 'array': {
      if (value.open !== null) return null;
      const entries: Entry[] = [];
      for (const item of value.items) {
        const [held, ...more] = item.force();
        const primitive = held && more.length === 0 ? primitiveOf(held.value) : null;
        if (typeof primitive?.value !== 'string') return null;
        const written = held?.value.type === 'literal' ? held.value.origins?.[0] : undefined;
        entries.push({
          name: primitive.value,
          value: primitive.value,
          node: written ?? itemNode(evaluator, value.node, primitive.value),
        });
      }
      return entries;
    }
    default:
      return null;
  }
}

function itemNode(evaluator: Evaluator, list: ts.Node, name: string): ts.Node {
  const { ts } = evaluator;
  if (!ts.isArrayLiteralExpression(list)) return list;
  return list.elements.find((element) => ts.isStringLiteralLike(element) && element.text === name) ?? list;
}

function tableOf(entries: readonly Entry[], owner: string | null, problems: Problem[]): StateTable {
  const names = new Map<Primitive, string>();
  const nodes = new Map<string, ts.Node>();
  for (const { name, value, node } of entries) {
    const refused = refusedStateName(name);
    if (refused !== null) problems.push(problem('bad-state-name', rangeOf(node), refused));
    const other = names.get(value);
    if (other === undefined) names.set(value, name);
    else {
      problems.push(
        problem(
          'duplicate-state',
          rangeOf(node),
          `The states ${other} and ${name} have the same value ${JSON.stringify(value)}: give each its own.`,
        ),
      );
    }
    nodes.set(name, node);
  }
  const meant = new Map<ts.Node, string>();
  return {
    names: [...nodes.keys()],
    nodes,
    owner,
    meant,
    nameOf(value) {
      if (value.type === 'member' && value.owner === owner) return value.name;
      if (value.type === 'unknown') return names.get(textKey(value.node)) ?? null;
      const primitive = primitiveOf(value);
      const name = primitive ? (names.get(primitive.value) ?? null) : null;
      if (name !== null && value.type === 'literal') {
        for (const origin of value.origins ?? []) meant.set(origin, name);
      }
      return name;
    },
    fitting: (pattern) =>
      entries.filter(({ value }) => typeof value === 'string' && pattern.test(value)).map(({ name }) => name),
  };
}

/** The value, where there is just one. */
export function onlyValue(alternatives: Alternatives): Value | null {
  const [only, ...others] = alternatives;
  return only && others.length === 0 ? only.value : null;
}
