import type { ts } from 'ts-morph';
import { stepOptionNames, workflowOptionNames } from '../language/optionNames.ts';
import type { Problem, StateNode, Transition, WorkflowGraph } from '../model/graph.ts';
import { type CheckedStep, checkGraph } from './checks.ts';
import { memberScope } from './classes.ts';
import type { Evaluator } from './evaluator.ts';
import { type Facts, factsOf, unknownFacts } from './facts.ts';
import { text } from './guard.ts';
import { enter } from './invoke.ts';
import { joined } from './joins.ts';
import type { Lazy } from './lazy.ts';
import { lostDirectives } from './lostDirectives.ts';
import { unknownOptions } from './optionNames.ts';
import { problem } from './problem.ts';
import { lineOf, rangeOf } from './range.ts';
import { emptyFlow } from './scope.ts';
import { runBody } from './statements.ts';
import { onlyValue, readStates, type StateTable, statesOfSteps } from './stateTable.ts';
import { namesIn, retryWords, timeoutWords } from './stepOptions.ts';
import { describe, type StepContext } from './targets.ts';
import { brokenStep, type FanOut, type StepTransitions, transitionsOf } from './transitions.ts';
import { type Compensation, undoing } from './undoing.ts';
import { unknown } from './value.ts';
import { type Mark, type MarkedMethod, optionOf, type WorkflowClass, workflowName } from './workflowClass.ts';

/** A step with its state's name. */
export interface Step {
  readonly state: string;
  readonly method: MarkedMethod;
  readonly mark: Mark;
}

/** A graph with what else was learned of the workflow's states while it was read. */
export interface ReadGraph {
  readonly graph: WorkflowGraph;
  readonly table: StateTable;
}

export function readGraph(evaluator: Evaluator, workflow: WorkflowClass): ReadGraph {
  const problems: Problem[] = [];
  const name = workflowName(evaluator, workflow.options, workflow.className);
  const table = statesFor(evaluator, workflow, name, problems);
  const start = startOf(evaluator, workflow, table, name, problems);
  const steps = stepsOf(workflow, table, name, problems);
  problems.push(...unknownOptions(workflow.options, `@workflow on ${name}`, workflowOptionNames));
  const compensations = compensationsOf(workflow, table, steps, name, problems);
  const transitions: Transition[] = [];
  const fanOuts: FanOut[] = [];
  for (const step of steps.values()) {
    evaluator.renew();
    const context: StepContext = {
      evaluator,
      table,
      workflow: name,
      state: step.state,
      start,
      method: step.method.node,
    };
    const found = readStep(context, workflow, step.method);
    transitions.push(...found.transitions, ...errorTransition(context, step, problems));
    fanOuts.push(...found.fanOuts);
    problems.push(...found.problems, ...lostDirectives(evaluator, step.method, workflow.of));
  }
  const checkedSteps = new Map<string, CheckedStep>();
  for (const [state, { method, mark }] of steps) {
    evaluator.renew();
    const facts = readFacts(evaluator, workflow, method);
    checkedSteps.set(state, {
      decorator: method.isOwnMark ? mark.decorator : method.node.name,
      method: method.node,
      facts,
    });
  }
  const states = table.names.map((id) => {
    const facts = checkedSteps.get(id)?.facts ?? null;
    return stateNode(
      evaluator,
      id,
      table,
      steps.get(id) ?? null,
      facts,
      compensations.get(id)?.method.name ?? null,
      problems,
    );
  });
  const all = joined(transitions, fanOuts, start);
  const undone = undoing(all, compensations);
  evaluator.renew();
  problems.push(
    ...checkGraph({
      evaluator,
      name,
      start,
      states,
      transitions: all,
      fanOuts,
      steps: checkedSteps,
      undoing: workflow.methods
        .filter(({ marks }) => marks.some(({ kind }) => kind === 'compensate'))
        .map((method) => readFacts(evaluator, workflow, method)),
      options: workflow.options,
    }),
  );
  const graph = {
    name,
    file: rangeOf(workflow.of.node).file,
    line: lineOf(workflow.place),
    start,
    states,
    transitions: [...all, ...undone],
    problems,
  };
  return { graph, table };
}

function statesFor(
  evaluator: Evaluator,
  workflow: WorkflowClass,
  name: string,
  problems: Problem[],
): StateTable {
  const range = rangeOf(workflow.optionsNode);
  const option = optionOf(evaluator, workflow.options, 'states');
  const table = option && readStates(evaluator, option.values, problems);
  if (table && table.names.length > 0) return table;
  const options = workflow.options && onlyValue(workflow.options.force());
  if (option && !table) {
    const first = option.values[0]?.value;
    const reason = first?.type === 'unknown' ? `: ${first.reason}` : '';
    problems.push(
      problem(
        first?.type === 'unknown' && first.missing !== undefined ? 'missing-import' : 'options-not-static',
        rangeOf(option.node),
        `The states of ${name} cannot be read from the source${reason}. Give \`states\` an enum, a const object or an array of string literals.`,
      ),
    );
  } else if (workflow.options && options?.type !== 'object') {
    problems.push(
      problem(
        'options-not-static',
        range,
        `The options of ${name} cannot be read from the source: write them as an object literal in @workflow(…).`,
      ),
    );
  } else {
    problems.push(
      problem('no-states', range, `${name} has no states: give \`states\` an enum with a member for each.`),
    );
  }
  return statesOfSteps(
    evaluator,
    workflow.methods.flatMap(({ marks }) =>
      marks.flatMap(({ kind, state, stateNode }) =>
        kind === 'step' ? state.map(({ value }) => ({ value, node: stateNode })) : [],
      ),
    ),
  );
}

function startOf(
  evaluator: Evaluator,
  { options, optionsNode }: WorkflowClass,
  table: StateTable,
  name: string,
  problems: Problem[],
): string | null {
  const option = optionOf(evaluator, options, 'start');
  const value = option && onlyValue(option.values);
  const start = value && table.nameOf(value);
  if (start !== null && start !== undefined) return start;
  if (value?.type === 'unknown') {
    problems.push(
      problem(
        'options-not-static',
        rangeOf(option?.node ?? optionsNode),
        `The start of ${name} cannot be read from the source: ${value.reason}. Give \`start\` one of the states.`,
      ),
    );
  } else if (options && onlyValue(options.force())?.type === 'object') {
    const given = value ? `is ${describe(value)}, which is not one of its states` : 'is missing';
    problems.push(
      problem(
        'start-not-a-state',
        rangeOf(option?.node ?? optionsNode),
        `The start of ${name} ${given}: give \`start\` one of ${table.names.join(', ') || 'the states'}.`,
      ),
    );
  }
  return null;
}

function stepsOf(
  workflow: WorkflowClass,
  table: StateTable,
  name: string,
  problems: Problem[],
): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>();
  for (const method of workflow.methods) {
    for (const mark of method.marks) {
      if (mark.kind !== 'step') continue;
      problems.push(...unknownOptions(mark.options, `@step on ${name}.${method.name}`, stepOptionNames));
      const state = stateOfMark(mark, table, name, problems);
      if (state === null) continue;
      const other = steps.get(state);
      if (other) {
        problems.push(
          problem(
            'duplicate-step',
            rangeOf(mark.decorator),
            `${name} has two steps for ${state}, ${other.method.name} and ${method.name}: keep one.`,
          ),
        );
      } else steps.set(state, { state, method, mark });
    }
  }
  // A step whose state cannot be read may be that of any.
  const isKnown = workflow.complete && !workflow.methods.some(({ marks }) => marks.some(isOpen));
  for (const state of table.names) {
    const node = table.nodes.get(state);
    if (steps.has(state) || !node || !isKnown) continue;
    problems.push(
      problem(
        'missing-step',
        rangeOf(node),
        `${name} has no step for ${state}: add a method decorated @step(…) for it, or remove the state.`,
      ),
    );
  }
  return steps;
}

function compensationsOf(
  workflow: WorkflowClass,
  table: StateTable,
  steps: ReadonlyMap<string, Step>,
  name: string,
  problems: Problem[],
): ReadonlyMap<string, Compensation> {
  const compensations = new Map<string, Compensation>();
  for (const method of workflow.methods) {
    for (const mark of method.marks) {
      if (mark.kind !== 'compensate') continue;
      const state = stateOfMark(mark, table, name, problems);
      if (state === null) continue;
      compensations.set(state, { method, mark });
      if (steps.has(state)) continue;
      problems.push(
        problem(
          'compensation-without-step',
          rangeOf(mark.decorator),
          `${method.name} undoes ${state}, which has no step in ${name}: add the step, or remove the compensation.`,
        ),
      );
    }
  }
  return compensations;
}

function isOpen({ kind, state }: Mark): boolean {
  return kind === 'step' && (state.length === 0 || state.some(({ value }) => value.type === 'unknown'));
}

function stateOfMark(mark: Mark, table: StateTable, name: string, problems: Problem[]): string | null {
  const value = onlyValue(mark.state);
  const state = value && table.nameOf(value);
  if (state) return state;
  const word = mark.kind === 'step' ? '@step' : '@compensate';
  if (value && value.type !== 'unknown') {
    problems.push(
      problem(
        'unknown-state',
        rangeOf(mark.stateNode),
        `${word} names ${describe(value)}, which is not a state of ${name}: add it to the states, or use one of ${table.names.join(', ')}.`,
      ),
    );
  } else {
    const reason = value?.type === 'unknown' ? value.reason : 'it is missing or may be several';
    problems.push(
      problem(
        'options-not-static',
        rangeOf(mark.stateNode),
        `The state of ${word} in ${name} cannot be read from the source (${reason}): name a state.`,
      ),
    );
  }
  return null;
}

function exitsOf(evaluator: Evaluator, workflow: WorkflowClass, { node, owner }: MarkedMethod) {
  if (!node.body) return [];
  const called = {
    type: 'function',
    node,
    scope: memberScope(owner, workflow.of),
    flow: owner.flow,
  } as const;
  const args = node.parameters.map(
    (parameter): Lazy =>
      evaluator.lazy(() => unknown(`${text(parameter.name)} is not known before it runs`, parameter)),
  );
  const place = enter(evaluator, called, args, emptyFlow, null);
  return runBody(evaluator, node.body, node, place);
}

/** One step that cannot be read must not take the others with it. */
function readStep(context: StepContext, workflow: WorkflowClass, method: MarkedMethod): StepTransitions {
  try {
    return transitionsOf(context, method.node, exitsOf(context.evaluator, workflow, method));
  } catch (error) {
    return brokenStep(context, method.node, error);
  }
}

function readFacts(evaluator: Evaluator, workflow: WorkflowClass, method: MarkedMethod): Facts {
  try {
    return factsOf(evaluator, workflow.of, method);
  } catch {
    return unknownFacts(method.node); // The transitions already tell why the step cannot be read.
  }
}

function errorTransition(context: StepContext, step: Step, problems: Problem[]): readonly Transition[] {
  const option = optionOf(context.evaluator, step.mark.options, 'onError');
  if (!option) return [];
  const range = rangeOf(option.node);
  return option.values.flatMap(({ value, certain }) => {
    if (value.type === 'missing' || (value.type === 'literal' && value.value === undefined)) return [];
    const to = context.table.nameOf(value);
    if (to !== null) return [{ from: step.state, to, kind: 'error' as const, label: '', ...range, certain }];
    problems.push(
      problem(
        value.type === 'unknown' ? 'unknown-target' : 'unknown-state',
        range,
        `onError of ${step.state} is ${describe(value)}, which is not a state of ${context.workflow}: use one of ${context.table.names.join(', ')}.`,
      ),
    );
    return [
      { from: step.state, to: '#unknown', kind: 'error' as const, label: '', ...range, certain: false },
    ];
  });
}

function stateNode(
  evaluator: Evaluator,
  id: string,
  table: StateTable,
  step: Step | null,
  found: Facts | null,
  compensation: string | null,
  problems: Problem[],
): StateNode {
  const facts = {
    reads: [...(found?.reads.keys() ?? [])],
    writes: [...(found?.writes.keys() ?? [])],
    calls: [...(found?.calls ?? [])],
    compensation,
  };
  if (!step) {
    const node = table.nodes.get(id) as ts.Node;
    const range = rangeOf(node);
    const { file, line, endLine } = range;
    return {
      id,
      handler: null,
      file,
      line,
      signatureLine: line,
      endLine,
      ...facts,
      retry: null,
      timeout: null,
    };
  }
  const { method, mark } = step;
  const { file, endLine } = rangeOf(method.node);
  const session = namesIn(evaluator, mark.options, 'session', id, problems);
  const uses = namesIn(evaluator, mark.options, 'uses', id, problems);
  const signatureLine = lineOf(method.node.name);
  return {
    id,
    handler: method.name,
    file,
    line: method.isOwnMark ? lineOf(mark.decorator) : signatureLine,
    signatureLine: Math.min(signatureLine, firstLineAfterDecorators(evaluator, method.node)),
    endLine,
    ...facts,
    retry: retryWords(evaluator, mark.options, id, problems),
    timeout: timeoutWords(evaluator, mark.options, id, problems),
    ...(session && { session }),
    ...(uses && { uses }),
  };
}

function firstLineAfterDecorators(evaluator: Evaluator, node: ts.MethodDeclaration): number {
  const { ts } = evaluator;
  const first =
    node.modifiers?.find((modifier) => !ts.isDecorator(modifier)) ?? node.asteriskToken ?? node.name;
  return lineOf(first);
}
