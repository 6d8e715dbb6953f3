import type { ts } from 'ts-morph';
import { memberScope } from './classes.ts';
import {
  homeOf,
  itemOf,
  keyOf,
  type Names,
  pathText,
  type Ref,
  type SessionRef,
  sessionBelow,
} from './contextRef.ts';
import type { Evaluator } from './evaluator.ts';
import { isChangingMethod } from './mutations.ts';
import { withoutAssertions } from './parentheses.ts';
import { bagOf, bind, refOf } from './references.ts';
import type { Scope } from './scope.ts';
import { fieldOf, isAssignment, isOwnMethod, isReader, isStepping } from './stepSyntax.ts';
import type { ClassValue } from './value.ts';
import type { MarkedMethod } from './workflowClass.ts';

/** What a step does to what lies outside it. */
export interface Facts {
  /** Session paths such as `user.name`, with the first place of each; `*` is the session as a whole. */
  readonly reads: ReadonlyMap<string, ts.Node>;
  readonly writes: ReadonlyMap<string, ts.Node>;
  /** Those of `writes` that are written out: no copy of a list, and nothing that a function of others may do. */
  readonly sureWrites: ReadonlyMap<string, ts.Node>;
  /** Service members called, such as `llm.chat.create`. */
  readonly calls: ReadonlySet<string>;
  /** Fields of `this`, and static ones such as `Flow.count`, with the first place of each. */
  readonly fieldsRead: ReadonlyMap<string, ts.Node>;
  readonly fieldsWritten: ReadonlyMap<string, ts.Node>;
}

const maxDepth = 12;

/** Methods whose callback gets an item of the array as its first parameter. */
const iterating: ReadonlySet<string> = new Set([
  'forEach',
  'map',
  'filter',
  'find',
  'findLast',
  'findIndex',
  'some',
  'every',
  'flatMap',
]);

/**
 * Reads what a step touches: through its context parameter, names taken from it, and the helpers that either is passed
 * to. A helper that is not in the project counts as reading and writing all it is given.
 */
export function factsOf(evaluator: Evaluator, workflow: ClassValue, { node, owner }: MarkedMethod): Facts {
  const { ts } = evaluator;
  const { SyntaxKind } = ts;
  const reads = new Map<string, ts.Node>();
  const writes = new Map<string, ts.Node>();
  const sureWrites = new Map<string, ts.Node>();
  const calls = new Set<string>();
  const fieldsRead = new Map<string, ts.Node>();
  const fieldsWritten = new Map<string, ts.Node>();
  const className = workflow.node.name?.text ?? null;
  const followed = new Set<string>();
  let depth = 0;

  follow(node, [null, { root: 'context' }], memberScope(owner, workflow), null);
  return { reads, writes, sureWrites, calls, fieldsRead, fieldsWritten };

  function follow(
    called: ts.FunctionLikeDeclaration,
    args: readonly (Ref | null)[],
    scope: Scope,
    outer: Names | null,
  ): void {
    const key = `${called.getSourceFile().fileName}:${called.pos}:${args.map(keyOf).join(',')}`;
    if (followed.has(key) || depth >= maxDepth || !called.body) return;
    followed.add(key);
    depth++;
    const names: Names = { own: new Map(), outer };
    called.parameters.forEach((parameter, index) => {
      bind(parameter.name, args[index] ?? null, names);
      if (parameter.initializer) visit(parameter.initializer, names, scope);
    });
    visit(called.body, names, scope);
    depth--;
  }

  function visit(given: ts.Node, names: Names, scope: Scope): void {
    if (ts.isVariableDeclaration(given)) declared(given, names, scope);
    else if (ts.isFunctionLike(given)) nested(given as ts.FunctionLikeDeclaration, names, scope);
    else if (ts.isBlock(given)) {
      const inner: Names = { own: new Map(), outer: names };
      for (const statement of given.statements) {
        if (ts.isFunctionDeclaration(statement) && statement.name) {
          inner.own.set(statement.name.text, { root: 'function', node: statement, names: inner });
        }
      }
      for (const statement of given.statements) visit(statement, inner, scope);
    } else if (ts.isForOfStatement(given)) loopOver(given, names, scope);
    else if (ts.isBinaryExpression(given) && isAssignment(given)) assigned(given, names, scope);
    else if (isStepping(given)) stepped(given, names, scope);
    else if (ts.isDeleteExpression(given)) {
      const ref = refOf(given.expression, names);
      if (ref?.root === 'session') write(ref, given);
      else visit(given.expression, names, scope);
    } else if (ts.isCallExpression(given)) called(given, names, scope);
    else if (ts.isExpression(given)) expression(given, names, scope);
    else ts.forEachChild(given, (inner) => visit(inner, names, scope));
  }

  function expression(given: ts.Expression, names: Names, scope: Scope): void {
    const ref = refOf(given, names);
    if (ref) {
      use(ref, given);
      indexes(given, names, scope);
      return;
    }
    const field = fieldOf(given, className);
    if (field !== null) keep(fieldsRead, field, given);
    if (ts.isPropertyAccessExpression(given)) {
      visit(given.expression, names, scope);
      return;
    }
    ts.forEachChild(given, (inner) => {
      // The keys of an object literal are no expressions.
      if (ts.isPropertyAssignment(inner)) {
        if (ts.isComputedPropertyName(inner.name)) visit(inner.name, names, scope);
        visit(inner.initializer, names, scope);
      } else if (ts.isShorthandPropertyAssignment(inner)) visit(inner.name, names, scope);
      else visit(inner, names, scope);
    });
  }

  /** Expressions inside the brackets of a path, such as `session.items[ctx.input.index]`. */
  function indexes(given: ts.Expression, names: Names, scope: Scope): void {
    let at = withoutAssertions(given);
    while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) {
      if (ts.isElementAccessExpression(at)) visit(at.argumentExpression, names, scope);
      at = withoutAssertions(at.expression);
    }
    if (ts.isCallExpression(at)) called(at, names, scope);
    else if (ts.isBinaryExpression(at)) visit(at.right, names, scope);
  }

  function declared(given: ts.VariableDeclaration, names: Names, scope: Scope): void {
    const { initializer } = given;
    if (!initializer) {
      bind(given.name, null, names);
      return;
    }
    const value = withoutAssertions(initializer);
    if ((ts.isArrowFunction(value) || ts.isFunctionExpression(value)) && ts.isIdentifier(given.name)) {
      names.own.set(given.name.text, { root: 'function', node: value, names });
      return;
    }
    const ref = refOf(initializer, names);
    if (!ref) visit(initializer, names, scope);
    else indexes(initializer, names, scope);
    bind(given.name, ref, names);
  }

  /** A function inside the step may run at any time, so what it does counts; its parameters are its own. */
  function nested(given: ts.FunctionLikeDeclaration, names: Names, scope: Scope): void {
    follow(given, [], scope, names);
  }

  function loopOver(given: ts.ForOfStatement, names: Names, scope: Scope): void {
    const inner: Names = { own: new Map(), outer: names };
    const ref = refOf(given.expression, names);
    visit(given.expression, names, scope);
    if (ts.isVariableDeclarationList(given.initializer)) {
      for (const { name } of given.initializer.declarations) bind(name, ref && itemOf(ref), inner);
    }
    visit(given.statement, inner, scope);
  }

  function assigned(given: ts.BinaryExpression, names: Names, scope: Scope): void {
    const target = withoutAssertions(given.left);
    const plain = given.operatorToken.kind === SyntaxKind.EqualsToken;
    const field = fieldOf(target, className);
    const ref = ts.isIdentifier(target) ? null : refOf(target, names);
    if (ref?.root === 'session') {
      if (!plain) read(ref, target);
      write(ref, target);
      indexes(target, names, scope);
    } else if (field !== null) {
      if (!plain) keep(fieldsRead, field, target);
      keep(fieldsWritten, field, target);
    } else if (ts.isObjectLiteralExpression(target) || ts.isArrayLiteralExpression(target)) {
      patternTargets(target, names, scope);
    } else if (ts.isIdentifier(target)) {
      const value = refOf(given.right, names);
      const home = homeOf(target.text, names);
      if (value && home) home.own.set(target.text, value);
    } else visit(target, names, scope);
    if (!(ts.isIdentifier(target) && refOf(given.right, names))) visit(given.right, names, scope);
  }

  /** `[session.a, session.b] = …` and `({ x: session.a } = …)` write too. */
  function patternTargets(target: ts.Expression, names: Names, scope: Scope): void {
    const parts = ts.isArrayLiteralExpression(target)
      ? [...target.elements]
      : ts.isObjectLiteralExpression(target)
        ? target.properties.flatMap((one) => (ts.isPropertyAssignment(one) ? [one.initializer] : []))
        : [];
    for (const part of parts) {
      const plain = ts.isBinaryExpression(part) ? part.left : part;
      const ref = refOf(plain, names);
      if (ref?.root === 'session') write(ref, plain);
      else if (!ts.isIdentifier(plain)) patternTargets(plain, names, scope);
    }
  }

  function stepped(
    given: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
    names: Names,
    scope: Scope,
  ): void {
    const target = withoutAssertions(given.operand);
    const field = fieldOf(target, className);
    const ref = ts.isIdentifier(target) ? null : refOf(target, names);
    if (ref?.root === 'session') {
      read(ref, target);
      write(ref, target);
    } else if (field !== null) {
      keep(fieldsRead, field, target);
      keep(fieldsWritten, field, target);
    } else visit(target, names, scope);
  }

  function called(given: ts.CallExpression, names: Names, scope: Scope): void {
    const callee = withoutAssertions(given.expression);
    const service = refOf(callee, names);
    if (service?.root === 'service') {
      calls.add(service.path.join('.'));
      for (const argument of given.arguments) visit(argument, names, scope);
      return;
    }
    const method = ts.isPropertyAccessExpression(callee) ? callee : null;
    const receiver = method && refOf(method.expression, names);
    if (method && receiver?.root === 'session') {
      if (isChangingMethod(method.name.text)) write(receiver, method);
      else use(receiver, method);
      indexes(method.expression, names, scope);
      for (const argument of given.arguments) {
        if (iterating.has(method.name.text)) callback(argument, itemOf(receiver), names, scope);
        else visit(argument, names, scope);
      }
      return;
    }
    if (method?.expression.getText() === 'Object' && method.name.text === 'assign') {
      objectAssign(given, names, scope);
      return;
    }
    const args = given.arguments.map((argument) => refOf(argument, names) ?? bagOf(argument, names));
    const target = service?.root === 'function' ? service : null;
    if (target) {
      follow(target.node, args, scope, target.names);
      passed(given, args, names, scope);
    } else if (args.some((ref) => ref !== null) || isOwnMethod(callee)) {
      const known = knownFunctions(callee, names, scope);
      for (const one of known) follow(one.node, args, one.scope, null);
      if (known.length > 0) passed(given, args, names, scope);
      else
        given.arguments.forEach((argument, index) => {
          handedOver(argument, args[index] ?? null, names, scope);
        });
      if (!isOwnMethod(callee)) visit(callee, names, scope);
    } else {
      visit(callee, names, scope);
      for (const argument of given.arguments) visit(argument, names, scope);
    }
  }

  /** Arguments of a helper that is read itself: those that it gets as references say nothing yet. */
  function passed(given: ts.CallExpression, args: readonly (Ref | null)[], names: Names, scope: Scope): void {
    given.arguments.forEach((argument, index) => {
      const ref = args[index];
      if (!ref || (ref.root === 'session' && ref.path.length > 0)) visit(argument, names, scope);
    });
  }

  /** Nobody knows what a function outside the project does with what it gets. */
  function handedOver(argument: ts.Expression, ref: Ref | null, names: Names, scope: Scope): void {
    const whole: Ref = { root: 'session', path: [], open: false };
    if (ref?.root === 'context') {
      read(whole, argument);
      write(whole, argument);
    } else if (ref?.root === 'session' && ref.path.length === 0) {
      read(ref, argument);
      if (!isReader(argument.parent)) write(ref, argument);
    } else if (ref?.root === 'bag') {
      for (const part of ref.parts.values()) handedOver(argument, part, names, scope);
    } else visit(argument, names, scope);
  }

  function callback(argument: ts.Expression, item: Ref, names: Names, scope: Scope): void {
    const value = withoutAssertions(argument);
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) follow(value, [item], scope, names);
    else visit(argument, names, scope);
  }

  function objectAssign(given: ts.CallExpression, names: Names, scope: Scope): void {
    const [target, ...sources] = given.arguments;
    const ref = target && refOf(target, names);
    if (ref?.root === 'session') {
      for (const source of sources) {
        const known = ts.isObjectLiteralExpression(source) ? source.properties : [];
        for (const property of known) {
          if (property.name && !ts.isComputedPropertyName(property.name)) {
            write(sessionBelow(ref, property.name.text), property);
          }
        }
        if (known.length === 0 || known.some(({ name }) => !name || ts.isComputedPropertyName(name)))
          write(ref, given);
      }
    } else if (target) visit(target, names, scope);
    for (const source of sources) visit(source, names, scope);
  }

  function knownFunctions(
    callee: ts.Expression,
    names: Names,
    scope: Scope,
  ): readonly { readonly node: ts.FunctionLikeDeclaration; readonly scope: Scope }[] {
    if (ts.isIdentifier(callee) && homeOf(callee.text, names)) return [];
    return evaluator
      .evaluate(callee, { scope, flow: scope.entry, call: null })
      .flatMap(({ value }) =>
        value.type === 'function' && value.node.body ? [{ node: value.node, scope: value.scope }] : [],
      );
  }

  function use(ref: Ref, node: ts.Node): void {
    if (ref.root === 'session') read(ref, node);
    else if (ref.root === 'bag') for (const part of ref.parts.values()) use(part, node);
  }

  function read(ref: SessionRef, node: ts.Node): void {
    keep(reads, pathText(ref), node);
  }

  function write(ref: SessionRef, node: ts.Node): void {
    keep(writes, pathText(ref), node);
    if (ref.path.length > 0 && !ref.open) keep(sureWrites, pathText(ref), node);
  }
}

/** Of a step that cannot be read: it may do anything to the session. */
export function unknownFacts(node: ts.Node): Facts {
  const everything = new Map([['*', node]]);
  return {
    reads: everything,
    writes: everything,
    sureWrites: new Map(),
    calls: new Set(),
    fieldsRead: new Map(),
    fieldsWritten: new Map(),
  };
}

function keep(places: Map<string, ts.Node>, name: string, node: ts.Node): void {
  if (!places.has(name)) places.set(name, node);
}
