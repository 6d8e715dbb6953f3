import type { ts } from 'ts-morph';
import { enumValue } from './enums.ts';
import type { Evaluator } from './evaluator.ts';
import type { Lazy } from './lazy.ts';
import { elementOf, memberOf, restOf } from './members.ts';
import { declareImport } from './modules.ts';
import { childScope, emptyFlow, type Place, type Scope } from './scope.ts';
import { type Alternatives, derive, literal, sure, union, unknown } from './value.ts';
import { declare } from './variables.ts';

/** Declares all names of a list of statements, before any of them is looked at. */
export function declareAll(evaluator: Evaluator, scope: Scope, statements: readonly ts.Statement[]): void {
  const { ts } = evaluator;
  for (const statement of statements) {
    if (ts.isVariableStatement(statement))
      declareVariables(evaluator, scope, statement.declarationList, 'here');
    else if (ts.isFunctionDeclaration(statement)) declareFunction(evaluator, scope, statement);
    else if (ts.isClassDeclaration(statement)) declareClass(evaluator, scope, statement);
    else if (ts.isEnumDeclaration(statement)) declareEnum(evaluator, scope, statement);
    else if (ts.isModuleDeclaration(statement)) declareNamespace(evaluator, scope, statement);
    else declareImport(evaluator, scope, statement);
  }
}

/** Declares the names of a variable list; their values anywhere are the initializer and all that is assigned later. */
export function declareVariables(
  evaluator: Evaluator,
  scope: Scope,
  list: ts.VariableDeclarationList,
  where: 'here' | 'hoisted',
): void {
  const { ts } = evaluator;
  // A `var` inside a function belongs to all of it, and was declared when the function was entered.
  const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
  if (isVar && where === 'here' && !ts.isSourceFile(scope.container)) return;
  for (const declaration of list.declarations) {
    const initial = initialValue(evaluator, declaration, { scope, flow: scope.entry, call: null });
    for (const { name, value } of bindings(evaluator, declaration.name, initial, {
      scope,
      flow: scope.entry,
      call: null,
    })) {
      declare(evaluator, scope, name.text, declaration, value);
    }
  }
}

/** What a declaration gives its name; nothing for one that is only typed, since it is assigned before it is read. */
export function initialValue(evaluator: Evaluator, declaration: ts.VariableDeclaration, place: Place): Lazy {
  const { ts } = evaluator;
  const { initializer } = declaration;
  if (initializer) return evaluator.lazyAt(initializer, place);
  const parent = declaration.parent.parent;
  if (ts.isForOfStatement(parent)) {
    return evaluator.lazy(() => elementsOf(evaluator.evaluate(parent.expression, place), declaration));
  }
  if (
    !ts.isVariableStatement(parent) ||
    parent.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
  ) {
    return evaluator.lazy(() => unknown('it is set by the loop, the catch or code elsewhere', declaration));
  }
  return evaluator.lazy(() => literal(undefined));
}

/** What a loop over these values sees. */
export function elementsOf(values: Alternatives, node: ts.Node): Alternatives {
  return derive(values, (value) => {
    if (value.type === 'generator') return value.yields.force();
    if (value.type !== 'array') return unknown('the items of the loop are not known', node);
    const items = union(...value.items.map((item) => item.force()));
    return value.open === null ? items : union(items, unknown(value.open, node));
  });
}

/** The names that a pattern binds, with what each takes from the value. */
export function bindings(
  evaluator: Evaluator,
  pattern: ts.BindingName,
  value: Lazy,
  place: Place,
): readonly { readonly name: ts.Identifier; readonly value: Lazy }[] {
  const { ts } = evaluator;
  if (ts.isIdentifier(pattern)) return [{ name: pattern, value }];
  return pattern.elements.flatMap((element, index) => {
    if (ts.isOmittedExpression(element)) return [];
    const part = evaluator.lazy(() => {
      const taken = partOf(evaluator, pattern, element, index, value.force(), place);
      const { initializer } = element;
      if (!initializer) return taken;
      const given = taken.filter((one) => one.value.type !== 'missing' && !isUndefined(one.value));
      const mayLack = taken.some((one) => one.value.type !== 'literal' || one.value.value === undefined);
      return mayLack ? union(given, evaluator.evaluate(initializer, place)) : given;
    });
    return bindings(evaluator, element.name, part, place);
  });
}

function isUndefined(value: { readonly type: string; readonly value?: unknown }): boolean {
  return value.type === 'literal' && value.value === undefined;
}

function partOf(
  evaluator: Evaluator,
  pattern: ts.BindingPattern,
  element: ts.BindingElement,
  index: number,
  whole: Alternatives,
  place: Place,
): Alternatives {
  const { ts } = evaluator;
  return derive(whole, (value) => {
    if (element.dotDotDotToken) return restOf(value, element);
    if (ts.isArrayBindingPattern(pattern)) return elementOf(evaluator, value, literal(index), element);
    const key = element.propertyName ?? element.name;
    if (ts.isIdentifier(key) || ts.isStringLiteralLike(key) || ts.isNumericLiteral(key)) {
      return memberOf(evaluator, value, key.text, element);
    }
    if (ts.isComputedPropertyName(key)) {
      return elementOf(evaluator, value, evaluator.evaluate(key.expression, place), element);
    }
    return unknown('the pattern is not finished', element);
  });
}

function declareFunction(evaluator: Evaluator, scope: Scope, node: ts.FunctionDeclaration): void {
  const name = node.name?.text ?? 'default';
  // Of overloads, the one with a body counts.
  if (!node.body && scope.variables.has(name)) return;
  declare(
    evaluator,
    scope,
    name,
    node,
    evaluator.lazy(() => sure({ type: 'function', node, scope, flow: emptyFlow })),
  );
}

function declareClass(evaluator: Evaluator, scope: Scope, node: ts.ClassDeclaration): void {
  const value = evaluator.lazy(() => sure({ type: 'class', node, scope, flow: scope.entry }));
  declare(evaluator, scope, node.name?.text ?? 'default', node, value);
}

function declareEnum(evaluator: Evaluator, scope: Scope, node: ts.EnumDeclaration): void {
  const name = node.name.text;
  const earlier = scope.variables.get(name);
  const value = evaluator.lazy(() => {
    const before = earlier?.anywhere.force()[0]?.value;
    return sure(enumValue(evaluator, node, scope, before?.type === 'enum' ? before : null));
  });
  declare(evaluator, scope, name, node, value);
}

function declareNamespace(evaluator: Evaluator, scope: Scope, node: ts.ModuleDeclaration): void {
  const { body, name } = node;
  if (!body || !evaluator.ts.isModuleBlock(body) || !evaluator.ts.isIdentifier(name)) return;
  const value = evaluator.lazy(() => {
    const inner = childScope(scope);
    declareAll(evaluator, inner, body.statements);
    return sure({ type: 'namespace', scope: inner });
  });
  declare(evaluator, scope, name.text, node, value);
}
