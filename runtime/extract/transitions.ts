import type { ts } from 'ts-morph';
import type { ChildWorkflow, Problem, Transition, TransitionKind } from '../model/graph.ts';
import { childWorkflow, isImportedClass } from './childWorkflow.ts';
import { shorten, text } from './guard.ts';
import { memberOf } from './members.ts';
import { merged } from './mergedTransitions.ts';
import { problem } from './problem.ts';
import { type Range, rangeBetween, rangeOf } from './range.ts';
import { outcome } from './statements.ts';
import { describe, type StepContext, type Target, targetsOf, unknownTarget } from './targets.ts';
import type { Alternative, Alternatives, LanguageCall, Value } from './value.ts';
import type { Exit } from './walk.ts';

export interface StepTransitions {
  readonly transitions: readonly Transition[];
  /** Branches of fan-outs, which join when they are done. */
  readonly fanOuts: readonly FanOut[];
  readonly problems: readonly Problem[];
}

export interface FanOut {
  readonly branch: string;
  readonly joins: readonly string[];
  /** Whether a failed branch joins (`collect`) or fails the run; `maybe` where the option may be either. */
  readonly collects: 'always' | 'maybe' | 'never';
  readonly range: Range;
}

/**
 * The transitions of a step.
 *
 * Every transition's range is that of the `return` in the step's own method, also where a helper or a nested
 * conditional chose the target: breakpoints are set on that line, and a recorded frame names it as the place that it
 * returned from. For the end of the body it is the closing brace.
 */
export function transitionsOf(
  context: StepContext,
  method: ts.MethodDeclaration,
  exits: readonly Exit[],
): StepTransitions {
  const transitions: Transition[] = [];
  const fanOuts: FanOut[] = [];
  const problems: Problem[] = [];
  for (const exit of exits) {
    const range = rangeOfExit(method, exit);
    const found: Transition[] = [];
    const adding =
      (child: ChildWorkflow | null): Add =>
      (to, kind, guard, certain) => {
        const more = child === null ? {} : { child };
        found.push({ from: context.state, to, kind, label: guard, ...range, certain, ...more });
      };
    const add = adding(null);
    const values = outcome(exit);
    const useful = values.filter(({ value }) => value.type !== 'missing');
    // A lookup that always misses returns nothing.
    if (useful.length === 0 && values.length > 0) add('#done', 'done', exit.guard, true);
    for (const one of useful) {
      directive(context, one, { exit, range, add, adding, fanOuts, problems });
    }
    transitions.push(...merged(found, exit.guard));
    if (exit.node === null && values.length > 0 && goesOn(transitions)) {
      problems.push(
        problem(
          'implicit-done',
          range,
          `The step ${context.state} ends here without a return, and the run with it, though it goes on elsewhere: return where it is to go, or done() where this is meant.`,
        ),
      );
    }
  }
  return { transitions, fanOuts, problems: unique(problems) };
}

/** The end of the body comes last, so these are the transitions of all returns. */
function goesOn(transitions: readonly Transition[]): boolean {
  return transitions.some(({ kind }) => kind !== 'done' && kind !== 'fail');
}

type Add = (to: string, kind: TransitionKind, guard: string, certain: boolean) => void;

interface Output {
  readonly exit: Exit;
  readonly range: Range;
  readonly add: Add;
  /** Adds transitions on whose way a child runs. */
  adding(child: ChildWorkflow | null): Add;
  readonly fanOuts: FanOut[];
  readonly problems: Problem[];
}

function rangeOfExit(method: ts.MethodDeclaration, { node }: Exit): Range {
  if (node) return rangeOf(node);
  const end = method.body?.getEnd() ?? method.getEnd();
  return rangeBetween(method.getSourceFile(), end - 1, end);
}

function directive(context: StepContext, returned: Alternative, output: Output): void {
  const { value, guard, certain } = returned;
  if (value.type === 'call') {
    called(context, value, guard, certain, output);
  } else if (value.type === 'object' && value.entries.has('directive')) {
    plainDirective(context, value, guard, certain, output);
  } else if (value.type === 'literal' && value.value === undefined) {
    output.add('#done', 'done', guard, certain);
  } else if (isStateLike(value)) {
    go(context, [returned], 'goto', '', output, output.exit.node ?? returned);
  } else {
    output.add('#unknown', 'goto', guard, false);
    output.problems.push(
      problem(
        'bad-return',
        output.range,
        `The step ${context.state} returns ${describe(value)}, which is neither a state nor a directive: return a state, goto(…), done(…) or another directive, or nothing.`,
      ),
    );
  }
}

function isStateLike(value: Value): boolean {
  if (value.type === 'literal') return typeof value.value === 'string' || typeof value.value === 'number';
  return (
    value.type === 'member' ||
    value.type === 'noMember' ||
    value.type === 'pattern' ||
    value.type === 'unknown'
  );
}

function called(
  context: StepContext,
  call: LanguageCall,
  guard: string,
  certain: boolean,
  output: Output,
): void {
  const { evaluator } = context;
  const argument = (index: number): Alternatives => call.args[index]?.force() ?? [];
  const option = (index: number, name: string): Alternatives =>
    argument(index).flatMap(({ value }) =>
      value.type === 'literal' ? [] : [...memberOf(evaluator, value, name, call.node)],
    );
  const to = (values: Alternatives, kind: TransitionKind, otherwise: string): readonly Target[] =>
    go(context, sure(values, certain), kind, guard, output, call.node, otherwise);
  switch (call.name) {
    case 'goto':
      to(argument(0), 'goto', '');
      return;
    case 'done':
      output.add('#done', 'done', guard, certain);
      return;
    case 'fail':
      output.add('#failed', 'fail', guard, certain);
      return;
    case 'sleep':
      to(argument(1), 'sleep', afterWords(argument(0), call.node.arguments[0]));
      return;
    case 'child': {
      const running = { ...output, add: output.adding(childWorkflow(evaluator, argument(0))) };
      go(context, sure(argument(2), certain), 'child', guard, running, call.node);
      return;
    }
    case 'continueAs':
      continued(context, argument(1), guard, certain, output);
      return;
    case 'waitFor':
      waits(context, call, guard, certain, output, (name) => option(1, name));
      return;
    case 'fanOut':
      fansOut(context, argument(0), (name) => option(2, name), call.node, guard, certain, output);
      return;
    default:
      output.add('#unknown', 'goto', guard, false);
      output.problems.push(
        problem(
          'bad-return',
          output.range,
          `The step ${context.state} returns ${call.name}(…), which is a decorator and not a directive: return a state, goto(…) or done(…).`,
        ),
      );
  }
}

/** A directive written as the plain object that it is. */
function plainDirective(
  context: StepContext,
  value: Extract<Value, { readonly type: 'object' }>,
  guard: string,
  certain: boolean,
  output: Output,
): void {
  const { evaluator } = context;
  const field = (name: string): Alternatives => memberOf(evaluator, value, name, value.node);
  const to = (name: string, kind: TransitionKind, add = output.add) =>
    go(context, sure(field(name), certain), kind, guard, { ...output, add }, value.node, '');
  for (const { value: name } of field('directive')) {
    const word = name.type === 'literal' ? name.value : null;
    if (word === 'goto' || word === 'sleep') to('state', word);
    else if (word === 'child') to('state', word, output.adding(childWorkflow(evaluator, field('workflow'))));
    else if (word === 'done') output.add('#done', 'done', guard, certain);
    else if (word === 'fail') output.add('#failed', 'fail', guard, certain);
    else if (word === 'continueAs') continued(context, field('workflow'), guard, certain, output);
    else if (word === 'waitFor') {
      to('state', 'wait');
      if (present(field('timeoutMs')).length > 0)
        timesOut(context, field('onTimeout'), guard, certain, output, value.node, '');
    } else {
      output.add('#unknown', 'goto', guard, false);
      output.problems.push(
        unknownTarget(context, output.range, `${text(value.node)} is not a directive that can be read`),
      );
    }
  }
}

/** Goes to each state that the values may stand for. */
function go(
  context: StepContext,
  values: Alternatives,
  kind: TransitionKind,
  guard: string,
  output: Output,
  node: ts.Node | Alternative,
  otherwise = '',
): readonly Target[] {
  const targets = targetsOf(context, values, output.range, node);
  for (const target of targets) {
    const label = target.guard || guard || otherwise;
    if ('state' in target) output.add(target.state, kind, label, target.certain);
    else {
      output.add('#unknown', kind, label, false);
      output.problems.push(target.problem);
    }
  }
  return targets;
}

function waits(
  context: StepContext,
  call: LanguageCall,
  guard: string,
  certain: boolean,
  output: Output,
  option: (name: string) => Alternatives,
): void {
  const [signal] = call.args[0]?.force() ?? [];
  const name =
    signal?.value.type === 'literal' && typeof signal.value.value === 'string' ? signal.value.value : null;
  go(
    context,
    sure(option('then'), certain),
    'wait',
    guard,
    output,
    call.node,
    name === null ? '' : shorten(`on ${name}`),
  );
  const timeout = present(option('timeout'));
  if (timeout.length > 0) {
    const words = afterWords(timeout, null);
    timesOut(context, option('onTimeout'), guard, certain, output, call.node, words);
  } else {
    output.problems.push(
      problem(
        'wait-without-timeout',
        output.range,
        `The step ${context.state} waits for ${name === null ? 'a signal' : `the signal "${name}"`} without a timeout and may wait for ever: give \`timeout\` and \`onTimeout\` if that is not meant.`,
      ),
    );
  }
}

/** A wait that times out goes to `onTimeout`, and without that the run fails. */
function timesOut(
  context: StepContext,
  late: Alternatives,
  guard: string,
  certain: boolean,
  output: Output,
  node: ts.Node,
  words: string,
): void {
  const states = present(late);
  if (states.length > 0) go(context, sure(states, certain), 'timeout', guard, output, node, words);
  const absent = late.find((one) => !states.includes(one));
  if (absent || late.length === 0) {
    const isCertain = certain && (absent?.certain ?? true);
    output.add('#failed', 'timeout', absent?.guard || guard || words, isCertain);
  }
}

function fansOut(
  context: StepContext,
  targets: Alternatives,
  option: (name: string) => Alternatives,
  node: ts.Node,
  guard: string,
  certain: boolean,
  output: Output,
): void {
  const joins = targetsOf(context, sure(option('join'), certain), output.range, node);
  const toJoin = (from: readonly Target[], add: Add) => {
    for (const join of from) {
      const label = join.guard || guard;
      if ('state' in join) add(join.state, 'join', label, join.certain);
      else {
        add('#unknown', 'join', label, false);
        output.problems.push(join.problem);
      }
    }
  };
  const classes = targets.filter(({ value }) => value.type === 'class' || isImportedClass(value));
  if (classes.length > 0) toJoin(joins, output.adding(childWorkflow(context.evaluator, classes)));
  const states = targets.filter((one) => !classes.includes(one));
  if (states.length === 0 && classes.length > 0) return;
  const branches = go(context, sure(states, certain), 'fan-out', guard, output, node);
  const known = joins.flatMap((join) => ('state' in join ? [join.state] : []));
  const unknownJoins = joins.filter((join) => !('state' in join));
  toJoin(unknownJoins, output.add);
  const collects = collecting(option('onBranchError'));
  for (const branch of branches) {
    if ('state' in branch)
      output.fanOuts.push({ branch: branch.state, joins: known, collects, range: output.range });
  }
}

function collecting(onBranchError: Alternatives): FanOut['collects'] {
  const values = onBranchError.map(({ value }) => (value.type === 'literal' ? value.value : value.type));
  if (values.length > 0 && values.every((value) => value === 'collect')) return 'always';
  const fails = (value: unknown) =>
    value === 'fail' || value === 'missing' || value === undefined || value === null;
  return values.every(fails) ? 'never' : 'maybe';
}

/** A new run begins where every run begins; that of another workflow is not part of this graph. */
function continued(
  context: StepContext,
  workflow: Alternatives,
  guard: string,
  certain: boolean,
  output: Output,
): void {
  const other = present(workflow);
  if (other.length > 0 || context.start === null)
    output.add('#done', 'done', guard || 'continues as a new run', certain);
  else output.add(context.start, 'goto', guard || 'as a new run', certain);
}

function present(values: Alternatives): Alternatives {
  return values.filter(
    ({ value }) =>
      value.type !== 'missing' &&
      !(value.type === 'literal' && (value.value === undefined || value.value === null)),
  );
}

function afterWords(duration: Alternatives, node: ts.Node | null | undefined): string {
  const [only, ...others] = duration;
  if (only?.value.type === 'literal' && others.length === 0) {
    return `after ${typeof only.value.value === 'number' ? `${only.value.value}ms` : String(only.value.value)}`;
  }
  return node ? shorten(`after ${text(node)}`) : '';
}

function sure(values: Alternatives, certain: boolean): Alternatives {
  return certain ? values : values.map((one) => ({ ...one, certain: false }));
}

/** What is left of a step whose reading broke off: a way to anywhere, and the reason. */
export function brokenStep(
  context: StepContext,
  method: ts.MethodDeclaration,
  error: unknown,
): StepTransitions {
  const range = rangeOf(method.name);
  const reason =
    error instanceof RangeError
      ? 'its code is nested too deep to follow'
      : `reading it failed with "${error instanceof Error ? error.message : String(error)}"`;
  return {
    transitions: [{ from: context.state, to: '#unknown', kind: 'goto', label: '', ...range, certain: false }],
    fanOuts: [],
    problems: [unknownTarget(context, range, reason)],
  };
}

function unique(problems: readonly Problem[]): readonly Problem[] {
  return [
    ...new Map(problems.map((one) => [`${one.code}:${one.line}:${one.column}:${one.message}`, one])).values(),
  ];
}
