import type { ts } from 'ts-morph';
import { bindings } from './declarations.ts';
import type { Evaluator } from './evaluator.ts';
import { text } from './guard.ts';
import type { Lazy } from './lazy.ts';
import { type Call, emptyFlow, type Flow, type Place, type Scope, type Variable } from './scope.ts';
import { outcome, runBody } from './statements.ts';
import { type Alternatives, type FunctionValue, literal, roughKey, sure, union, unknown } from './value.ts';
import { declare } from './variables.ts';
import type { Exit } from './walk.ts';

const maxDepth = 40;
const maxSelfCalls = 6;

/** What a function returns when it is called with these arguments. `asked` is the call. */
export function callFunction(
  evaluator: Evaluator,
  called: FunctionValue,
  args: readonly Lazy[],
  asked: ts.Node,
  from: Place,
): Alternatives {
  const { ts } = evaluator;
  const { node } = called;
  if (!node.body) return unknown(`${text(asked)} has no code here to read`, asked);
  const key = keyOfCall(node, args, from.call);
  if (key === 'again') return [];
  if (key === 'deep') return unknown(`${text(asked)} calls itself too often to follow`, asked);
  const call: Call = { node, args: key, depth: (from.call?.depth ?? 0) + 1, parent: from.call };
  const place = enter(evaluator, called, args, from.flow, call);
  if (isGenerator(evaluator, node)) return generator(evaluator, node, place);
  if (!ts.isBlock(node.body)) return evaluator.evaluate(node.body, place);
  return returned(runBody(evaluator, node.body, node, place));
}

/** The alternatives of all exits together. */
function returned(exits: readonly Exit[]): Alternatives {
  return union(...exits.map(outcome));
}

/** The place inside a function right after it was entered. */
export function enter(
  evaluator: Evaluator,
  called: FunctionValue,
  args: readonly Lazy[],
  flowAtCall: Flow,
  call: Call | null,
): Place {
  const { node } = called;
  const entry = new Map<Variable, Lazy>();
  const scope: Scope = {
    source: called.scope.source,
    parent: called.scope,
    container: node,
    self: called.scope.self,
    home: called.scope.home,
    variables: new Map(),
    entry,
  };
  // What the function saw where it was made wins over what the caller sees: they may be two activations of one function.
  for (const [variable, value] of flowAtCall) entry.set(variable, value);
  for (const [variable, value] of called.flow) entry.set(variable, value);
  const place: Place = { scope, flow: entry, call };
  node.parameters.forEach((parameter, index) => {
    for (const { name, value } of bindings(
      evaluator,
      parameter.name,
      argument(evaluator, parameter, args, index, place),
      place,
    )) {
      entry.set(declare(evaluator, scope, name.text, parameter, value), value);
    }
  });
  return place;
}

function argument(
  evaluator: Evaluator,
  parameter: ts.ParameterDeclaration,
  args: readonly Lazy[],
  index: number,
  place: Place,
): Lazy {
  const { initializer } = parameter;
  if (parameter.dotDotDotToken) {
    return evaluator.lazy(() =>
      sure({ type: 'array', items: args.slice(index), open: null, node: parameter }),
    );
  }
  const given = args[index];
  if (!initializer) return given ?? evaluator.lazy(() => literal(undefined));
  if (!given) return evaluator.lazyAt(initializer, place);
  return evaluator.lazy(() => {
    const values = given.force();
    const kept = values.filter(({ value }) => value.type !== 'literal' || value.value !== undefined);
    const lacking = kept.length < values.length || values.some(({ value }) => value.type === 'unknown');
    return lacking ? union(kept, evaluator.evaluate(initializer, place)) : kept;
  });
}

function isGenerator(evaluator: Evaluator, node: ts.FunctionLikeDeclaration): boolean {
  const { ts } = evaluator;
  return (
    (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) &&
    node.asteriskToken !== undefined
  );
}

function generator(evaluator: Evaluator, node: ts.FunctionLikeDeclaration, place: Place): Alternatives {
  const { ts } = evaluator;
  const { body } = node;
  if (!body || !ts.isBlock(body)) return [];
  const yielded: ts.Expression[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isFunctionLike(inner)) return;
    if (ts.isYieldExpression(inner) && inner.expression && !inner.asteriskToken)
      yielded.push(inner.expression);
    ts.forEachChild(inner, visit);
  };
  ts.forEachChild(body, visit);
  return sure({
    type: 'generator',
    returns: evaluator.lazy(() => returned(runBody(evaluator, body, node, place))),
    yields: evaluator.lazy(() =>
      union(...yielded.map((expression) => evaluator.evaluate(expression, place))),
    ),
  });
}

/** Recursion: the same call again adds nothing to what the outer one finds. */
function keyOfCall(node: ts.Node, args: readonly Lazy[], caller: Call | null): string | 'again' | 'deep' {
  if ((caller?.depth ?? 0) >= maxDepth) return 'deep';
  const outer: Call[] = [];
  for (let at = caller; at; at = at.parent) if (at.node === node) outer.push(at);
  if (outer.length === 0) return '';
  if (outer.length > maxSelfCalls) return 'deep';
  const key = args
    .map((arg) =>
      arg
        .force()
        .map(({ value }) => roughKey(value))
        .join('|'),
    )
    .join(',');
  return outer.some(({ args: known }) => known === key) ? 'again' : key;
}

/** A place in no function at all, such as that of a decorator. */
export function placeIn(scope: Scope, flow: Flow = emptyFlow): Place {
  return { scope, flow, call: null };
}
