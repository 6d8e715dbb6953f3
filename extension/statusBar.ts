import * as vscode from 'vscode';
import { describePosition } from './position.ts';
import type { Sessions } from './sessions.ts';

/** One item while a session is active: where it stands. A click shows the graph, or sends the signal that is waited for. */
export function showStatusBar(sessions: Sessions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('backstep.position', vscode.StatusBarAlignment.Left, 5);
  item.name = vscode.l10n.t('Backstep Position');
  const changes = sessions.onDidChange((position) => {
    if (position === null) {
      item.hide();
      return;
    }
    const { text, tooltip, command } = describePosition(position);
    item.text = text;
    item.tooltip = tooltip;
    item.command = command;
    item.show();
  });
  return vscode.Disposable.from(changes, item);
}
