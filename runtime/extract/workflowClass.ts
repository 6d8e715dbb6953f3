import type { ts } from 'ts-morph';
import type { Problem } from '../model/graph.ts';
import { chainOf, isStatic, memberName, memberScope } from './classes.ts';
import { declareAll } from './declarations.ts';
import type { Evaluator } from './evaluator.ts';
import { text } from './guard.ts';
import { enter, placeIn } from './invoke.ts';
import type { Lazy } from './lazy.ts';
import { memberOf } from './members.ts';
import { problem } from './problem.ts';
import { rangeOf } from './range.ts';
import { childScope, emptyFlow, type Place, type Scope } from './scope.ts';
import type { Source } from './sources.ts';
import { onlyValue } from './stateTable.ts';
import type { Alternatives, ClassValue, LanguageCall, Value } from './value.ts';

/** A class that `@workflow` makes a workflow, as it is written: nothing in it is checked yet. */
export interface WorkflowClass {
  readonly of: ClassValue;
  /** The `@workflow` decorator, or the class where a base has it. */
  readonly place: ts.Node;
  readonly className: string;
  /** The argument of `@workflow`; null without one. */
  readonly options: Lazy | null;
  readonly optionsNode: ts.Node;
  readonly methods: readonly MarkedMethod[];
  /** False when a base class could not be followed, so that methods may be missing. */
  readonly complete: boolean;
}

/** A method that `@step` or `@compensate` marks, as the most derived class has it. */
export interface MarkedMethod {
  readonly name: string;
  readonly node: ts.MethodDeclaration;
  /** The class that the method's code stands in. */
  readonly owner: ClassValue;
  /** The class whose method carries the decorators: `owner`, or a base of it. */
  readonly marks: readonly Mark[];
  readonly isOwnMark: boolean;
}

export interface Mark {
  readonly kind: 'step' | 'compensate';
  readonly decorator: ts.Node;
  readonly state: Alternatives;
  readonly stateNode: ts.Node;
  readonly options: Lazy | null;
}

/** The workflow classes of a file, in the order of the source. */
export function findWorkflows(
  evaluator: Evaluator,
  source: Source,
  problems: Problem[],
): readonly WorkflowClass[] {
  const { ts } = evaluator;
  const found: WorkflowClass[] = [];
  const keywords = [...source.text.matchAll(/\bclass\b/g)].map(({ index }) => index);
  const visit = (node: ts.Node): void => {
    // Reading a file through for its classes costs as much as parsing it, and most code has none inside.
    if (!keywords.some((at) => at >= node.pos && at < node.end)) return;
    if (ts.isClassLike(node)) {
      const workflow = readClass(evaluator, source, node, problems);
      if (workflow) found.push(workflow);
    }
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
  return found;
}

/** The name under which a workflow is recorded, and by which others start it. */
export function workflowName(evaluator: Evaluator, options: Lazy | null, className: string): string {
  const given = optionOf(evaluator, options, 'name');
  const value = given && onlyValue(given.values);
  return value?.type === 'literal' && typeof value.value === 'string' ? value.value : className;
}

/** The name of a class where it runs as a child; null when it is no workflow. */
export function childName(evaluator: Evaluator, of: ClassValue): string | null {
  for (const one of chainOf(evaluator, of).classes) {
    const decorator = workflowDecorator(evaluator, one);
    if (decorator)
      return workflowName(evaluator, decorator.call?.args[0] ?? null, classNameOf(evaluator, of.node));
  }
  return null;
}

/** What an option may be; null when it is not given. */
export function optionOf(
  evaluator: Evaluator,
  options: Lazy | null,
  name: string,
): { readonly values: Alternatives; readonly node: ts.Node } | null {
  const [given] = options?.force() ?? [];
  if (!given) return null;
  const { value } = given;
  if (value.type !== 'object') return null;
  const entry = value.entries.get(name);
  if (!entry) return null;
  return { values: memberOf(evaluator, value, name, entry.node), node: entry.node };
}

function readClass(
  evaluator: Evaluator,
  source: Source,
  node: ts.ClassLikeDeclaration,
  problems: Problem[],
): WorkflowClass | null {
  const { ts } = evaluator;
  if (!hasDecorators(evaluator, node) && !node.heritageClauses && !ts.isCallExpression(node.parent))
    return null;
  const scope = scopeAround(evaluator, source, node);
  const of: ClassValue = { type: 'class', node, scope, flow: scope.entry };
  const chain = chainOf(evaluator, of);
  const decorated = chain.classes
    .map((one) => ({ one, decorator: workflowDecorator(evaluator, one) }))
    .find(({ decorator }) => decorator !== null);
  if (!decorated?.decorator) return null;
  if (chain.broken) {
    problems.push(
      problem(
        'unknown-base',
        rangeOf(chain.broken.node),
        `The base class ${nameOfBase(evaluator, chain.broken.node)} cannot be followed (${chain.broken.reason}), so steps that it brings are not drawn: extend a class that is declared in a file of the project.`,
      ),
    );
  }
  const isOwn = decorated.one === of;
  const { call, node: decorator } = decorated.decorator;
  return {
    of,
    place: isOwn ? decorator : node,
    className: classNameOf(evaluator, node),
    options: call?.args[0] ?? null,
    optionsNode: call?.node.arguments[0] ?? decorator,
    methods: markedMethods(evaluator, chain.classes, problems),
    complete: chain.broken === null,
  };
}

function classNameOf(evaluator: Evaluator, node: ts.ClassLikeDeclaration): string {
  return node.name?.text ?? nameOfExpression(evaluator, node) ?? 'default';
}

function nameOfBase(evaluator: Evaluator, node: ts.Node): string {
  return evaluator.ts.isClassLike(node) ? (node.name?.text ?? 'without a name') : text(node);
}

function hasDecorators(evaluator: Evaluator, node: ts.Node): boolean {
  const { ts } = evaluator;
  return ts.canHaveDecorators(node) && (ts.getDecorators(node)?.length ?? 0) > 0;
}

function workflowDecorator(
  evaluator: Evaluator,
  { node, scope, flow }: ClassValue,
): { readonly node: ts.Node; readonly call: LanguageCall | null } | null {
  const { ts } = evaluator;
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  const candidates: { readonly node: ts.Node; readonly expression: ts.Expression }[] = decorators.map(
    (one) => ({
      node: one,
      expression: one.expression,
    }),
  );
  // `workflow(options)(class { … })` does the same without decorator syntax.
  if (ts.isCallExpression(node.parent) && node.parent.arguments[0] === node) {
    candidates.push({ node: node.parent, expression: node.parent.expression });
  }
  for (const candidate of candidates) {
    const value = decoratorValue(evaluator, candidate.expression, { scope, flow, call: null }, 'workflow');
    if (value) return { node: candidate.node, call: value === 'bare' ? null : value };
  }
  return null;
}

/** The language's decorator of that name that an expression stands for; `bare` for one without a call. */
function decoratorValue(
  evaluator: Evaluator,
  expression: ts.Expression,
  place: Place,
  name: string,
): LanguageCall | 'bare' | null {
  for (const { value } of evaluator.evaluate(expression, place)) {
    if (value.type === 'call' && value.name === name) return value;
    if (value.type === 'language' && value.name === name) return 'bare';
  }
  return null;
}

/** Base methods first; an override without decorators keeps the marks of the method that it overrides. */
function markedMethods(
  evaluator: Evaluator,
  classes: readonly ClassValue[],
  problems: Problem[],
): readonly MarkedMethod[] {
  const { ts } = evaluator;
  const methods = new Map<string, MarkedMethod>();
  for (const owner of [...classes].reverse()) {
    for (const node of owner.node.members) {
      const marks = marksOf(evaluator, owner, node);
      const name = memberName(evaluator, node);
      const isStep =
        ts.isMethodDeclaration(node) &&
        name !== null &&
        !ts.isPrivateIdentifier(node.name) &&
        !isStatic(evaluator, node);
      if (!isStep) {
        problems.push(...marks.map(misplaced));
        continue;
      }
      const before = methods.get(name);
      if (marks.length > 0) methods.set(name, { name, node, owner, marks, isOwnMark: true });
      else if (before && node.body) methods.set(name, { ...before, node, owner, isOwnMark: false });
    }
  }
  return [...methods.values()];
}

function misplaced({ kind, decorator }: Mark): Problem {
  return problem(
    'misplaced-step',
    rangeOf(decorator),
    `@${kind} has no effect here: put it on a method of the instance that is not #private.`,
  );
}

function marksOf(evaluator: Evaluator, owner: ClassValue, member: ts.ClassElement): readonly Mark[] {
  const { ts } = evaluator;
  const decorators = ts.canHaveDecorators(member) ? ts.getDecorators(member) : undefined;
  if (!decorators) return [];
  const place = placeIn(memberScope(owner, null), owner.flow);
  return decorators.flatMap((decorator): readonly Mark[] => {
    for (const kind of ['step', 'compensate'] as const) {
      const call = decoratorValue(evaluator, decorator.expression, place, kind);
      if (!call) continue;
      const [state, options] = call === 'bare' ? [] : call.args;
      const stateNode = call === 'bare' ? decorator : (call.node.arguments[0] ?? decorator);
      return [{ kind, decorator, state: state?.force() ?? [], stateNode, options: options ?? null }];
    }
    return [];
  });
}

/** The scope that a class stands in, through the functions, blocks and namespaces around it. */
function scopeAround(evaluator: Evaluator, source: Source, node: ts.Node): Scope {
  const { ts } = evaluator;
  const { parent } = node;
  if (!parent || ts.isSourceFile(parent)) return evaluator.moduleScope(source);
  const outer = scopeAround(evaluator, source, parent);
  if (ts.isFunctionLike(parent) && 'body' in parent) {
    const called = {
      type: 'function',
      node: parent as ts.FunctionLikeDeclaration,
      scope: outer,
      flow: emptyFlow,
    } as const;
    const unknownArgs = parent.parameters.map((parameter) =>
      evaluator.lazy(() => [
        {
          value: { type: 'unknown', reason: 'it is an argument', node: parameter } as Value,
          guard: '',
          certain: true,
        },
      ]),
    );
    return enter(evaluator, called, unknownArgs, emptyFlow, null).scope;
  }
  if (ts.isBlock(parent) || ts.isModuleBlock(parent)) {
    const scope = childScope(outer);
    declareAll(evaluator, scope, parent.statements);
    return scope;
  }
  return outer;
}

function nameOfExpression(evaluator: Evaluator, node: ts.ClassLikeDeclaration): string | null {
  const { ts } = evaluator;
  for (let at: ts.Node = node.parent; at && !ts.isStatement(at); at = at.parent) {
    if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name)) return at.name.text;
  }
  return null;
}
