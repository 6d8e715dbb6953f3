import { valueAt } from '../language/applyPatches.ts';
import { isJsonObject, type Json, type Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { ValueType } from '../model/valueType.ts';
import { expressionOf } from './pathExpression.ts';
import { summary, typeName } from './variables.ts';

/** What to do where a view refuses what does not fit. */
export const forcingHint = 'To set it all the same, assign it in the console.';

/** Places in one message at most. */
const mostNamed = 10;

/** How a value departs from a type, in one sentence; null when it does not. */
export function typeMismatch(type: ValueType, value: Json, root: string, path: Path): string | null {
  const at = typeAt(type, path);
  const [found] = mismatches(at, value, path);
  return found === undefined ? null : sentence(found, root);
}

/**
 * The same for all places of a value that is edited as a whole, but for what did not fit before and is as it was, though
 * its place in a list may be another.
 */
export function newMismatches(before: Json, after: Json, type: ValueType, root: string): readonly string[] {
  const old = new Map<string, number>();
  for (const found of mismatches(type, before, [])) {
    const key = keyOf(found);
    old.set(key, (old.get(key) ?? 0) + 1);
  }
  const fresh: string[] = [];
  let more = 0;
  for (const found of mismatches(type, after, [])) {
    const key = keyOf(found);
    const left = old.get(key) ?? 0;
    if (left > 0) old.set(key, left - 1);
    else if (fresh.length < mostNamed) fresh.push(sentence(found, root));
    else more += 1;
  }
  return more === 0 ? fresh : [...fresh, `So it is at ${more} more.`];
}

/** The same for each value that an edit has changed; what it left as it was is not told of. */
export function editMismatches(
  patches: readonly Patch[],
  after: Json,
  type: ValueType,
  root: string,
): readonly string[] {
  const found = patches.flatMap(({ path }) => {
    const value = valueAt(after, path);
    // Of what was taken away, the owner tells whether it may be missing.
    const at = value === undefined ? path.slice(0, -1) : path;
    const owner = value ?? valueAt(after, at);
    return owner === undefined ? [] : (typeMismatch(type, owner, root, at) ?? []);
  });
  return [...new Set(found)];
}

interface Mismatch {
  readonly path: Path;
  readonly wanted: string;
  /** Undefined where there is nothing. */
  readonly got: Json | undefined;
}

function sentence({ path, wanted, got }: Mismatch, root: string): string {
  const what = got === undefined ? 'it is missing' : `${summary(got)} does not fit`;
  return `${expressionOf(root, path)} is ${wanted} in the workflow's types: ${what}.`;
}

function keyOf({ path, wanted, got }: Mismatch): string {
  return JSON.stringify([path.map((key) => (typeof key === 'number' ? null : key)), wanted, [got]]);
}

function typeAt(type: ValueType, path: Path): ValueType {
  let at = type;
  for (const key of path) {
    if (at.type === 'array') at = at.items;
    else if (at.type === 'object') at = at.members[key]?.value ?? at.rest ?? { type: 'any' };
    else return { type: 'any' };
  }
  return at;
}

function* mismatches(type: ValueType, value: Json, path: Path): Generator<Mismatch, void, undefined> {
  const wrong: Mismatch = { path, wanted: words(type), got: value };
  switch (type.type) {
    case 'any':
      return;
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      if (typeName(value) !== type.type) yield wrong;
      return;
    case 'literal':
      if (value !== type.value) yield wrong;
      return;
    case 'array':
      if (!Array.isArray(value)) yield wrong;
      else
        for (const [index, item] of (value as readonly Json[]).entries())
          yield* mismatches(type.items, item, [...path, index]);
      return;
    case 'object': {
      if (!isJsonObject(value)) {
        yield wrong;
        return;
      }
      for (const [name, { value: member, optional }] of Object.entries(type.members)) {
        const own = Object.hasOwn(value, name) ? value[name] : undefined;
        const inside = [...path, name];
        if (own !== undefined) yield* mismatches(member, own, inside);
        else if (!optional) yield { path: inside, wanted: words(member), got: undefined };
      }
      for (const [name, member] of Object.entries(value)) {
        if (type.rest === null || Object.hasOwn(type.members, name)) continue;
        yield* mismatches(type.rest, member, [...path, name]);
      }
      return;
    }
    case 'union':
      if (!type.of.some((one) => fits(one, value, path))) yield wrong;
      return;
    default:
      return type satisfies never;
  }
}

function fits(type: ValueType, value: Json, path: Path): boolean {
  return mismatches(type, value, path).next().done === true;
}

function words(type: ValueType): string {
  switch (type.type) {
    case 'any':
      return 'anything';
    case 'string':
    case 'number':
    case 'boolean':
      return `a ${type.type}`;
    case 'null':
      return 'null';
    case 'literal':
      return JSON.stringify(type.value);
    case 'array':
      return 'an array';
    case 'object':
      return 'an object';
    case 'union':
      return type.of.map(words).join(' or ');
    default:
      return type satisfies never;
  }
}
