import type { ts } from 'ts-morph';
import { callBuiltin } from './builtins.ts';
import type { Evaluator } from './evaluator.ts';
import { text } from './guard.ts';
import { isLanguageName } from './language.ts';
import type { Lazy } from './lazy.ts';
import { elementOf, memberOf } from './members.ts';
import { moduleNamed } from './modules.ts';
import { withoutAssertions } from './parentheses.ts';
import type { Place } from './scope.ts';
import { type Alternatives, derive, nullish, sure, undefinedValue, unknown, type Value } from './value.ts';

export function callExpression(evaluator: Evaluator, node: ts.CallExpression, place: Place): Alternatives {
  const { ts } = evaluator;
  const callee = withoutAssertions(node.expression);
  const args = argumentsOf(evaluator, node.arguments, place);
  if (callee.kind === ts.SyntaxKind.ImportKeyword || isRequire(evaluator, callee, place)) {
    return loadedModule(evaluator, node, place);
  }
  if (ts.isPropertyAccessExpression(callee)) {
    const receiver = evaluator.evaluate(callee.expression, place);
    return derive(receiver, (value) => {
      if (nullish(value) === true) return isOptional(callee, node) ? sure(undefinedValue) : [];
      const builtin = callBuiltin(evaluator, value, callee.name.text, args, node, place);
      if (builtin) return builtin;
      const methods = memberOf(evaluator, value, callee.name.text, callee);
      return derive(methods, (method) => callValue(evaluator, method, args, node, place));
    });
  }
  if (ts.isElementAccessExpression(callee)) {
    const keys = evaluator.evaluate(callee.argumentExpression, place);
    return derive(evaluator.evaluate(callee.expression, place), (value) =>
      derive(elementOf(evaluator, value, keys, callee), (method) =>
        callValue(evaluator, method, args, node, place),
      ),
    );
  }
  return derive(evaluator.evaluate(callee, place), (value) => callValue(evaluator, value, args, node, place));
}

export function newExpression(evaluator: Evaluator, node: ts.NewExpression, place: Place): Alternatives {
  return derive(evaluator.evaluate(node.expression, place), (value) => {
    if (value.type === 'class') return sure({ type: 'instance', of: value, self: value });
    if (value.type === 'global' && value.name === 'Map') return mapOf(evaluator, node, place);
    return unknown(`${text(node)} is not known before it runs`, node);
  });
}

function callValue(
  evaluator: Evaluator,
  value: Value,
  args: readonly Lazy[],
  node: ts.CallExpression,
  place: Place,
): Alternatives {
  switch (value.type) {
    case 'function':
      return evaluator.call(value, args, node, place);
    case 'language':
      if (!isLanguageName(value.name)) break;
      return sure({ type: 'call', name: value.name, args, node, file: place.scope.source.file });
    case 'global':
      return callBuiltin(evaluator, value, '', args, node, place) ?? notKnown(node);
    case 'literal':
    case 'missing':
      return []; // Calling nothing throws.
    case 'unknown':
      return returnedByCallbacks(evaluator, args, node, place) ?? sure({ ...value, node });
    default:
      break;
  }
  return notKnown(node);
}

/**
 * A wrapper that is not known (a transaction, a tracer, a retry) most likely returns what the function that it was
 * given returns: if that is a directive or a state, it is taken as a guess.
 */
function returnedByCallbacks(
  evaluator: Evaluator,
  args: readonly Lazy[],
  node: ts.CallExpression,
  place: Place,
): Alternatives | null {
  const found = node.arguments.flatMap((argument, index) => {
    if (!evaluator.ts.isArrowFunction(argument) && !evaluator.ts.isFunctionExpression(argument)) return [];
    const value = args[index]?.force()[0]?.value;
    if (value?.type !== 'function') return [];
    const unknownArgs = argument.parameters.map((parameter) =>
      evaluator.lazy(() => unknown(`${text(parameter.name)} is not known before it runs`, parameter)),
    );
    const results = evaluator.call(value, unknownArgs, argument, place);
    return results.some((one) => leads(one.value)) ? results : [];
  });
  const useful = found.filter((one) => leads(one.value) || one.value.type === 'unknown');
  return useful.length > 0 ? useful.map((one) => ({ ...one, certain: false })) : null;
}

function leads(value: Value): boolean {
  return value.type === 'member' || value.type === 'call';
}

function argumentsOf(evaluator: Evaluator, given: readonly ts.Expression[], place: Place): readonly Lazy[] {
  const { ts } = evaluator;
  const args: Lazy[] = [];
  for (const argument of given) {
    if (!ts.isSpreadElement(argument)) {
      args.push(evaluator.lazyAt(argument, place));
      continue;
    }
    const spread = evaluator.evaluate(argument.expression, place);
    const [only] = spread;
    if (spread.length !== 1 || only?.value.type !== 'array' || only.value.open !== null) {
      // From here on any argument may stand in any position.
      const rest = evaluator.lazy(() => unknown(`${text(argument)} is not known before it runs`, argument));
      return [...args, ...new Array<Lazy>(8).fill(rest)];
    }
    args.push(...only.value.items);
  }
  return args;
}

function isRequire(evaluator: Evaluator, callee: ts.Expression, place: Place): boolean {
  return (
    evaluator.ts.isIdentifier(callee) &&
    callee.text === 'require' &&
    evaluator.evaluate(callee, place)[0]?.value.type === 'unknown'
  );
}

function loadedModule(evaluator: Evaluator, node: ts.CallExpression, place: Place): Alternatives {
  const [specifier] = node.arguments;
  if (!specifier || !evaluator.ts.isStringLiteralLike(specifier)) {
    return unknown(`${text(node)} names a module that is not known before it runs`, node);
  }
  return moduleNamed(evaluator, specifier.text, place.scope.source.file, node);
}

function mapOf(evaluator: Evaluator, node: ts.NewExpression, place: Place): Alternatives {
  const [entries] = node.arguments ?? [];
  if (!entries) return sure({ type: 'map', entries: [], open: null });
  return derive(evaluator.evaluate(entries, place), (list) => {
    if (list.type !== 'array')
      return sure({ type: 'map', entries: [], open: `${text(entries)} is not known` });
    const pairs = list.items.flatMap((item) => {
      const pair = item.force()[0]?.value;
      const [key, value] = pair?.type === 'array' ? pair.items : [];
      return key && value ? [{ key, value }] : [];
    });
    const complete = list.open === null && pairs.length === list.items.length;
    return sure({ type: 'map', entries: pairs, open: complete ? null : `${text(entries)} is not known` });
  });
}

function isOptional(callee: ts.PropertyAccessExpression, node: ts.CallExpression): boolean {
  return callee.questionDotToken !== undefined || node.questionDotToken !== undefined;
}

function notKnown(node: ts.Node): Alternatives {
  return unknown(`${text(node)} is not known before it runs`, node);
}
