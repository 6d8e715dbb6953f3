import { valueAt } from '../language/applyPatches.ts';
import { isJsonObject, type Json, type Path } from '../language/json.ts';
import type { Patch } from '../language/patch.ts';
import type { ValueType } from '../model/valueType.ts';
import { expressionOf } from './pathExpression.ts';
import { summary, typeName } from './variables.ts';

/** What to do where a view refuses what does not fit. */
export const forcingHint = 'To set it all the same, assign it in the console.';

/** How a value departs from a type, in one sentence; null when it does not. */
export function typeMismatch(type: ValueType, value: Json, root: string, path: Path): string | null {
  const at = typeAt(type, path);
  const found = mismatch(at, value, path);
  if (found === null) return null;
  const name = expressionOf(root, found.path);
  const got = found.got === null ? 'it is missing' : `${found.got} does not fit`;
  return `${name} is ${found.wanted} in the workflow's types: ${got}.`;
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
  /** Null where there is nothing. */
  readonly got: string | null;
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

function mismatch(type: ValueType, value: Json, path: Path): Mismatch | null {
  const wrong: Mismatch = { path, wanted: words(type), got: summary(value) };
  switch (type.type) {
    case 'any':
      return null;
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return typeName(value) === type.type ? null : wrong;
    case 'literal':
      return value === type.value ? null : wrong;
    case 'array': {
      if (!Array.isArray(value)) return wrong;
      for (const [index, item] of (value as readonly Json[]).entries()) {
        const found = mismatch(type.items, item, [...path, index]);
        if (found) return found;
      }
      return null;
    }
    case 'object': {
      if (!isJsonObject(value)) return wrong;
      for (const [name, { value: member, optional }] of Object.entries(type.members)) {
        const own = Object.hasOwn(value, name) ? value[name] : undefined;
        if (own === undefined && optional) continue;
        const inside = [...path, name];
        if (own === undefined) return { path: inside, wanted: words(member), got: null };
        const found = mismatch(member, own, inside);
        if (found) return found;
      }
      for (const [name, member] of Object.entries(value)) {
        if (type.rest === null || Object.hasOwn(type.members, name)) continue;
        const found = mismatch(type.rest, member, [...path, name]);
        if (found) return found;
      }
      return null;
    }
    case 'union':
      return type.of.some((one) => mismatch(one, value, path) === null) ? null : wrong;
    default:
      return type satisfies never;
  }
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
