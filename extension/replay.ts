import * as vscode from 'vscode';
import { replayOf } from './debugConfiguration.ts';
import { debugType } from './sessions.ts';

/** Opens a recording in the debugger, without its code. */
export async function replay(run: { readonly path: string; readonly workflow: string }): Promise<void> {
  // A replay holds nothing, so opening another run takes its place instead of standing beside it.
  const active = vscode.debug.activeDebugSession;
  if (active?.type === debugType && active.configuration['replay'] !== undefined) {
    await vscode.debug.stopDebugging(active);
  }
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.path));
  await vscode.debug.startDebugging(folder, replayOf(run));
}
