import * as vscode from 'vscode';
import type {
  Problem,
  Severity,
  StateNode,
  Transition,
  TransitionKind,
  WorkflowGraph,
} from '../runtime/model/graph.ts';

/** A row of the Workflows view. */
export type WorkflowNode =
  | { readonly type: 'workflow'; readonly graph: WorkflowGraph; readonly worst: Severity | null }
  | {
      readonly type: 'state';
      readonly graph: WorkflowGraph;
      readonly state: StateNode;
      readonly worst: Severity | null;
    }
  | { readonly type: 'transition'; readonly graph: WorkflowGraph; readonly transition: Transition };

/** The workflows of all files, by their names. */
export function workflowNodes(graphs: readonly WorkflowGraph[]): readonly WorkflowNode[] {
  return [...graphs]
    .sort((a, b) => inOrder(a.name, b.name) || inOrder(a.file, b.file) || a.line - b.line)
    .map((graph) => ({ type: 'workflow', graph, worst: worstOf(graph.problems) }));
}

/** The order of names, whatever their case. That of a language would first load its tables, while the whole window waits. */
function inOrder(a: string, b: string): number {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one === other ? 0 : one < other ? -1 : 1;
}

/** What stands under a row: the states of a workflow, the ways out of a state. */
export function childrenOf(node: WorkflowNode): readonly WorkflowNode[] {
  switch (node.type) {
    case 'workflow':
      return node.graph.states.map((state) => ({
        type: 'state',
        graph: node.graph,
        state,
        worst: worstOf(node.graph.problems.filter((problem) => isAbout(problem, state))),
      }));
    case 'state':
      return node.graph.transitions
        .filter(({ from }) => from === node.state.id)
        .map((transition) => ({ type: 'transition', graph: node.graph, transition }));
    case 'transition':
      return [];
    default:
      return node satisfies never;
  }
}

/** Whether anything stands under a row; the view asks this of hundreds of rows at once. */
export function hasChildren(node: WorkflowNode): boolean {
  switch (node.type) {
    case 'workflow':
      return node.graph.states.length > 0;
    case 'state':
      return node.graph.transitions.some(({ from }) => from === node.state.id);
    case 'transition':
      return false;
    default:
      return node satisfies never;
  }
}

/** What stands beside a row's name. */
export function describeNode(node: WorkflowNode, relativePath: string): string {
  switch (node.type) {
    case 'workflow':
      return [relativePath, ...countOf(node.graph.problems)].join(' · ');
    case 'state': {
      const start = node.state.id === node.graph.start ? [vscode.l10n.t('start')] : [];
      const problems = node.graph.problems.filter((problem) => isAbout(problem, node.state));
      return [
        node.state.handler === null ? vscode.l10n.t('no step') : `${node.state.handler}()`,
        ...start,
        ...countOf(problems),
      ].join(' · ');
    }
    case 'transition': {
      const { kind, label, line, certain } = node.transition;
      const plain: readonly TransitionKind[] = ['goto', 'done', 'fail'];
      return [
        ...(plain.includes(kind) ? [] : [kind]),
        ...(label === '' ? [] : [label]),
        ...(certain ? [] : [vscode.l10n.t('uncertain')]),
        vscode.l10n.t('line {0}', line),
      ].join(' · ');
    }
    default:
      return node satisfies never;
  }
}

/** A target in words: the ends of a workflow and an unknown target have no name of their own. */
export function targetName(to: string): string {
  const words: Readonly<Record<string, string>> = {
    '#done': vscode.l10n.t('done'),
    '#failed': vscode.l10n.t('failed'),
    '#unknown': vscode.l10n.t('an unknown state'),
  };
  return words[to] ?? to;
}

/** The workflow of a row that a menu hands to a command as `unknown`; null when it is no such row. */
export function workflowOfRow(value: unknown): WorkflowGraph | null {
  const isRow = typeof value === 'object' && value !== null && 'type' in value && value.type === 'workflow';
  return isRow && 'graph' in value ? (value.graph as WorkflowGraph) : null;
}

function countOf(problems: readonly Problem[]): readonly string[] {
  const grave = problems.filter(({ severity }) => severity !== 'information').length;
  return grave === 0 ? [] : [grave === 1 ? vscode.l10n.t('1 problem') : vscode.l10n.t('{0} problems', grave)];
}

function isAbout({ file, line }: Problem, state: StateNode): boolean {
  return file === state.file && line >= state.line && line <= state.endLine;
}

function worstOf(problems: readonly Problem[]): Severity | null {
  const order: readonly Severity[] = ['error', 'warning'];
  return order.find((severity) => problems.some((problem) => problem.severity === severity)) ?? null;
}
