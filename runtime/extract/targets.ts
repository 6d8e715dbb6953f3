import type { ts } from 'ts-morph';
import type { Problem } from '../model/graph.ts';
import type { Evaluator } from './evaluator.ts';
import { text } from './guard.ts';
import { problem } from './problem.ts';
import type { Range } from './range.ts';
import type { StateTable } from './stateTable.ts';
import type { Alternative, Alternatives, UnknownValue, Value } from './value.ts';

/** What the transitions of one step are made from. */
export interface StepContext {
  readonly evaluator: Evaluator;
  readonly table: StateTable;
  readonly workflow: string;
  readonly state: string;
  readonly start: string | null;
  readonly method: ts.MethodDeclaration;
}

/** A target that was read: the state's name, or why it is not known. */
export type Target =
  | { readonly state: string; readonly guard: string; readonly certain: boolean }
  | { readonly problem: Problem; readonly guard: string };

export function targetsOf(
  context: StepContext,
  values: Alternatives,
  range: Range,
  node: ts.Node | Alternative,
): readonly Target[] {
  const useful = values.filter(({ value }) => value.type !== 'missing');
  if (useful.length === 0) {
    return [{ guard: '', problem: unknownTarget(context, range, `${describeNode(node)} names no state`) }];
  }
  const isWhole = 'kind' in node && context.evaluator.ts.isReturnStatement(node);
  return useful.flatMap((one): readonly Target[] => {
    const { value, guard } = one;
    const name = context.table.nameOf(value);
    if (name !== null) return [{ state: name, guard, certain: one.certain }];
    if (value.type === 'pattern') {
      const names = context.table.fitting(new RegExp(`^${value.source}$`));
      if (names.length > 0) return names.map((state) => ({ state, guard, certain: false }));
    }
    if (value.type === 'unknown') {
      const names = namesByType(context, value, isWhole);
      if (names) return names.map((state) => ({ state, guard, certain: false }));
      return [{ guard, problem: unknownTarget(context, range, value.reason) }];
    }
    return [{ guard, problem: notAState(context, value, range) }];
  });
}

/** What types say of a value: that of the expression, of those that it came through, at last that of the method. */
function namesByType(context: StepContext, value: UnknownValue, isWhole: boolean): readonly string[] | null {
  const { types } = context.evaluator;
  for (const node of [value.node, ...(value.through ?? [])]) {
    const names = types.statesOf(node, context.table);
    if (names) return names;
  }
  return isWhole ? types.returnedBy(context.method, context.table) : null;
}

export function unknownTarget(context: StepContext, range: Range, reason: string): Problem {
  return problem(
    'unknown-target',
    range,
    `Where the step ${context.state} goes cannot be read from the source: ${reason}. Return an enum member, a table or a conditional of them.`,
  );
}

function notAState(context: StepContext, value: Value, range: Range): Problem {
  const states = context.table.names;
  const list = states.length > 12 ? `${states.slice(0, 12).join(', ')}, …` : states.join(', ');
  return problem(
    'unknown-state',
    range,
    `The step ${context.state} goes to ${describe(value)}, which is not a state of ${context.workflow}: add it to the states, or use one of ${list}.`,
  );
}

export function describe(value: Value): string {
  switch (value.type) {
    case 'literal':
      return typeof value.value === 'string' ? JSON.stringify(value.value) : String(value.value);
    case 'member':
      return `${value.owner.replace(/^.*#/, '')}.${value.name}`;
    case 'noMember':
      return `${value.owner}.${value.name}`;
    case 'function':
      return 'a function';
    case 'class':
      return `the class ${value.node.name?.text ?? ''}`.trim();
    case 'array':
      return 'an array';
    case 'enum':
      return `the enum ${value.name}`;
    case 'object':
      return 'an object that is no directive';
    case 'unknown':
    case 'pattern':
      return text(value.node);
    default:
      return `a ${value.type}`;
  }
}

function describeNode(node: ts.Node | Alternative): string {
  return 'kind' in node ? text(node) : 'the return';
}
