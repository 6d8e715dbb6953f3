import * as vscode from 'vscode';
import type { Extraction, Problem, WorkflowGraph } from '../runtime/model/graph.ts';
import type { WorkerClient } from './workerClient.ts';
import { declaresWorkflow, mentionsBackstep, syntaxErrorOf, workflowLanguages } from './workflowText.ts';

/** What is known of one file. */
export interface KnownFile {
  /** Of the newest text that could be extracted. */
  readonly extraction: Extraction;
  /** The newest sound graphs, by workflow: while the text does not parse, those of before. */
  readonly graphs: ReadonlyMap<string, WorkflowGraph>;
  readonly syntaxError: Problem | null;
  /** Whether the text came from an open document rather than from the disk. */
  readonly open: boolean;
}

/** Milliseconds without a keystroke after which a text is extracted. */
const pause = 150;

/**
 * The workflows of all files that anybody asks about. Open documents are followed as they are typed, before they are
 * saved; other files are read when they are asked for and again when they change on disk.
 */
export class WorkflowFiles implements vscode.Disposable {
  readonly #worker: WorkerClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #known = new Map<string, KnownFile>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #disposables: vscode.Disposable[];

  /** Fires with a file's path when what is known of it has changed, or is forgotten. */
  readonly onDidChange = this.#changed.event;

  constructor(worker: WorkerClient, log: vscode.LogOutputChannel) {
    this.#worker = worker;
    this.#log = log;
    this.#disposables = [
      this.#changed,
      vscode.workspace.onDidOpenTextDocument((document) => this.#follow(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#schedule(document);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => this.#refreshOthers(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document.uri.fsPath)),
    ];
    this.readAgain();
  }

  known(file: string): KnownFile | undefined {
    return this.#known.get(file);
  }

  /** Paths of the files that hold at least one workflow, as far as they were looked at. */
  withWorkflows(): readonly string[] {
    return [...this.#known].filter(([, known]) => known.graphs.size > 0).map(([file]) => file);
  }

  /** Whether the document holds a workflow; answers before its extraction has ended, from the look of its text. */
  looksLikeWorkflow(document: vscode.TextDocument): boolean {
    if (!isCandidate(document)) return false;
    const known = this.#known.get(document.uri.fsPath);
    return known === undefined ? declaresWorkflow(document.getText()) : known.graphs.size > 0;
  }

  /**
   * The workflows of a file as its text is now, saved or not.
   *
   * @throws WorkerError
   */
  async read(file: string): Promise<KnownFile> {
    const document = openDocument(file);
    clearTimeout(this.#timers.get(file));
    this.#timers.delete(file);
    const version = document?.version;
    const { extraction } = await this.#worker.request({
      type: 'extract',
      file,
      text: document?.getText() ?? null,
    });
    const known = merge(this.#known.get(file), extraction, document !== undefined);
    // Of a text that has changed meanwhile, the extraction of its newer version is on its way.
    if (document?.version === version) {
      this.#known.set(file, known);
      this.#changed.fire(file);
    }
    return known;
  }

  /**
   * The workflows of the source that a recording keeps.
   *
   * @throws WorkerError
   */
  async readRecorded(recording: string): Promise<KnownFile> {
    const { extraction } = await this.#worker.request({ type: 'recordedSource', path: recording });
    return merge(undefined, extraction, false);
  }

  /** Reads every open document anew. */
  readAgain(): void {
    for (const document of vscode.workspace.textDocuments) this.#follow(document);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #follow(document: vscode.TextDocument): void {
    if (isCandidate(document) && mentionsBackstep(document.getText()))
      this.#readLater(document.uri.fsPath, 0);
  }

  #schedule(document: vscode.TextDocument): void {
    if (!isCandidate(document)) return;
    const file = document.uri.fsPath;
    if (this.#known.has(file) || mentionsBackstep(document.getText())) this.#readLater(file, pause);
  }

  #readLater(file: string, delay: number): void {
    clearTimeout(this.#timers.get(file));
    this.#timers.set(
      file,
      setTimeout(() => {
        this.read(file).catch((error: Error) => this.#log.error(error.message));
      }, delay),
    );
  }

  /** A saved document may hold the base class or the states of another file. */
  #refreshOthers(saved: vscode.TextDocument): void {
    if (!isCandidate(saved)) return;
    for (const file of this.#known.keys()) if (file !== saved.uri.fsPath) this.#readLater(file, pause);
  }

  #forget(file: string): void {
    clearTimeout(this.#timers.get(file));
    this.#timers.delete(file);
    if (this.#known.delete(file)) this.#changed.fire(file);
  }
}

/** Every file that a graph was read from. */
export function filesOf(graph: WorkflowGraph): ReadonlySet<string> {
  return new Set([
    graph.file,
    ...graph.states.map((state) => state.file),
    ...graph.transitions.map((transition) => transition.file),
  ]);
}

function merge(before: KnownFile | undefined, extraction: Extraction, open: boolean): KnownFile {
  const syntaxError = syntaxErrorOf(extraction);
  const graphs = new Map(extraction.workflows.map((graph) => [graph.name, graph]));
  if (syntaxError !== null && before !== undefined) {
    for (const [name, graph] of before.graphs) graphs.set(name, graph);
  }
  return { extraction, graphs, syntaxError, open };
}

function isCandidate(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && workflowLanguages.includes(document.languageId);
}

function openDocument(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => document.uri.scheme === 'file' && document.uri.fsPath === file,
  );
}
