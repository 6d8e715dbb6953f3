import * as vscode from 'vscode';
import { replayOf } from './debugConfiguration.ts';
import { lookAt } from './sessionFocus.ts';
import { debugType, type Sessions } from './sessions.ts';

/** Opens a recording in the debugger, without its code, and turns the views to it. */
export async function replay(
  run: { readonly path: string; readonly workflow: string },
  sessions: Sessions,
): Promise<void> {
  // A replay holds nothing, so opening another run takes its place instead of standing beside it.
  const { replaying } = sessions;
  if (replaying !== null) await vscode.debug.stopDebugging(replaying);
  let started: vscode.DebugSession | undefined;
  const watching = vscode.debug.onDidStartDebugSession((session) => {
    if (session.type === debugType && session.configuration['replay'] === run.path) started = session;
  });
  try {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.path));
    await vscode.debug.startDebugging(folder, replayOf(run));
    if (started !== undefined) await lookAt(started);
  } finally {
    watching.dispose();
  }
}
