import path from 'node:path';
import * as vscode from 'vscode';
import type { Mention, StateNames, StateNode, WorkflowGraph } from '../runtime/model/graph.ts';
import { importedNames } from './projectSource.ts';
import { rangeOfMention, type StateMentions } from './stateMentions.ts';
import { filesOf } from './workflowFiles.ts';
import type { WorkflowIndex } from './workflowIndex.ts';

/** A state at a place of a text: named there, or handled by the step whose decorator or method stands there. */
export interface StateAt {
  readonly graph: WorkflowGraph;
  readonly state: StateNode;
  /** Null at a step's decorator or name. */
  readonly mention: Mention | null;
  readonly range: vscode.Range;
  readonly names: StateNames;
}

export async function stateAt(
  index: WorkflowIndex,
  places: StateMentions,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<StateAt | null> {
  const line = document.lineAt(position.line).text;
  const file = document.uri.fsPath;
  const isNear = ({ id, handler }: StateNode): boolean =>
    line.includes(id) || (handler !== null && line.includes(handler));
  // Every hover anywhere comes through here: only a line with the right words is worth asking about.
  for (const graph of index.graphs.filter(({ states }) => states.some(isNear))) {
    if (!filesOf(graph).has(file) && !(await mayShareStates(document, graph))) continue;
    const names = await places.of(graph, file);
    const mention = names.mentions.find(
      (one) => one.file === file && one.role !== 'value' && rangeOfMention(one).contains(position),
    );
    const named = graph.states.find(({ id }) => id === mention?.state);
    if (mention !== undefined && named !== undefined) {
      return { graph, state: named, mention, range: rangeOfMention(mention), names };
    }
    const handled = atItsStep(graph.states.filter(isNear), document, position);
    if (handled !== null) return { graph, mention: null, names, ...handled };
  }
  return null;
}

/** Whether a document and a graph's file import one another or the same file, as far as names tell. */
async function mayShareStates(document: vscode.TextDocument, graph: WorkflowGraph): Promise<boolean> {
  const own = importedNames((await vscode.workspace.openTextDocument(graph.file)).getText());
  if (own.has(path.parse(document.uri.fsPath).name)) return true;
  const imported = importedNames(document.getText());
  return imported.has(path.parse(graph.file).name) || [...own].some((name) => imported.has(name));
}

/** The state whose step's decorator or method name is at a position. */
function atItsStep(
  states: readonly StateNode[],
  document: vscode.TextDocument,
  position: vscode.Position,
): { readonly state: StateNode; readonly range: vscode.Range } | null {
  const range = document.getWordRangeAtPosition(position, /@?[\w$]+/);
  if (range === undefined) return null;
  const word = document.getText(range);
  const line = position.line + 1;
  const state = states.find(
    (one) =>
      one.file === document.uri.fsPath &&
      one.handler !== null &&
      ((word.startsWith('@') && line === one.line) ||
        (word === one.handler && line >= one.line && line <= one.signatureLine)),
  );
  return state === undefined ? null : { state, range };
}
