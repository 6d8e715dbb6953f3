import * as vscode from 'vscode';
import type { Severity, TransitionKind, WorkflowGraph } from '../runtime/model/graph.ts';
import { inReadingOrder, legible } from '../runtime/model/legible.ts';
import { stateFacts } from './stateFacts.ts';
import type { WorkflowIndex } from './workflowIndex.ts';
import {
  childrenOf,
  describeNode,
  hasChildren,
  targetName,
  type WorkflowNode,
  workflowNodes,
} from './workflowTree.ts';

/** Milliseconds in which changes of the index are gathered before the tree is drawn anew, and while it is read first. */
const pause = 150;
const readingPause = 1_000;

/** The Workflows view: every workflow of the workspace with its states and their ways out. */
export class WorkflowsView implements vscode.Disposable, vscode.TreeDataProvider<WorkflowNode> {
  readonly #index: WorkflowIndex;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<WorkflowNode>;
  readonly #disposables: vscode.Disposable[];
  /** VS Code asks for all rows anew whenever one is added, in one turn in which the whole window waits. */
  readonly #rows = new WeakMap<WorkflowGraph, vscode.TreeItem>();
  #timer: NodeJS.Timeout | null = null;
  #shown: readonly WorkflowGraph[] = [];
  #endProgress: (() => void) | null = null;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(index: WorkflowIndex) {
    this.#index = index;
    this.#view = vscode.window.createTreeView('backstep.workflows', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#disposables = [
      this.#changed,
      this.#view,
      index.onDidChange(() => {
        this.#timer ??= setTimeout(() => this.#update(), index.progress === null ? pause : readingPause);
      }),
      vscode.commands.registerCommand('backstep.refreshWorkflows', () => index.readAll()),
    ];
  }

  /** Asked for the first time when the view is first seen: until then nothing is read. */
  getChildren(node?: WorkflowNode): WorkflowNode[] {
    if (node !== undefined) return [...childrenOf(node)];
    this.#index.start();
    return [...workflowNodes(this.#index.graphs)];
  }

  getTreeItem(node: WorkflowNode): vscode.TreeItem {
    switch (node.type) {
      case 'workflow': {
        const known = this.#rows.get(node.graph);
        if (known !== undefined) return known;
        const row = this.#workflowItem(node);
        this.#rows.set(node.graph, row);
        return row;
      }
      case 'state': {
        const { graph, state, worst } = node;
        const id = `${graph.file}\0${graph.name}\0${state.id}`;
        const item = this.#item(node, state.id, id);
        item.iconPath = iconFor(state.id === graph.start ? 'debug-start' : 'symbol-enum-member', worst);
        item.tooltip = new vscode.MarkdownString(stateFacts(graph, state));
        item.command = opening(state.file, state.line, 1);
        return item;
      }
      case 'transition': {
        const { from, to, kind, file, line, column } = node.transition;
        const target = legible(targetName(to));
        const item = new vscode.TreeItem(target);
        item.description = legible(describeNode(node, ''));
        item.accessibilityInformation = {
          label: vscode.l10n.t('goes to {0}, {1}, {2}', target, kind, item.description),
        };
        const certain = to !== '#unknown';
        item.iconPath = certain ? new vscode.ThemeIcon(kindIcons[kind]) : iconFor('question', 'warning');
        item.tooltip = `${inReadingOrder(legible(`${from} → ${targetName(to)} (${kind})`))}\n${item.description}`;
        item.command = opening(file, line, column);
        return item;
      }
      default:
        return node satisfies never;
    }
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#endProgress?.();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #workflowItem(node: Extract<WorkflowNode, { readonly type: 'workflow' }>): vscode.TreeItem {
    const { graph, worst } = node;
    const item = this.#item(node, graph.name, `${graph.file}\0${graph.name}`);
    item.iconPath = iconFor('type-hierarchy', worst);
    item.contextValue = 'backstep.workflow';
    item.tooltip = `${legible(graph.name)}\n${legible(graph.file)}`;
    item.command = opening(graph.file, graph.line, 1);
    return item;
  }

  #item(node: WorkflowNode, name: string, id: string): vscode.TreeItem {
    const label = legible(name);
    const state = vscode.TreeItemCollapsibleState[hasChildren(node) ? 'Collapsed' : 'None'];
    const item = new vscode.TreeItem(label, state);
    item.id = id;
    item.description = legible(describeNode(node, vscode.workspace.asRelativePath(node.graph.file)));
    item.accessibilityInformation = { label: `${label}, ${item.description}` };
    return item;
  }

  #update(): void {
    this.#timer = null;
    const { progress, graphs } = this.#index;
    this.#view.message =
      progress === null
        ? ''
        : vscode.l10n.t('Looking for workflows: {0} of {1} files', progress.done, progress.total);
    this.#showProgress(progress !== null);
    // Neither progress nor typing that changes no graph may draw the tree anew.
    if (areSame(graphs, this.#shown)) return;
    this.#shown = graphs;
    this.#changed.fire(undefined);
  }

  #showProgress(busy: boolean): void {
    if (busy === (this.#endProgress !== null)) return;
    this.#endProgress?.();
    this.#endProgress = null;
    if (!busy) return;
    const ended = new Promise<void>((resolve) => {
      this.#endProgress = resolve;
    });
    void vscode.window.withProgress({ location: { viewId: 'backstep.workflows' } }, () => ended);
  }
}

function areSame(some: readonly WorkflowGraph[], others: readonly WorkflowGraph[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => one === others[index] || JSON.stringify(one) === JSON.stringify(others[index]))
  );
}

function opening(file: string, line: number, column: number): vscode.Command {
  const place = new vscode.Position(line - 1, column - 1);
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(place, place) };
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Open Source'),
    arguments: [vscode.Uri.file(file), options],
  };
}

function iconFor(name: string, worst: Severity | null): vscode.ThemeIcon {
  switch (worst) {
    case 'error':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case 'warning':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    default:
      return new vscode.ThemeIcon(name);
  }
}

const kindIcons: Readonly<Record<TransitionKind, string>> = {
  goto: 'arrow-right',
  'fan-out': 'repo-forked',
  join: 'git-merge',
  wait: 'bell',
  timeout: 'watch',
  sleep: 'clock',
  child: 'call-outgoing',
  error: 'zap',
  compensate: 'discard',
  done: 'pass',
  fail: 'circle-slash',
};
