import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { text } from './guard.ts';
import type { Lazy } from './lazy.ts';
import { elementOf } from './members.ts';
import { keyOf } from './objectLiteral.ts';
import type { Place } from './scope.ts';
import {
  type Alternatives,
  type ArrayValue,
  derive,
  equal,
  literal,
  type MapValue,
  sure,
  under,
  union,
  unknown,
  type Value,
} from './value.ts';

/** Calls of what JavaScript itself brings; null for all others. */
export function callBuiltin(
  evaluator: Evaluator,
  receiver: Value,
  method: string,
  args: readonly Lazy[],
  node: ts.CallExpression,
  place: Place,
): Alternatives | null {
  const asPromise = promiseMethod(evaluator, receiver, method, args, node, place);
  if (asPromise) return asPromise;
  switch (receiver.type) {
    case 'array':
      return arrayMethod(evaluator, receiver, method, args, node, place);
    case 'map':
      return method === 'get' ? mapGet(receiver, args, node) : null;
    case 'generator':
      return method === 'next' ? nextOf(evaluator, receiver.yields, receiver.returns, node) : null;
    case 'literal':
      return typeof receiver.value === 'string' ? stringMethod(receiver.value, method, args) : null;
    case 'member':
      if (method === 'toString' && receiver.value !== null) return literal(String(receiver.value));
      return typeof receiver.value === 'string' ? stringMethod(receiver.value, method, args) : null;
    case 'global':
      return globalCall(evaluator, method === '' ? receiver.name : `${receiver.name}.${method}`, args, node);
    default:
      return null;
  }
}

/** Promises are transparent: what awaits one sees its value, so `then` passes the value on. */
function promiseMethod(
  evaluator: Evaluator,
  receiver: Value,
  method: string,
  args: readonly Lazy[],
  node: ts.CallExpression,
  place: Place,
): Alternatives | null {
  if (receiver.type === 'object' || receiver.type === 'instance' || receiver.type === 'class') return null;
  if (method === 'finally' && receiver.type !== 'map') return sure(receiver);
  if (method !== 'then' && method !== 'catch') return null;
  const run = (callback: Lazy | undefined, argument: Lazy): Alternatives | null => {
    if (!callback) return null;
    return derive(callback.force(), (value) =>
      value.type === 'function'
        ? evaluator.call(value, [argument], node, place)
        : unknown(`${text(node)} is not known before it runs`, node),
    );
  };
  const error = evaluator.lazy(() => unknown('an error is not known before it is thrown', node));
  const kept = evaluator.lazy(() => sure(receiver));
  if (method === 'catch') return union(sure(receiver), under('on error', run(args[0], error) ?? []));
  return union(run(args[0], kept) ?? sure(receiver), under('on error', run(args[1], error) ?? []));
}

function arrayMethod(
  evaluator: Evaluator,
  array: ArrayValue,
  method: string,
  args: readonly Lazy[],
  node: ts.CallExpression,
  place: Place,
): Alternatives | null {
  const any = evaluator.lazy(() =>
    union(...array.items.map((item) => item.force()), array.open === null ? [] : unknown(array.open, node)),
  );
  switch (method) {
    case 'at':
      return args[0] ? elementAt(array, args[0].force(), any, node, evaluator) : null;
    case 'find':
    case 'findLast':
    case 'pop':
    case 'shift':
      return union(any.force(), sure({ type: 'missing' }));
    case 'filter':
    case 'slice':
    case 'sort':
    case 'toSorted':
    case 'reverse':
    case 'toReversed':
      return sure({ ...array, items: array.items.map(() => any) });
    case 'concat': {
      const others = args.map((arg) => arg.force()[0]?.value);
      const lists = others.filter((value) => value?.type === 'array');
      const open = lists.length === others.length ? array.open : `${text(node)} is not known before it runs`;
      return sure({ ...array, items: [...array.items, ...lists.flatMap(({ items }) => items)], open });
    }
    case 'map': {
      const callback = args[0]?.force()[0]?.value;
      if (callback?.type !== 'function') return null;
      const items = array.items.map((item, index) =>
        evaluator.lazy(() =>
          evaluator.call(callback, [item, evaluator.lazy(() => literal(index))], node, place),
        ),
      );
      return sure({ ...array, items });
    }
    default:
      return null;
  }
}

function elementAt(
  array: ArrayValue,
  indexes: Alternatives,
  any: Lazy,
  node: ts.CallExpression,
  evaluator: Evaluator,
): Alternatives {
  return derive(indexes, (index) => {
    if (index.type !== 'literal' || typeof index.value !== 'number')
      return union(any.force(), sure({ type: 'missing' }));
    const position = index.value < 0 ? array.items.length + index.value : index.value;
    return elementOf(evaluator, array, literal(position), node);
  });
}

function mapGet(map: MapValue, args: readonly Lazy[], node: ts.CallExpression): Alternatives {
  const [argument] = node.arguments;
  const asked = argument ? text(argument) : '';
  return derive(args[0]?.force() ?? literal(undefined), (wanted) => {
    const possible = map.entries.filter(({ key }) =>
      key.force().some(({ value }) => equal(value, wanted) !== false),
    );
    const exact = keyOf(wanted) !== null;
    const found = possible.map(({ key, value }) => {
      const name = key.force().map((one) => keyOf(one.value))[0];
      return under(exact || !name ? '' : `${asked} = '${name}'`, value.force());
    });
    const more = map.open === null ? [] : unknown(map.open, node);
    return union(...found, exact && found.length > 0 ? [] : sure({ type: 'missing' }), more);
  });
}

function nextOf(evaluator: Evaluator, yields: Lazy, returns: Lazy, node: ts.Node): Alternatives {
  const value = evaluator.lazy(() => union(yields.force(), returns.force()));
  return sure({
    type: 'object',
    entries: new Map([['value', { value, node }]]),
    open: 'the rest of a generator’s result is not followed',
    changed: new Map(),
    node,
  });
}

function stringMethod(value: string, method: string, args: readonly Lazy[]): Alternatives | null {
  switch (method) {
    case 'toUpperCase':
    case 'toLocaleUpperCase':
      return literal(value.toUpperCase());
    case 'toLowerCase':
    case 'toLocaleLowerCase':
      return literal(value.toLowerCase());
    case 'trim':
      return literal(value.trim());
    case 'toString':
      return literal(value);
    case 'concat': {
      const [other, ...more] = args[0]?.force() ?? [];
      const text = other && more.length === 0 ? keyOf(other.value) : null;
      return text === null ? null : literal(value + text);
    }
    default:
      return null;
  }
}

function globalCall(
  evaluator: Evaluator,
  name: string,
  args: readonly Lazy[],
  node: ts.CallExpression,
): Alternatives | null {
  const first = args[0];
  switch (name) {
    case 'Object.freeze':
    case 'Object.seal':
    case 'Promise.resolve':
    case 'Promise.all':
      return first?.force() ?? literal(undefined);
    case 'Promise.race':
    case 'Promise.any':
      return derive(first?.force() ?? [], (value) =>
        value.type === 'array' ? union(...value.items.map((item) => item.force())) : notKnown(node),
      );
    case 'Promise.reject':
      return [];
    case 'String':
      return derive(first?.force() ?? literal(''), (value) => {
        const key = keyOf(value);
        return key === null ? notKnown(node) : literal(key);
      });
    case 'Object.values':
    case 'Object.keys':
    case 'Object.entries':
      return derive(first?.force() ?? [], (value) => listed(evaluator, value, name, node));
    case 'Object.assign':
      return assigned(args, node);
    case 'Object.fromEntries':
      return derive(first?.force() ?? [], (value) => fromEntries(value, node));
    default:
      return notKnown(node);
  }
}

function listed(evaluator: Evaluator, value: Value, name: string, node: ts.CallExpression): Alternatives {
  const pairs: readonly (readonly [string, Lazy])[] =
    value.type === 'object'
      ? [...value.entries].map(([key, entry]) => [key, entry.value])
      : value.type === 'enum'
        ? [...value.members].map(([key, member]) => [key, evaluator.lazy(() => sure(member))])
        : [];
  if (value.type !== 'object' && value.type !== 'enum') return notKnown(node);
  const items = pairs.map(([key, held]) => {
    if (name === 'Object.values') return held;
    const keyValue = evaluator.lazy(() => literal(key));
    if (name === 'Object.keys') return keyValue;
    return evaluator.lazy(() => sure({ type: 'array', items: [keyValue, held], open: null, node }));
  });
  return sure({ type: 'array', items, open: value.type === 'object' ? value.open : null, node });
}

function assigned(args: readonly Lazy[], node: ts.CallExpression): Alternatives {
  const objects = args.map((arg) => arg.force()[0]?.value);
  const known = objects.filter((value) => value?.type === 'object');
  return sure({
    type: 'object',
    entries: new Map(known.flatMap((value) => [...value.entries])),
    open:
      known.length === objects.length ? (known.find(({ open }) => open !== null)?.open ?? null) : text(node),
    changed: new Map(),
    node,
  });
}

function fromEntries(value: Value, node: ts.CallExpression): Alternatives {
  if (value.type !== 'array') return notKnown(node);
  const entries = value.items.flatMap((item) => {
    const pair = item.force()[0]?.value;
    const [key, held] = pair?.type === 'array' ? pair.items : [];
    const name = key?.force()[0];
    const text = name ? keyOf(name.value) : null;
    return text !== null && held ? [[text, { value: held, node }] as const] : [];
  });
  const open =
    entries.length === value.items.length ? value.open : `${text(node)} is not known before it runs`;
  return sure({ type: 'object', entries: new Map(entries), open, changed: new Map(), node });
}

function notKnown(node: ts.Node): Alternatives {
  return unknown(`${text(node)} is not known before it runs`, node);
}
