import type { ts } from 'ts-morph';
import type { Problem } from '../model/graph.ts';
import { callExpression, newExpression } from './calls.ts';
import { compiler } from './compiler.ts';
import { declareAll } from './declarations.ts';
import { text } from './guard.ts';
import { callFunction } from './invoke.ts';
import { isLanguageName, packageName } from './language.ts';
import { createProgress, Lazy, resetProgress } from './lazy.ts';
import { elementOf, memberOf } from './members.ts';
import { exportedName } from './modules.ts';
import { changedProperties, type PropertyChange } from './mutations.ts';
import { objectLiteral } from './objectLiteral.ts';
import { add, template } from './operators.ts';
import { withoutParentheses } from './parentheses.ts';
import { problem } from './problem.ts';
import { lineOf, rangeOf } from './range.ts';
import { refine } from './refine.ts';
import type { Resolution } from './resolution.ts';
import { emptyFlow, findVariable, type Place, type Scope } from './scope.ts';
import type { Source, Sources } from './sources.ts';
import type { TypeResort } from './typeResort.ts';
import {
  type Alternative,
  type Alternatives,
  derive,
  equal,
  type FunctionValue,
  literal,
  nullish,
  sure,
  truth,
  undefinedValue,
  under,
  union,
  unknown,
  type Value,
} from './value.ts';

/** How many expressions may be looked at for one step. Ordinary steps need some hundred. */
const budgetPerStep = 60_000;

const globals: ReadonlySet<string> = new Set([
  'Object',
  'Promise',
  'Map',
  'Array',
  'String',
  'Number',
  'Boolean',
]);

/**
 * Tells what expressions may be, from the syntax alone.
 *
 * 1. It never throws for what a program contains, and never runs it.
 * 2. It may name a value that never occurs, but leaves none out: what it cannot follow is an `unknown` with a reason.
 *    (Two kinds of change escape it: of an object by code that it was passed to, and of one module's object by another.)
 * 3. Values are computed when asked for, so that code that leads to no transition costs nothing.
 */
export class Evaluator {
  readonly ts: typeof ts = compiler().ts;
  readonly sources: Sources;
  readonly resolution: Resolution;
  readonly types: TypeResort;
  readonly #progress = createProgress();
  readonly #modules = new Map<Source, Scope>();
  readonly #assumed = new Map<string, Problem>();
  #budget = budgetPerStep;

  constructor(sources: Sources, resolution: Resolution, types: TypeResort) {
    this.sources = sources;
    this.resolution = resolution;
    this.types = types;
  }

  /** Grants the full budget again. */
  renew(): void {
    this.#budget = budgetPerStep;
    resetProgress(this.#progress);
  }

  /**
   * Takes a name of the language for what it says, though nothing brings it in: while typing, a decorator often comes
   * before its import. `specifier` is the module that should have brought it.
   */
  assume(name: string, node: ts.Node, specifier: string | null): Alternatives {
    const key = specifier ?? name;
    if (!this.#assumed.has(key)) {
      const message =
        specifier === null
          ? `${name} is not imported: add \`import { ${name} } from '${packageName}'\`.`
          : `The module '${specifier}' is not found, so ${name} is taken for Backstep's own: correct the path, or import from '${packageName}'.`;
      this.#assumed.set(key, problem('missing-import', rangeOf(node), message));
    }
    return sure({ type: 'language', name });
  }

  /** A problem for each name that was taken for the language's. */
  assumptions(): readonly Problem[] {
    return [...this.#assumed.values()];
  }

  lazy(compute: () => Alternatives): Lazy {
    return new Lazy(this.#progress, compute);
  }

  lazyAt(node: ts.Expression, place: Place): Lazy {
    return this.lazy(() => this.evaluate(node, place));
  }

  moduleScope(source: Source): Scope {
    const known = this.#modules.get(source);
    if (known) return known;
    const scope: Scope = {
      source,
      parent: null,
      container: source.tree,
      self: null,
      home: null,
      variables: new Map(),
      entry: emptyFlow,
    };
    this.#modules.set(source, scope);
    declareAll(this, scope, source.tree.statements);
    return scope;
  }

  evaluate(given: ts.Expression, place: Place): Alternatives {
    const { ts } = this;
    if (--this.#budget < 0) return unknown('the code that decides it is too complex to follow', given);
    const node = withoutParentheses(given);
    if (ts.isIdentifier(node)) return this.#name(node, place);
    if (ts.isStringLiteralLike(node)) return sure({ type: 'literal', value: node.text, origins: [node] });
    if (ts.isNumericLiteral(node)) return literal(Number(node.text));
    if (ts.isTemplateExpression(node)) return template(this, node, place);
    if (ts.isPropertyAccessExpression(node)) return this.#property(node, place);
    if (ts.isElementAccessExpression(node)) return this.#element(node, place);
    if (ts.isCallExpression(node)) return callExpression(this, node, place);
    if (ts.isNewExpression(node)) return newExpression(this, node, place);
    if (ts.isAwaitExpression(node)) return this.evaluate(node.expression, place);
    if (ts.isConditionalExpression(node)) return this.#conditional(node, place);
    if (ts.isBinaryExpression(node)) return this.#binary(node, place);
    if (ts.isObjectLiteralExpression(node)) return objectLiteral(this, node, place);
    if (ts.isArrayLiteralExpression(node)) return this.#array(node, place);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      return sure({ type: 'function', node, scope: place.scope, flow: place.flow });
    }
    if (ts.isClassExpression(node))
      return sure({ type: 'class', node, scope: place.scope, flow: place.flow });
    if (ts.isNonNullExpression(node)) {
      return this.evaluate(node.expression, place).filter(({ value }) => nullish(value) !== true);
    }
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node)) {
      return this.#asserted(node, place);
    }
    if (ts.isPrefixUnaryExpression(node)) return this.#prefix(node, place);
    if (ts.isYieldExpression(node)) return this.#yield(node, place);
    if (ts.isVoidExpression(node)) return literal(undefined);
    return this.#keyword(node, place);
  }

  #keyword(node: ts.Expression, place: Place): Alternatives {
    const { SyntaxKind } = this.ts;
    const { self, home } = place.scope;
    switch (node.kind) {
      case SyntaxKind.TrueKeyword:
        return literal(true);
      case SyntaxKind.FalseKeyword:
        return literal(false);
      case SyntaxKind.NullKeyword:
        return literal(null);
      case SyntaxKind.ThisKeyword:
        return self ? sure({ type: 'instance', of: self, self }) : unknown('`this` has no class here', node);
      case SyntaxKind.SuperKeyword: {
        const heritage = home?.node.heritageClauses?.find(
          (clause) => clause.token === SyntaxKind.ExtendsKeyword,
        );
        const base = heritage?.types[0]?.expression;
        if (!home || !base || !self) return unknown('`super` has no class here', node);
        return derive(this.evaluate(base, { scope: home.scope, flow: home.flow, call: null }), (value) =>
          value.type === 'class'
            ? sure({ type: 'instance', of: value, self })
            : unknown('the base class is not known', node),
        );
      }
      default:
        return unknown(`${text(node)} is not known before it runs`, node);
    }
  }

  #name(node: ts.Identifier, place: Place): Alternatives {
    const name = node.text;
    const variable = findVariable(place.scope, name);
    if (!variable) {
      if (name === 'undefined') return literal(undefined);
      if (globals.has(name)) return sure({ type: 'global', name });
      if (isLanguageName(name)) return this.assume(name, node, null);
      return name === ''
        ? unknown('the expression is not finished', node)
        : unknown(`${name} is not declared in this file`, node);
    }
    const held = place.flow.get(variable);
    const elsewhere = variable.scope.container !== place.scope.container;
    const known = held && !(variable.changes === 'inside' || (variable.changes === 'here' && elsewhere));
    const alternatives = (known ? held.force() : variable.anywhere.force()).map((one) => seenAt(one, node));
    if (!alternatives.some(({ value }) => mayChangeInside(value))) return alternatives;
    const changed = changedProperties(this, variable.scope.container, name);
    if (changed.size === 0) return alternatives;
    return alternatives.map((one) => ({ ...one, value: this.#withChanges(one.value, name, changed, place) }));
  }

  #property(node: ts.PropertyAccessExpression, place: Place): Alternatives {
    const receiver = this.evaluate(node.expression, place);
    return derive(receiver, (value) => {
      if (nullish(value) === true) return node.questionDotToken ? sure(undefinedValue) : [];
      return memberOf(this, value, node.name.text, node);
    });
  }

  #element(node: ts.ElementAccessExpression, place: Place): Alternatives {
    const receiver = this.evaluate(node.expression, place);
    const key = this.evaluate(node.argumentExpression, place);
    return derive(receiver, (value) => {
      if (nullish(value) === true) return node.questionDotToken ? sure(undefinedValue) : [];
      return elementOf(this, value, key, node);
    });
  }

  #conditional(node: ts.ConditionalExpression, place: Place): Alternatives {
    const [whenTrue, whenFalse] = refine(this, node.condition, place);
    return union(
      ...[[whenTrue, node.whenTrue] as const, [whenFalse, node.whenFalse] as const].map(
        ([branch, expression]) =>
          branch?.alive()
            ? under(branch.guard, this.evaluate(expression, { ...place, flow: branch.flow }))
            : [],
      ),
    );
  }

  #binary(node: ts.BinaryExpression, place: Place): Alternatives {
    const { SyntaxKind } = this.ts;
    switch (node.operatorToken.kind) {
      case SyntaxKind.CommaToken:
      case SyntaxKind.EqualsToken:
        return this.evaluate(node.right, place);
      case SyntaxKind.QuestionQuestionToken:
      case SyntaxKind.QuestionQuestionEqualsToken: {
        const left = this.evaluate(node.left, place);
        const kept = left.filter(({ value }) => nullish(value) !== true);
        const fallback = left.some(({ value }) => nullish(value) !== false);
        return union(kept, fallback ? under('otherwise', this.evaluate(node.right, place)) : []);
      }
      case SyntaxKind.BarBarToken:
      case SyntaxKind.BarBarEqualsToken: {
        const left = this.evaluate(node.left, place);
        const kept = left.filter(({ value }) => truth(value) !== false && value.type !== 'missing');
        const fallback = left.some(({ value }) => truth(value) !== true);
        return union(kept, fallback ? under('otherwise', this.evaluate(node.right, place)) : []);
      }
      case SyntaxKind.AmpersandAmpersandToken:
      case SyntaxKind.AmpersandAmpersandEqualsToken: {
        const left = this.evaluate(node.left, place);
        const kept = left.filter(({ value }) => truth(value) !== true);
        const [whenTrue] = refine(this, node.left, place);
        return union(
          kept,
          whenTrue?.alive()
            ? under(whenTrue.guard, this.evaluate(node.right, { ...place, flow: whenTrue.flow }))
            : [],
        );
      }
      case SyntaxKind.PlusToken:
        return add(this.evaluate(node.left, place), this.evaluate(node.right, place), node);
      case SyntaxKind.EqualsEqualsEqualsToken:
        return this.#comparison(node, place, (same) => same);
      case SyntaxKind.ExclamationEqualsEqualsToken:
        return this.#comparison(node, place, (same) => !same);
      default:
        return unknown(`${text(node)} is not known before it runs`, node);
    }
  }

  #comparison(node: ts.BinaryExpression, place: Place, result: (same: boolean) => boolean): Alternatives {
    const right = this.evaluate(node.right, place);
    return derive(this.evaluate(node.left, place), (a) =>
      derive(right, (b) => {
        const same = equal(a, b);
        return same === null
          ? unknown(`${text(node)} is not known before it runs`, node)
          : literal(result(same));
      }),
    );
  }

  #array(node: ts.ArrayLiteralExpression, place: Place): Alternatives {
    const items: Lazy[] = [];
    let open: string | null = null;
    for (const element of node.elements) {
      if (!this.ts.isSpreadElement(element)) {
        items.push(this.lazyAt(element, place));
        continue;
      }
      const spread = this.evaluate(element.expression, place);
      const only = spread.length === 1 ? spread[0]?.value : undefined;
      if (only?.type === 'array') {
        items.push(...only.items);
        open ??= only.open;
      } else open ??= `${text(element)} is not known before it runs`;
    }
    return sure({ type: 'array', items, open, node });
  }

  /** What a type says of a value is taken up later, and only where nothing better is known. */
  #asserted(node: ts.AsExpression | ts.SatisfiesExpression | ts.TypeAssertion, place: Place): Alternatives {
    return this.evaluate(node.expression, place).map((one) => seenAt(one, node));
  }

  #prefix(node: ts.PrefixUnaryExpression, place: Place): Alternatives {
    const { SyntaxKind } = this.ts;
    const notKnown = () => unknown(`${text(node)} is not known before it runs`, node);
    return derive(this.evaluate(node.operand, place), (value) => {
      if (node.operator === SyntaxKind.ExclamationToken) {
        const operand = truth(value);
        return operand === null ? notKnown() : literal(!operand);
      }
      if (
        node.operator === SyntaxKind.MinusToken &&
        value.type === 'literal' &&
        typeof value.value === 'number'
      ) {
        return literal(-value.value);
      }
      return notKnown();
    });
  }

  #yield(node: ts.YieldExpression, place: Place): Alternatives {
    if (!node.asteriskToken || !node.expression)
      return unknown('what comes back from yield is not known', node);
    return derive(this.evaluate(node.expression, place), (value) =>
      value.type === 'generator'
        ? value.returns.force()
        : unknown('what the generator returns is not known', node),
    );
  }

  call(called: FunctionValue, args: readonly Lazy[], asked: ts.Node, from: Place): Alternatives {
    return callFunction(this, called, args, asked, from);
  }

  /** The value of a module's export. */
  exported(file: string, name: string, node: ts.Node): Alternatives {
    return exportedName(this, file, name, node, new Set());
  }

  /** The value of a variable, parts of which are assigned to somewhere. */
  #withChanges(
    value: Value,
    name: string,
    changed: ReadonlyMap<string, readonly PropertyChange[]>,
    place: Place,
  ): Value {
    const unknownAt = (node: ts.Node) => unknown(`${name} is changed in line ${lineOf(node)}`, node);
    const [first] = [...changed.values()].flat();
    if (!first) return value;
    if (value.type === 'array' || value.type === 'map') {
      return { ...value, open: `${name} is changed in line ${lineOf(first.node)}` };
    }
    if (value.type !== 'object') return value;
    const held = [...changed].map(
      ([key, changes]) =>
        [
          key,
          this.lazy(() =>
            union(
              ...changes.map((one) => (one.value ? this.evaluate(one.value, place) : unknownAt(one.node))),
            ),
          ),
        ] as const,
    );
    return { ...value, changed: new Map(held) };
  }
}

/** An unknown value as an expression has it: the type there may say more than the type where it came from. */
function seenAt(one: Alternative, node: ts.Node): Alternative {
  const { value } = one;
  if (value.type !== 'unknown') return one;
  return { ...one, value: { ...value, node, through: [value.node, ...(value.through ?? [])] } };
}

function mayChangeInside({ type }: Value): boolean {
  return type === 'object' || type === 'array' || type === 'map';
}
