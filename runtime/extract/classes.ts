import type { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { text } from './guard.ts';
import { emptyFlow, type Scope } from './scope.ts';
import {
  type Alternatives,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  sure,
  union,
  unknown,
} from './value.ts';

export interface ClassChain {
  /** The class itself, then its bases. */
  readonly classes: readonly ClassValue[];
  /** The `extends` expression that could not be followed, with the reason. */
  readonly broken: { readonly node: ts.Node; readonly reason: string } | null;
}

/** A member with the class it is declared in. */
export interface Member {
  readonly node: ts.ClassElement;
  readonly owner: ClassValue;
}

const maxBases = 50;
const chains = new WeakMap<ClassValue, ClassChain>();

export function chainOf(evaluator: Evaluator, start: ClassValue): ClassChain {
  const known = chains.get(start);
  if (known) return known;
  const chain = findChain(evaluator, start);
  chains.set(start, chain);
  return chain;
}

function findChain(evaluator: Evaluator, start: ClassValue): ClassChain {
  const { ts } = evaluator;
  const classes: ClassValue[] = [];
  let current: ClassValue | null = start;
  while (current) {
    if (
      classes.length > maxBases ||
      classes.some(({ node, scope }) => node === current?.node && scope === current.scope)
    ) {
      return { classes, broken: { node: current.node, reason: 'the class extends itself' } };
    }
    classes.push(current);
    const extended: ts.ExpressionWithTypeArguments | undefined = current.node.heritageClauses?.find(
      ({ token }) => token === ts.SyntaxKind.ExtendsKeyword,
    )?.types[0];
    if (!extended) break;
    const [base, ...others]: Alternatives = evaluator.evaluate(extended.expression, {
      scope: current.scope,
      flow: current.flow,
      call: null,
    });
    if (base?.value.type !== 'class' || others.length > 0) {
      const reason = base?.value.type === 'unknown' ? base.value.reason : 'it is not one known class';
      return { classes, broken: { node: extended, reason } };
    }
    current = base.value;
  }
  return { classes, broken: null };
}

export function memberName(evaluator: Evaluator, member: ts.ClassElement): string | null {
  const { ts } = evaluator;
  const name = member.name && (ts.isComputedPropertyName(member.name) ? member.name.expression : member.name);
  if (!name) return null;
  return ts.isIdentifier(name) ||
    ts.isStringLiteralLike(name) ||
    ts.isPrivateIdentifier(name) ||
    ts.isNumericLiteral(name)
    ? name.text
    : null;
}

export function isStatic(evaluator: Evaluator, member: ts.ClassElement): boolean {
  const { ts } = evaluator;
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
}

/** What `this.name` may be, looked up from a class on. */
export function instanceMember(
  evaluator: Evaluator,
  instance: InstanceValue,
  name: string,
  node: ts.Node,
): Alternatives {
  const { classes, broken } = chainOf(evaluator, instance.of);
  const member = findMember(evaluator, classes, name, 'instance');
  if (!member) {
    const assigned = assignments(evaluator, instance.self, name);
    if (assigned.length > 0) return union(...assigned);
    if (isParameterProperty(evaluator, classes, name)) {
      return unknown(`${name} is set when the class is constructed`, node);
    }
    return unknown(broken ? broken.reason : `${text(node)} is not declared in the class`, node);
  }
  return valueOfMember(evaluator, member, instance.self, name, node);
}

export function staticMember(
  evaluator: Evaluator,
  of: ClassValue,
  name: string,
  node: ts.Node,
): Alternatives {
  const { classes } = chainOf(evaluator, of);
  const member = findMember(evaluator, classes, name, 'static');
  if (!member) return unknown(`${text(node)} is not declared in the class`, node);
  return valueOfMember(evaluator, member, null, name, node);
}

function findMember(
  evaluator: Evaluator,
  classes: readonly ClassValue[],
  name: string,
  kind: 'static' | 'instance',
): Member | null {
  for (const owner of classes) {
    const node = indexOf(evaluator, owner.node)[kind].get(name);
    if (node) return { node, owner };
  }
  return null;
}

interface ClassIndex {
  readonly static: ReadonlyMap<string, ts.ClassElement>;
  readonly instance: ReadonlyMap<string, ts.ClassElement>;
}

const indexes = new WeakMap<ts.Node, ClassIndex>();
const assignedFields = new WeakMap<ts.Node, ReadonlyMap<string, readonly ts.Expression[]>>();

function indexOf(evaluator: Evaluator, node: ts.ClassLikeDeclaration): ClassIndex {
  const known = indexes.get(node);
  if (known) return known;
  const { ts } = evaluator;
  const members = {
    static: new Map<string, ts.ClassElement>(),
    instance: new Map<string, ts.ClassElement>(),
  };
  for (const member of node.members) {
    const name = memberName(evaluator, member);
    const kind = isStatic(evaluator, member) ? 'static' : 'instance';
    // Of overloads, the one with a body counts; of a getter and a setter, the getter.
    const lesser = (ts.isMethodDeclaration(member) && !member.body) || ts.isSetAccessor(member);
    if (name !== null && !(lesser && members[kind].has(name))) members[kind].set(name, member);
  }
  indexes.set(node, members);
  return members;
}

/** What the class's own code assigns to `this.name`, by name. */
function assignedIn(
  evaluator: Evaluator,
  node: ts.ClassLikeDeclaration,
): ReadonlyMap<string, readonly ts.Expression[]> {
  const known = assignedFields.get(node);
  if (known) return known;
  const { ts } = evaluator;
  const assigned = new Map<string, ts.Expression[]>();
  const visit = (inner: ts.Node): void => {
    if (
      ts.isBinaryExpression(inner) &&
      inner.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      inner.operatorToken.kind <= ts.SyntaxKind.LastAssignment &&
      ts.isPropertyAccessExpression(inner.left) &&
      inner.left.expression.kind === ts.SyntaxKind.ThisKeyword
    ) {
      const name = inner.left.name.text;
      assigned.set(name, [...(assigned.get(name) ?? []), inner.right]);
    }
    ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
  assignedFields.set(node, assigned);
  return assigned;
}

function valueOfMember(
  evaluator: Evaluator,
  { node, owner }: Member,
  self: ClassValue | null,
  name: string,
  asked: ts.Node,
): Alternatives {
  const { ts } = evaluator;
  const scope = memberScope(owner, self);
  if (ts.isMethodDeclaration(node)) return sure({ type: 'function', node, scope, flow: owner.flow });
  if (ts.isGetAccessor(node)) {
    const getter: FunctionValue = { type: 'function', node, scope, flow: owner.flow };
    return evaluator.call(getter, [], asked, { scope, flow: owner.flow, call: null });
  }
  if (!ts.isPropertyDeclaration(node)) return unknown(`${text(asked)} has no value that can be read`, asked);
  const later = self ? assignments(evaluator, self, name) : [];
  const { initializer } = node;
  const first = initializer
    ? evaluator.evaluate(initializer, { scope, flow: owner.flow, call: null })
    : later.length > 0
      ? []
      : unknown(`${text(asked)} is set elsewhere`, asked);
  return union(first, ...later);
}

export function memberScope(owner: ClassValue, self: ClassValue | null): Scope {
  return {
    source: owner.scope.source,
    parent: owner.scope,
    container: owner.node,
    self,
    home: owner,
    variables: new Map(),
    entry: emptyFlow,
  };
}

/** What any method of the class or its bases assigns to `this.name`. */
function assignments(evaluator: Evaluator, self: ClassValue, name: string): readonly Alternatives[] {
  return chainOf(evaluator, self).classes.flatMap((owner) =>
    (assignedIn(evaluator, owner.node).get(name) ?? []).map((value) =>
      evaluator.evaluate(value, { scope: memberScope(owner, self), flow: owner.flow, call: null }),
    ),
  );
}

function isParameterProperty(evaluator: Evaluator, classes: readonly ClassValue[], name: string): boolean {
  const { ts } = evaluator;
  return classes.some(({ node }) =>
    node.members.some(
      (member) =>
        ts.isConstructorDeclaration(member) &&
        member.parameters.some(
          (parameter) =>
            ts.isIdentifier(parameter.name) &&
            parameter.name.text === name &&
            ts.isParameterPropertyDeclaration(parameter, member),
        ),
    ),
  );
}
