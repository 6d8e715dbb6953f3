import type { Json } from '../runtime/language/json.ts';
import type { Member, ValueType } from '../runtime/model/valueType.ts';

/** How a value of a type is asked for. */
export type Field =
  /** There is no choice. */
  | { readonly type: 'fixed'; readonly value: Json }
  | { readonly type: 'text' }
  | { readonly type: 'number' }
  /** One of several: a value, or what asks for one. */
  | { readonly type: 'pick'; readonly choices: readonly Choice[] }
  | { readonly type: 'members'; readonly members: readonly NamedField[] }
  /** Typed as JSON; `skeleton` is what stands there to be filled in. */
  | { readonly type: 'json'; readonly skeleton: string };

export interface Choice {
  readonly label: string;
  readonly field: Field;
}

export interface NamedField {
  readonly name: string;
  readonly optional: boolean;
  readonly field: Field;
}

/** More boxes than this, one after the other, are more work than to type JSON. */
const mostFields = 12;
const deepest = 3;

export function fieldOf(type: ValueType): Field {
  const field = read(type, 0);
  return countOf(field) > mostFields ? json(type) : field;
}

function read(type: ValueType, depth: number): Field {
  switch (type.type) {
    case 'string':
      return { type: 'text' };
    case 'number':
      return { type: 'number' };
    case 'boolean':
      return pick([true, false]);
    case 'null':
      return { type: 'fixed', value: null };
    case 'literal':
      return { type: 'fixed', value: type.value };
    case 'union':
      return union(type.of, depth);
    case 'object':
      return type.rest === null && depth < deepest ? members(type.members, depth) : json(type);
    case 'array':
    case 'any':
      return json(type);
    default:
      return type satisfies never;
  }
}

function members(of: { readonly [name: string]: Member }, depth: number): Field {
  const named = Object.entries(of).map(([name, { value, optional }]) => ({
    name,
    optional,
    field: read(value, depth + 1),
  }));
  return { type: 'members', members: named };
}

function union(of: readonly ValueType[], depth: number): Field {
  const choices = of.flatMap((one): readonly Choice[] => {
    const field = read(one, depth);
    if (field.type === 'pick') return field.choices;
    return [{ label: field.type === 'fixed' ? JSON.stringify(field.value) : nameOf(one), field }];
  });
  return { type: 'pick', choices };
}

function pick(values: readonly Json[]): Field {
  return {
    type: 'pick',
    choices: values.map((value) => ({ label: JSON.stringify(value), field: { type: 'fixed', value } })),
  };
}

function json(type: ValueType): Field {
  return { type: 'json', skeleton: JSON.stringify(skeletonOf(type, 0)) };
}

/** A value of the type with nothing in it. */
function skeletonOf(type: ValueType, depth: number): Json {
  switch (type.type) {
    case 'string':
      return '';
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'null':
    case 'any':
      return null;
    case 'literal':
      return type.value;
    case 'array':
      return depth < deepest ? [skeletonOf(type.items, depth + 1)] : [];
    case 'object': {
      const required = Object.entries(type.members).filter(([, { optional }]) => !optional);
      if (depth >= deepest) return {};
      return Object.fromEntries(required.map(([name, { value }]) => [name, skeletonOf(value, depth + 1)]));
    }
    case 'union':
      return type.of[0] === undefined ? null : skeletonOf(type.of[0], depth);
    default:
      return type satisfies never;
  }
}

/** The word of a type in a list of choices. */
function nameOf(type: ValueType): string {
  if (type.type !== 'object') return type.type;
  const names = Object.keys(type.members);
  return names.length === 0 ? 'object' : `{ ${names.join(', ')} }`;
}

function countOf(field: Field): number {
  switch (field.type) {
    case 'members':
      return field.members.reduce((sum, member) => sum + countOf(member.field), 0);
    case 'pick':
      return Math.max(1, ...field.choices.map((choice) => countOf(choice.field)));
    case 'fixed':
      return 0;
    case 'text':
    case 'number':
    case 'json':
      return 1;
    default:
      return field satisfies never;
  }
}
