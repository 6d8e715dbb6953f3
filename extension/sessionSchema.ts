import type { Json, JsonObject } from '../runtime/language/json.ts';
import type { ValueType } from '../runtime/model/valueType.ts';

/** The part of JSON Schema that is needed to say what a session looked like; VS Code's JSON editor reads it. */
export interface SessionSchema {
  readonly type?: readonly string[];
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly SessionSchema[];
  readonly additionalProperties?: SessionSchema;
  readonly properties?: Readonly<Record<string, SessionSchema>>;
  readonly required?: readonly string[];
  readonly items?: SessionSchema;
  readonly examples?: readonly Json[];
}

/** Values that are offered for a key, and the longest text among them. */
const mostExamples = 8;
const longestExample = 200;

interface Shape {
  readonly kinds: Set<string>;
  readonly keys: Map<string, Shape>;
  items: Shape | null;
  /** How many objects were seen, and which of their keys each of them had. */
  objects: number;
  readonly seen: Map<string, number>;
  readonly examples: Map<string, Json>;
}

/**
 * What is known of a session: the type that the source gives it, and where that says nothing, the kinds of its values at
 * several points of the run and the paths that the steps read and write. A key that was always there is required; one of
 * which only the path is known may hold anything.
 */
export function sessionSchema(
  sessions: readonly Json[],
  paths: readonly string[],
  type: ValueType | null = null,
): SessionSchema {
  const shape = newShape();
  for (const session of sessions) add(shape, session);
  for (const path of paths) addPath(shape, path);
  const seen = { ...schemaOf(shape), type: ['object'] };
  return type === null ? seen : withSeen(ofType(type), seen);
}

/** A type as a schema; `any` says nothing. */
function ofType(type: ValueType): SessionSchema {
  switch (type.type) {
    case 'any':
      return {};
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return { type: [type.type] };
    case 'literal':
      return { enum: [type.value] };
    case 'array':
      return { type: ['array'], items: ofType(type.items) };
    case 'object': {
      const members = Object.entries(type.members);
      return {
        type: ['object'],
        properties: Object.fromEntries(members.map(([name, { value }]) => [name, ofType(value)])),
        required: members.filter(([, { optional }]) => !optional).map(([name]) => name),
        ...(type.rest === null ? {} : { additionalProperties: ofType(type.rest) }),
      };
    }
    case 'union':
      return { anyOf: type.of.map(ofType) };
    default:
      return type satisfies never;
  }
}

/** The type holds; from the run come the values that are offered, and what the type leaves open. */
function withSeen(typed: SessionSchema, seen: SessionSchema): SessionSchema {
  if (Object.keys(typed).length === 0) return seen;
  const names = new Set([...Object.keys(typed.properties ?? {}), ...Object.keys(seen.properties ?? {})]);
  const properties = [...names].map((name) => {
    const [own, met] = [propertyOf(typed, name), propertyOf(seen, name)];
    return [name, own === undefined ? (met ?? {}) : met === undefined ? own : withSeen(own, met)] as const;
  });
  const { items } = typed;
  return {
    ...typed,
    ...(typed.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
    ...(items === undefined || seen.items === undefined ? {} : { items: withSeen(items, seen.items) }),
    ...(seen.examples === undefined || typed.enum !== undefined ? {} : { examples: seen.examples }),
  };
}

/** A key may be called as something that every object has. */
function propertyOf({ properties = {} }: SessionSchema, name: string): SessionSchema | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function newShape(): Shape {
  return {
    kinds: new Set(),
    keys: new Map(),
    items: null,
    objects: 0,
    seen: new Map(),
    examples: new Map(),
  };
}

function add(shape: Shape, value: Json): void {
  shape.kinds.add(kindOf(value));
  if (Array.isArray(value)) {
    shape.items ??= newShape();
    for (const item of value as readonly Json[]) add(shape.items, item);
  } else if (typeof value === 'object' && value !== null) addObject(shape, value as JsonObject);
  else if (typeof value !== 'string' || value.length <= longestExample) {
    if (shape.examples.size < mostExamples) shape.examples.set(JSON.stringify(value), value);
  }
}

function addObject(shape: Shape, value: JsonObject): void {
  shape.objects += 1;
  for (const [key, inner] of Object.entries(value)) {
    shape.seen.set(key, (shape.seen.get(key) ?? 0) + 1);
    add(keyOf(shape, key), inner);
  }
}

/** Where a list is known, what comes after its name are its members and not keys. */
function addPath(shape: Shape, path: string): void {
  let at = shape;
  for (const key of path.split('.')) {
    if (at.kinds.has('array') || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return;
    at = keyOf(at, key);
  }
}

function keyOf(shape: Shape, key: string): Shape {
  const known = shape.keys.get(key) ?? newShape();
  shape.keys.set(key, known);
  return known;
}

function schemaOf(shape: Shape): SessionSchema {
  const required = [...shape.seen].filter(([, count]) => count === shape.objects).map(([key]) => key);
  return {
    // An unset value tells nothing of the kind that it will have.
    ...([...shape.kinds].some((kind) => kind !== 'null') ? { type: [...shape.kinds] } : {}),
    ...(shape.keys.size > 0
      ? { properties: Object.fromEntries([...shape.keys].map(([key, inner]) => [key, schemaOf(inner)])) }
      : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(shape.items === null ? {} : { items: schemaOf(shape.items) }),
    ...(shape.examples.size > 0 ? { examples: [...shape.examples.values()] } : {}),
  };
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
