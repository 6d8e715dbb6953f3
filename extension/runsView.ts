import { existsSync, type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { legible } from '../runtime/model/legible.ts';
import { moment } from '../runtime/model/moment.ts';
import type { RunStatus, RunSummary } from '../runtime/model/run.ts';
import type { Spent } from '../runtime/model/usage.ts';
import { runDragAndDrop } from './runDragAndDrop.ts';
import { describeFilter, filterNodes, noFilter, type RunFilter, runsIn } from './runFilter.ts';
import { runFolders } from './runFolders.ts';
import { RunSpending } from './runSpending.ts';
import {
  countedSteps,
  describeRun,
  describeUsage,
  lasted,
  type RunNode,
  runTree,
  statusWord,
} from './runTree.ts';
import { debugType, type Sessions } from './sessions.ts';
import type { WorkerClient } from './workerClient.ts';

/** Milliseconds between a change in a folder of recordings and its new listing; a live run changes it all the time. */
const pause = 500;

/** The Runs view: the recordings of every workspace folder. */
export class RunsView implements vscode.Disposable, vscode.TreeDataProvider<RunNode> {
  readonly #log: vscode.LogOutputChannel;
  readonly #worker: WorkerClient;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<RunNode>;
  readonly #spending: RunSpending;
  readonly #disposables: vscode.Disposable[];
  #creations: vscode.Disposable[] = [];
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | null = null;
  #lastRun: string | null = null;
  /** Rows as they were listed last; null when they must be listed anew. */
  #listing: Promise<readonly RunNode[]> | null = null;
  #all: readonly RunNode[] = [];
  #filter: RunFilter = noFilter;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(recordings: WorkerClient, sessions: Sessions, log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#worker = recordings;
    this.#spending = new RunSpending(recordings, () => this.#changed.fire(undefined));
    this.#view = vscode.window.createTreeView('backstep.runs', {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
      dragAndDropController: runDragAndDrop(recordings, () => this.refresh()),
    });
    this.#disposables = [
      this.#changed,
      this.#view,
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#watchCreations()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('backstep.runs')) this.#watchCreations();
      }),
      sessions.onDidChange((position) => {
        const run = position?.run ?? null;
        if (run !== this.#lastRun) this.#refreshLater();
        this.#lastRun = run;
      }),
      // A run without debugging tells no position, but what it recorded is there when it ends.
      vscode.debug.onDidTerminateDebugSession(({ type }) => {
        if (type === debugType) this.#refreshLater();
      }),
    ];
    this.#watchCreations();
  }

  /** The rows of all runs, whatever the filter says. */
  get all(): readonly RunNode[] {
    return this.#all;
  }

  get filter(): RunFilter {
    return this.#filter;
  }

  /** Lists what a filter lets through. */
  setFilter(filter: RunFilter): void {
    this.#filter = filter;
    this.#view.description = describeFilter(filter);
    this.#changed.fire(undefined);
  }

  /** The rows selected in the view. */
  get selection(): readonly RunNode[] {
    return this.#view.selection;
  }

  /** Whether any folder of recordings exists. */
  get hasFolders(): boolean {
    return runFolders().some(({ dir }) => existsSync(dir));
  }

  refresh(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    // Before the listing, so that no change is missed between the two.
    this.#watchFolders();
    this.#listing = null;
    this.#changed.fire(undefined);
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    switch (node?.type) {
      case undefined:
        return [...filterNodes(await this.listed(), this.#filter)];
      case 'folder':
        return [...node.children];
      case 'run':
        return [...node.forks];
      case 'unreadable':
        return [];
      default:
        return node satisfies never;
    }
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    switch (node.type) {
      case 'folder': {
        const item = new vscode.TreeItem(node.name, vscode.TreeItemCollapsibleState.Expanded);
        item.id = node.dir;
        item.iconPath = vscode.ThemeIcon.Folder;
        return item;
      }
      case 'run':
        return this.#runItem(node);
      case 'unreadable': {
        const item = new vscode.TreeItem(legible(path.basename(node.path)));
        item.id = node.path;
        item.description = legible(node.message.replace(`${node.path} `, ''));
        item.tooltip = `${legible(node.path)}\n${legible(node.message)}`;
        item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
        item.contextValue = 'backstep.unreadable';
        return item;
      }
      default:
        return node satisfies never;
    }
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const dir of this.#watchers.keys()) this.#unwatch(dir);
    for (const disposable of [...this.#creations, ...this.#disposables]) disposable.dispose();
  }

  #runItem({ run, forks }: Extract<RunNode, { type: 'run' }>): vscode.TreeItem {
    const word = statusWord(run.status);
    const name = legible(run.workflow);
    const spent = this.#spending.of(run);
    const began = moment(run.startedAt);
    const state = vscode.TreeItemCollapsibleState[forks.length === 0 ? 'None' : 'Expanded'];
    const item = new vscode.TreeItem(name, state);
    item.id = run.path;
    item.description = describeRun(run, Date.now(), spent);
    item.iconPath = statusIcons[run.status];
    item.contextValue = 'backstep.run';
    item.tooltip = [
      vscode.l10n.t('{0}: {1} after {2}', name, word, countedSteps(run.steps)),
      ...(began === null ? [] : [vscode.l10n.t('Started {0}', began)]),
      ...(spent === null ? [] : [vscode.l10n.t('Its steps took {0}', lasted(spent.ms))]),
      ...describeUsage(spent?.usage ?? null),
      ...(run.parent === null
        ? []
        : [vscode.l10n.t('Forked from run {0} after step {1}', legible(run.parent), run.parentSeq ?? 0)]),
      vscode.l10n.t('Run {0}', legible(run.id)),
      legible(run.path),
    ].join('\n');
    item.accessibilityInformation = { label: `${name}, ${word}, ${item.description}` };
    item.command = this.#lookAt({ type: 'run', run, forks });
    return item;
  }

  /**
   * To look at a run starts nothing. VS Code itself tells one click from two, and keeps the focus in the list, but knows
   * recordings only where they usually lie.
   */
  #lookAt(row: Extract<RunNode, { type: 'run' }>): vscode.Command {
    const title = vscode.l10n.t('Open Recording');
    const uri = vscode.Uri.file(row.run.path);
    return /\/\.backstep\/runs\/[^/]*$|\.backstep\.sqlite$/.test(uri.path)
      ? { command: 'vscode.open', title, arguments: [uri] }
      : { command: 'backstep.openRun', title, arguments: [row] };
  }

  /** What a listed run took, as far as that is known by now. */
  spentBy(run: RunSummary): Spent | null {
    return this.#spending.of(run);
  }

  /** The rows of all runs, listed when they are not yet. */
  async listed(): Promise<readonly RunNode[]> {
    this.#listing ??= this.#list();
    this.#all = await this.#listing;
    this.#spending.want(runsIn(this.#all));
    return this.#all;
  }

  async #list(): Promise<readonly RunNode[]> {
    const folders = runFolders().filter(({ dir }) => existsSync(dir));
    const listed = await Promise.all(
      folders.map(
        async ({ name, dir }) =>
          ({ type: 'folder', name, dir, children: await this.#listFolder(dir) }) as const,
      ),
    );
    const filled = listed.filter(({ children }) => children.length > 0);
    return vscode.workspace.workspaceFolders?.length === 1
      ? filled.flatMap(({ children }) => children)
      : filled;
  }

  async #listFolder(dir: string): Promise<readonly RunNode[]> {
    try {
      const { runs, unreadable } = await this.#worker.request({ type: 'runs', dir });
      return runTree(runs, unreadable);
    } catch (error) {
      return [{ type: 'unreadable', path: dir, message: (error as Error).message }];
    }
  }

  /**
   * Folders of recordings that come into being. VS Code tells of the first folder that is created; of others created
   * inside it in the same moment, and of what is in them, it may never tell.
   */
  #watchCreations(): void {
    for (const dir of this.#watchers.keys()) this.#unwatch(dir);
    for (const creation of this.#creations) creation.dispose();
    this.#creations = runFolders().flatMap(({ folder, dir }) => {
      const [first] = path.relative(folder.uri.fsPath, dir).split(path.sep);
      if (first === undefined || first === '..') return [];
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, first),
        false,
        true,
      );
      const later = (): void => this.#refreshLater();
      return [watcher, watcher.onDidCreate(later), watcher.onDidDelete(later)];
    });
    this.#refreshLater();
  }

  /** A live run changes its folder thousands of times a second: one change is enough until the next listing. */
  #watchFolders(): void {
    for (const { dir } of runFolders()) {
      if (this.#watchers.has(dir) || !existsSync(dir)) continue;
      const changed = (): void => {
        this.#unwatch(dir);
        this.#refreshLater();
      };
      try {
        this.#watchers.set(dir, watch(dir, { persistent: false }, changed).on('error', changed));
      } catch (error) {
        // The system may have no watcher left to give; sessions that end and the button still refresh the list.
        this.#log.warn(`Cannot watch ${dir}: ${(error as Error).message}`);
      }
    }
  }

  #unwatch(dir: string): void {
    this.#watchers.get(dir)?.close();
    this.#watchers.delete(dir);
  }

  #refreshLater(): void {
    this.#timer ??= setTimeout(() => this.refresh(), pause);
  }
}

const statusIcons: Readonly<Record<RunStatus, vscode.ThemeIcon>> = {
  running: new vscode.ThemeIcon('sync~spin'),
  unfinished: new vscode.ThemeIcon('debug-disconnect', new vscode.ThemeColor('list.warningForeground')),
  done: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  waiting: new vscode.ThemeIcon('watch', new vscode.ThemeColor('charts.blue')),
  stopped: new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('descriptionForeground')),
};
