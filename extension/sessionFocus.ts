import * as vscode from 'vscode';

/** More sessions than anybody looks at side by side. */
const mostConsoles = 40;

/**
 * Has VS Code turn its debug views to a session. An extension cannot choose one, and a session that starts beside one
 * that is stopped never gets the views by itself; but going through the Debug Consoles turns them, one session after
 * the other.
 */
export async function lookAt(session: vscode.DebugSession): Promise<void> {
  for (let tries = 0; tries < mostConsoles && !isLookedAt(session); tries++)
    await vscode.commands.executeCommand('workbench.action.debug.nextConsole');
}

/** A JavaScript debugger that is attached to a session's code has the views in its place. */
function isLookedAt(session: vscode.DebugSession): boolean {
  for (let at = vscode.debug.activeDebugSession; at !== undefined; at = at.parentSession)
    if (at.id === session.id) return true;
  return false;
}
