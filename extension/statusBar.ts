import * as vscode from 'vscode';
import { describePosition } from './position.ts';
import type { Sessions } from './sessions.ts';

/** One item while a session is active: where it stands. */
export function showStatusBar(sessions: Sessions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('backstep.position', vscode.StatusBarAlignment.Left, 5);
  item.name = vscode.l10n.t('Backstep Position');
  item.command = 'backstep.showGraph';
  const changes = sessions.onDidChange((position) => {
    if (position === null) {
      item.hide();
      return;
    }
    const { text, tooltip } = describePosition(position);
    item.text = text;
    item.tooltip = tooltip;
    item.show();
  });
  return vscode.Disposable.from(changes, item);
}
