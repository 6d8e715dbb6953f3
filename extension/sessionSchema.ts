import type { Json, JsonObject } from '../runtime/language/json.ts';

/** The part of JSON Schema that is needed to say what a session looked like; VS Code's JSON editor reads it. */
export interface SessionSchema {
  readonly type?: readonly string[];
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
 * What is known of a session: the kinds of its values at several points of the run, and the paths that the steps read
 * and write. A key that was always there is required; one of which only the path is known may hold anything.
 */
export function sessionSchema(sessions: readonly Json[], paths: readonly string[]): SessionSchema {
  const shape = newShape();
  for (const session of sessions) add(shape, session);
  for (const path of paths) addPath(shape, path);
  return { ...schemaOf(shape), type: ['object'] };
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
