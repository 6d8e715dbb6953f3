import * as vscode from 'vscode';
import { debugType } from './sessions.ts';

/**
 * Shows Variables and Call Stack when a session begins. VS Code does so by itself only at a breakpoint, and a workflow
 * first stops at its entry, where a newcomer would see nothing but a yellow line.
 */
export function openRunAndDebugView(): vscode.Disposable {
  return vscode.debug.onDidStartDebugSession(async (session) => {
    if (session.type !== debugType || session.configuration['noDebug'] === true) return;
    if (vscode.workspace.getConfiguration('debug').get('openDebug') === 'neverOpen') return;
    await vscode.commands.executeCommand('workbench.view.debug');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  });
}
