import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { WorkflowGraph } from '../runtime/model/graph.ts';
import { legible } from '../runtime/model/legible.ts';

/** What the panel shows: a file, and the workflow in it; null stands for its first. */
export interface GraphSubject {
  readonly file: string;
  readonly workflow: string | null;
}

/** The title of the panel that draws a graph. */
export function titleOf(graph: WorkflowGraph | undefined): string {
  return graph === undefined
    ? vscode.l10n.t('State Graph')
    : vscode.l10n.t('{0} · State Graph', legible(graph.name));
}

/** Why there is nothing to draw. */
export function noGraph({ file, workflow }: GraphSubject): string {
  const name = basename(file);
  return workflow === null
    ? vscode.l10n.t('{0} holds no workflow: decorate a class with @workflow to see its graph.', name)
    : vscode.l10n.t('{0} holds no workflow {1} any more. Choose another, or open its file.', name, workflow);
}
