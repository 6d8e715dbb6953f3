import * as vscode from 'vscode';
import { ask } from './debugRequests.ts';
import { debugType } from './sessions.ts';
import { tell } from './toast.ts';

/** Takes back what a person changed in the state of a run. */
export function registerEditCommands(): vscode.Disposable {
  return vscode.commands.registerCommand('backstep.undoEdit', async () => {
    const session = vscode.debug.activeDebugSession;
    if (session?.type !== debugType) return;
    try {
      const { undone } = await ask(session, 'backstep/undoEdit', {});
      vscode.window.setStatusBarMessage(vscode.l10n.t('The edit of {0} is undone', undone), 5000);
    } catch (error) {
      void tell(error instanceof Error ? error.message : String(error));
    }
  });
}
