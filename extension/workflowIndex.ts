import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { WorkflowGraph } from '../runtime/model/graph.ts';
import { importedNames, isProjectSource } from './projectSource.ts';
import type { WorkerClient } from './workerClient.ts';
import type { WorkflowFiles } from './workflowFiles.ts';
import { mentionsBackstep } from './workflowText.ts';

const glob = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}';

/** Files that are read from the disk at the same time; only those that mention Backstep go on to the worker. */
const readers = 8;

/** Milliseconds between a change on the disk and its reading: a checkout changes many files at once. */
const pause = 300;

/** Milliseconds after the last file that was created, after which others are looked for. */
const newPause = 1_000;

interface Indexed {
  readonly graphs: readonly WorkflowGraph[];
  /** Last parts of what the file imports, without their endings. */
  readonly imports: ReadonlySet<string>;
}

export interface IndexProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * The workflows of the whole workspace, read in the background once somebody wants to see them. One file at a time goes
 * to the worker, so that whoever types waits for one file at most. What is open in an editor is known from there.
 */
export class WorkflowIndex implements vscode.Disposable {
  readonly #worker: WorkerClient;
  readonly #files: WorkflowFiles;
  readonly #log: vscode.LogOutputChannel;
  readonly #indexed = new Map<string, Indexed>();
  readonly #waiting = new Set<string>();
  /** Names of changed files as others import them, until their importers are looked for. */
  readonly #touched = new Set<string>();
  /** Every file of the workspace that was looked at, those without a workflow too. */
  readonly #seen = new Set<string>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #cancelled = new vscode.CancellationTokenSource();
  readonly #disposables: vscode.Disposable[];
  #firstLook: Promise<void> | null = null;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #newTimer: NodeJS.Timeout | null = null;
  #progress: IndexProgress | null = null;

  /** Fires when the workflows or the progress have changed. */
  readonly onDidChange = this.#changed.event;

  constructor(worker: WorkerClient, files: WorkflowFiles, log: vscode.LogOutputChannel) {
    this.#worker = worker;
    this.#files = files;
    this.#log = log;
    this.#disposables = [this.#changed, this.#cancelled];
  }

  /** How far the reading is; null while there is nothing to read. */
  get progress(): IndexProgress | null {
    return this.#progress;
  }

  /** Every workflow that is known, those of unsaved texts included. */
  get graphs(): readonly WorkflowGraph[] {
    const open = this.#files.withWorkflows();
    const closed = [...this.#indexed].filter(([file]) => this.#files.known(file) === undefined);
    return [
      ...open.flatMap((file) => [...(this.#files.known(file)?.graphs.values() ?? [])]),
      ...closed.flatMap(([, { graphs }]) => graphs),
    ];
  }

  /** Begins to read the workspace; again does nothing. */
  start(): void {
    this.#firstLook ??= this.#begin();
  }

  /** Resolves when all that is known of the workspace's files has been read; begins to read where nothing was. */
  async ready(): Promise<void> {
    this.start();
    await this.#firstLook;
    await this.#running;
  }

  #begin(): Promise<void> {
    const watcher = vscode.workspace.createFileSystemWatcher(glob);
    this.#disposables.push(
      watcher,
      watcher.onDidCreate(({ fsPath }) => {
        this.#changedOnDisk(fsPath);
        this.#lookForNew();
      }),
      watcher.onDidChange(({ fsPath }) => this.#changedOnDisk(fsPath)),
      watcher.onDidDelete(({ fsPath }) => this.#changedOnDisk(fsPath)),
      // The system may have no watcher to give; what is saved here is heard of all the same.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#changedOnDisk(uri.fsPath)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.readAll()),
      this.#files.onDidChange((file) => {
        // A document that was closed may have been changed and not saved.
        if (this.#files.known(file) === undefined && this.#indexed.has(file)) this.#changedOnDisk(file);
        this.#changed.fire();
      }),
    );
    return this.readAll();
  }

  /** Reads every file of the workspace anew. */
  async readAll(): Promise<void> {
    this.#seen.clear();
    await this.#readNew();
  }

  /** Of files created inside a new folder in the same moment, VS Code may never tell: they are looked for. */
  #lookForNew(): void {
    if (this.#newTimer !== null) clearTimeout(this.#newTimer);
    this.#newTimer = setTimeout(() => void this.#readNew(), newPause);
  }

  async #readNew(): Promise<void> {
    try {
      const found = await vscode.workspace.findFiles(
        glob,
        '**/node_modules/**',
        undefined,
        this.#cancelled.token,
      );
      const files = new Set(found.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath));
      for (const file of this.#indexed.keys()) if (!files.has(file)) this.#indexed.delete(file);
      for (const file of this.#seen) if (!files.has(file)) this.#seen.delete(file);
      for (const file of files) if (isProjectSource(file) && !this.#seen.has(file)) this.#waiting.add(file);
      this.#run();
    } catch (error) {
      if (!this.#cancelled.token.isCancellationRequested) this.#log.error(error as Error);
    }
  }

  dispose(): void {
    this.#cancelled.cancel();
    this.#waiting.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#newTimer !== null) clearTimeout(this.#newTimer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #changedOnDisk(file: string): void {
    if (!isProjectSource(file)) return;
    this.#waiting.add(file);
    const { name, dir } = path.parse(file);
    this.#touched.add(name);
    if (name === 'index') this.#touched.add(path.basename(dir));
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#awaitImporters();
      this.#run();
    }, pause);
  }

  /** A workflow may have its states or its base class from a file that changed. Looked at once for many changes. */
  #awaitImporters(): void {
    for (const [file, { imports }] of this.#indexed) {
      for (const name of imports) if (this.#touched.has(name)) this.#waiting.add(file);
    }
    this.#touched.clear();
  }

  #run(): void {
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
      this.#progress = null;
      if (!this.#cancelled.token.isCancellationRequested) this.#changed.fire();
    });
  }

  async #drain(): Promise<void> {
    let done = 0;
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, readers);
      for (const file of batch) {
        this.#waiting.delete(file);
        this.#seen.add(file);
      }
      const texts = await Promise.all(batch.map(textOf));
      for (const [index, file] of batch.entries()) {
        if (this.#cancelled.token.isCancellationRequested) return;
        const text = texts[index] ?? null;
        if (text === null || !mentionsBackstep(text)) this.#indexed.delete(file);
        else if (!(await this.#extract(file, text))) {
          for (const left of batch.slice(index)) this.#waiting.add(left);
          return;
        }
        done++;
      }
      this.#progress = { done, total: done + this.#waiting.size };
      this.#changed.fire();
    }
  }

  /** False when there is no worker to ask: then the rest would fail as well. */
  async #extract(file: string, text: string): Promise<boolean> {
    if (this.#files.known(file) !== undefined) {
      // The worker would take the text on the disk for the newer one; the editor's is followed already.
      this.#indexed.set(file, {
        graphs: this.#indexed.get(file)?.graphs ?? [],
        imports: importedNames(text),
      });
      return true;
    }
    try {
      const { extraction } = await this.#worker.request({ type: 'extract', file, text: null });
      this.#indexed.set(file, { graphs: extraction.workflows, imports: importedNames(text) });
      return true;
    } catch (error) {
      if (this.#cancelled.token.isCancellationRequested) return false;
      this.#log.warn(`${file} is missing in the Workflows view: ${(error as Error).message}`);
      return !(error instanceof Error && 'code' in error && error.code === 'worker-resting');
    }
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null; // It was removed, or is a folder with the name of a source file.
  }
}
