import * as vscode from 'vscode';
import { awaitsSignal } from './position.ts';
import { isFiltering } from './runFilter.ts';
import type { RunsView } from './runsView.ts';
import type { Sessions } from './sessions.ts';
import type { WorkflowFiles } from './workflowFiles.ts';

/**
 * The facts that menus and keys depend on: whether the active file holds a workflow, which files do, and which were
 * looked at; whether this window has anything to do with Backstep at all; whether the Runs view leaves runs out;
 * whether the run that is debugged waits for a signal; and, for the walkthrough, whether anybody has changed the past.
 */
export function keepContextKeys(files: WorkflowFiles, runs: RunsView, sessions: Sessions): vscode.Disposable {
  const set = (key: string): ((value: unknown) => void) => {
    let last: string | null = null;
    return (value) => {
      const text = JSON.stringify(value);
      if (text === last) return;
      last = text;
      void vscode.commands.executeCommand('setContext', `backstep.${key}`, value);
    };
  };
  const setLookedAt = set('lookedAt');
  const lookedAt = new Set<string>();
  const setActive = set('fileHasWorkflow');
  const setFiles = set('workflowFiles');
  const setInUse = set('inUse');
  const setFiltered = set('runsFiltered');
  const setWaiting = set('waiting');
  const setPastChanged = set('pastChanged');
  let inUse = runs.hasFolders;

  const update = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const active = document !== undefined && files.looksLikeWorkflow(document);
    const all = new Set(files.withWorkflows());
    if (active) all.add(document.uri.fsPath);
    inUse ||= all.size > 0;
    setActive(active);
    setFiles([...all]);
    setInUse(inUse);
    // Until a file is among these, its keys ask first what it holds.
    if (document !== undefined) lookedAt.add(document.uri.fsPath);
    setLookedAt([...lookedAt]);
  };
  update();
  return vscode.Disposable.from(
    files.onDidChange(update),
    sessions.onDidChange((position) => {
      setWaiting(position !== null && awaitsSignal(position));
      // At the newest step it forks where the process of an attached run has gone, which nobody did.
      if (position?.mode === 'forking' && position.seq < position.head) setPastChanged(true);
    }),
    runs.onDidChangeTreeData(() => {
      setFiltered(isFiltering(runs.filter));
      inUse ||= runs.hasFolders;
      setInUse(inUse);
    }),
    vscode.window.onDidChangeActiveTextEditor(update),
    // The way to the view in a window that has had nothing to do with Backstep, as from the walkthrough: there it is hidden.
    vscode.commands.registerCommand('backstep.showRuns', async () => {
      inUse = true;
      setInUse(true);
      await vscode.commands.executeCommand('backstep.runs.focus');
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (
        document === vscode.window.activeTextEditor?.document &&
        files.known(document.uri.fsPath) === undefined
      )
        update();
    }),
  );
}
