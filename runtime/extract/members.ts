import type { ts } from 'ts-morph';
import { instanceMember, staticMember } from './classes.ts';
import type { Evaluator } from './evaluator.ts';
import { shorten, text } from './guard.ts';
import { keyOf } from './objectLiteral.ts';
import { withoutAssertions } from './parentheses.ts';
import { findVariable } from './scope.ts';
import {
  type Alternatives,
  type ArrayValue,
  derive,
  type EnumValue,
  literal,
  type ObjectValue,
  sure,
  type UnknownValue,
  under,
  union,
  unknown,
  type Value,
} from './value.ts';

/** What `value.name` may be; `node` is the expression that asks. */
export function memberOf(evaluator: Evaluator, value: Value, name: string, node: ts.Node): Alternatives {
  switch (value.type) {
    case 'enum':
      return enumMember(value, name, node);
    case 'object':
      return objectMember(value, name, node);
    case 'array':
      return /^\d+$/.test(name) ? arrayItem(value, Number(name), node) : unknown(notKnown(node), node);
    case 'class':
      return staticMember(evaluator, value, name, node);
    case 'instance':
      return instanceMember(evaluator, value, name, node);
    case 'module':
      return value.file === 'backstep'
        ? sure({ type: 'language', name })
        : evaluator.exported(value.file, name, node);
    case 'namespace':
      return (
        findVariable(value.scope, name)?.anywhere.force() ?? unknown(`${name} is not declared there`, node)
      );
    case 'global':
      return sure({ type: 'global', name: `${value.name}.${name}` });
    default:
      return unknown(notKnown(node), node);
  }
}

/** What `value[key]` may be. A key that is not known may be any, and says which one in the guard. */
export function elementOf(
  evaluator: Evaluator,
  value: Value,
  keys: Alternatives,
  node: ts.Node,
): Alternatives {
  return derive(keys, (key) => {
    const name = keyOf(key);
    if (name !== null) return memberOf(evaluator, value, name, node);
    const fits = key.type === 'pattern' ? new RegExp(`^${key.source}$`) : null;
    return anyMember(evaluator, value, fits, node);
  });
}

/** What is left of a value after the named parts of a pattern were taken from it. */
export function restOf(value: Value, element: ts.BindingElement): Alternatives {
  if (value.type === 'object') return sure(value);
  if (value.type !== 'array') return unknown(notKnown(element), element);
  const pattern = element.parent;
  return sure({ ...value, items: value.items.slice(pattern.elements.length - 1) });
}

function anyMember(evaluator: Evaluator, value: Value, fits: RegExp | null, node: ts.Node): Alternatives {
  const keyText = keyExpression(evaluator, node);
  const guardFor = (name: string) => (keyText === null ? '' : shorten(`${keyText} = '${name}'`));
  const chosen = (names: Iterable<string>) => [...names].filter((name) => !fits || fits.test(name));
  switch (value.type) {
    case 'object': {
      const members = chosen(value.entries.keys()).map((name) =>
        under(guardFor(name), objectMember(value, name, node)),
      );
      const more = value.open === null ? [] : unknown(value.open, node);
      return union(...members, value.changed.get('*')?.force() ?? [], sure({ type: 'missing' }), more);
    }
    case 'enum': {
      // Any state at all is no answer; those that fit a template are a good guess.
      if (!fits) return unknown(notKnown(node), node);
      return chosen(value.members.keys()).flatMap((name) =>
        enumMember(value, name, node).map((one) => ({ ...one, certain: false })),
      );
    }
    case 'array': {
      const items = value.items.map((item) => item.force());
      const more = value.open === null ? [] : unknown(value.open, node);
      const all = union(...items, sure({ type: 'missing' }), more);
      // An index that is computed most likely depends on where the run is, so not every item can follow.
      return isComputed(evaluator, node) ? all.map((one) => ({ ...one, certain: false })) : all;
    }
    case 'module':
    case 'class':
    case 'instance':
    case 'namespace':
    case 'global':
      return unknown(`${text(node)} names a member that is not known before it runs`, node);
    default:
      return memberOf(evaluator, value, '', node);
  }
}

function enumMember(value: EnumValue, name: string, node: ts.Node): Alternatives {
  const member = value.members.get(name);
  if (member) return sure(member);
  // Numeric enums map back from the value to the name.
  for (const other of value.members.values()) {
    if (typeof other.value === 'number' && String(other.value) === name) return literal(other.name);
  }
  if (name === '') return unknown('the expression is not finished', node);
  return sure({ type: 'noMember', owner: value.name, name, node });
}

function objectMember(value: ObjectValue, name: string, node: ts.Node): Alternatives {
  const entry = value.entries.get(name);
  const changed = [value.changed.get(name), value.changed.get('*')].flatMap((more) => more?.force() ?? []);
  if (entry) return union(entry.value.force(), changed);
  if (changed.length > 0) return changed;
  return value.open === null ? sure({ type: 'missing' }) : unknown(value.open, node);
}

function arrayItem(value: ArrayValue, index: number, node: ts.Node): Alternatives {
  if (value.open !== null)
    return union(...value.items.map((item) => item.force()), unknown(value.open, node));
  return value.items[index]?.force() ?? sure({ type: 'missing' });
}

function isComputed(evaluator: Evaluator, node: ts.Node): boolean {
  const { ts } = evaluator;
  if (!ts.isElementAccessExpression(node)) return false;
  const index = withoutAssertions(node.argumentExpression);
  return (
    ts.isBinaryExpression(index) || ts.isPrefixUnaryExpression(index) || ts.isPostfixUnaryExpression(index)
  );
}

function keyExpression(evaluator: Evaluator, node: ts.Node): string | null {
  return evaluator.ts.isElementAccessExpression(node) ? text(node.argumentExpression) : null;
}

function notKnown(node: ts.Node): string {
  return `${text(node)} is not known before it runs`;
}

/** The part of an unknown value that a reader may ask about. */
export function isUnknown(value: Value): value is UnknownValue {
  return value.type === 'unknown';
}
