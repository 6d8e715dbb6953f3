import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { text } from './guard.ts';
import type { Lazy } from './lazy.ts';
import type { Place } from './scope.ts';
import { type Alternatives, derive, primitiveOf, sure, type Value } from './value.ts';

type Entries = Map<string, { readonly value: Lazy; readonly node: ts.Node }>;

export function objectLiteral(
  evaluator: Evaluator,
  node: ts.ObjectLiteralExpression,
  place: Place,
): Alternatives {
  const { ts } = evaluator;
  const entries: Entries = new Map();
  let open: string | null = null;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      open = spread(evaluator, property, entries, place) ?? open;
      continue;
    }
    const names = propertyNames(evaluator, property.name, place);
    if (names === null) {
      open ??= `the key ${text(property.name)} is not known before it runs`;
      continue;
    }
    const value = propertyValue(evaluator, property, place);
    for (const name of names) entries.set(name, { value, node: property });
  }
  return sure({ type: 'object', entries, open, changed: new Map(), node });
}

/** The key of an object that a value stands for. */
export function keyOf(value: Value): string | null {
  const primitive = primitiveOf(value);
  return primitive ? String(primitive.value) : null;
}

function propertyValue(
  evaluator: Evaluator,
  property: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
  place: Place,
): Lazy {
  const { ts } = evaluator;
  if (ts.isPropertyAssignment(property)) return evaluator.lazyAt(property.initializer, place);
  if (ts.isShorthandPropertyAssignment(property)) return evaluator.lazyAt(property.name, place);
  return evaluator.lazy(() =>
    sure({ type: 'function', node: property, scope: place.scope, flow: place.flow }),
  );
}

/** Adds what is spread; says why more may be in it, or null when all is known. */
function spread(
  evaluator: Evaluator,
  property: ts.SpreadAssignment,
  entries: Entries,
  place: Place,
): string | null {
  const alternatives = evaluator.evaluate(property.expression, place);
  const values = alternatives.map(({ value }) => value);
  if (values.every((value) => value.type === 'literal')) return null;
  const [only] = values.filter((value) => value.type !== 'literal');
  if (values.length === 1 && only?.type === 'object') {
    for (const [name, entry] of only.entries) entries.set(name, entry);
    return only.open;
  }
  if (values.length === 1 && only?.type === 'enum') {
    for (const [name, member] of only.members) {
      entries.set(name, { value: evaluator.lazy(() => sure(member)), node: member.node });
    }
    return null;
  }
  if (!values.every((value) => value.type === 'literal' || (value.type === 'object' && value.open === null)))
    return `${text(property)} is not known before it runs`;
  // One of several objects, or nothing: each member is there, or is what stood there before.
  const objects = values.filter((value) => value.type === 'object');
  for (const name of new Set(objects.flatMap(({ entries: own }) => [...own.keys()]))) {
    const before = entries.get(name)?.value;
    const value = evaluator.lazy(() =>
      derive(alternatives, (one) => {
        const own = one.type === 'object' ? one.entries.get(name)?.value : undefined;
        return (own ?? before)?.force() ?? sure({ type: 'missing' });
      }),
    );
    entries.set(name, { value, node: property });
  }
  return null;
}

function propertyNames(evaluator: Evaluator, name: ts.PropertyName, place: Place): readonly string[] | null {
  const { ts } = evaluator;
  if (!ts.isComputedPropertyName(name)) return [name.text];
  const keys = evaluator.evaluate(name.expression, place).map(({ value }) => keyOf(value));
  return keys.length > 0 && keys.every((key) => key !== null) ? keys : null;
}
