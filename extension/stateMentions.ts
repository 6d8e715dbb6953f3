import * as vscode from 'vscode';
import type { Mention, StateNames, WorkflowGraph } from '../runtime/model/graph.ts';
import type { WorkerClient } from './workerClient.ts';
import { workflowLanguages } from './workflowText.ts';

interface Asked {
  /** The texts that the answer was read from. */
  readonly of: string;
  readonly names: Promise<StateNames>;
}

/** Where the workspace names the states of a workflow: asked of the worker, and kept while no text changes. */
export class StateMentions {
  readonly #worker: WorkerClient;
  readonly #asked = new WeakMap<WorkflowGraph, Asked>();

  constructor(worker: WorkerClient) {
    this.#worker = worker;
  }

  /**
   * The names in the files of a graph and in one more that may name its states.
   *
   * @throws WorkerError
   */
  of(graph: WorkflowGraph, other: string): Promise<StateNames> {
    const unsaved = vscode.workspace.textDocuments.filter(
      ({ isDirty, uri, languageId }) =>
        isDirty && uri.scheme === 'file' && workflowLanguages.includes(languageId),
    );
    const versions = unsaved.map(({ uri, version }) => `${uri.fsPath}@${version}`);
    const of = [other, ...versions].join('\n');
    const known = this.#asked.get(graph);
    if (known?.of === of) return known.names;
    const names = this.#worker
      .request({
        type: 'stateNames',
        file: graph.file,
        workflow: graph.name,
        texts: unsaved.map((document) => ({ file: document.uri.fsPath, text: document.getText() })),
        others: other === graph.file ? [] : [other],
      })
      .then((answer) => answer.names);
    this.#asked.set(graph, { of, names });
    return names;
  }
}

export function rangeOfMention({ line, column, endLine, endColumn }: Mention): vscode.Range {
  return new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
}
